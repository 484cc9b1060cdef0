"""Pages that say honestly what will come here, and how the same thing is done today."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@dataclass(frozen=True, slots=True)
class ComingSoon:
    """A page to come: its heading, what a person will do there, and what to do today."""

    heading: Promise
    coming: tuple[Promise, ...]
    today: Promise


DOCUMENTS = ComingSoon(
    _("Documents"),
    (
        _("sign up to receive email notifications and access to your documents online"),
        _("view six months of documents, such as billing statements and notices"),
        _("read why a document is not there"),
    ),
    _("Until then we send your documents by mail. To ask for one, or to tell us a new mailing address, call us."),
)
MESSAGES = ComingSoon(
    _("Messages"),
    (_("view and leave messages for your Child Support Officer"),),
    _("Until then, call us to reach your Child Support Officer."),
)
OTHER_PARTY = ComingSoon(
    _("Other Party"),
    (_("give us information about the other party, such as a new address or employer"),),
    _("Until then, call us to give us this information."),
)
PROFILE = ComingSoon(
    _("My Profile"),
    (
        _("see and update your address, email and telephone numbers"),
        _("sign up for eCommunications"),
        _("choose how we write and speak to you"),
    ),
    _("Until then, call us to update your information."),
)
APPOINTMENTS = ComingSoon(
    _("Appointments"),
    (_("see all your appointments in one list"), _("sign up for reminders by email")),
    _("Your next appointments are on Home. To change one, call us."),
)


def _show(request: SignedInRequest, what: ComingSoon) -> HttpResponse:
    return page(request, "frame/coming_soon.html", {"what": what})


@signed_in
def documents(request: SignedInRequest) -> HttpResponse:
    return _show(request, DOCUMENTS)


@signed_in
def messages(request: SignedInRequest) -> HttpResponse:
    return _show(request, MESSAGES)


@signed_in
def other_party(request: SignedInRequest) -> HttpResponse:
    return _show(request, OTHER_PARTY)


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    return _show(request, PROFILE)


@signed_in
def all_appointments(request: SignedInRequest) -> HttpResponse:
    return _show(request, APPOINTMENTS)
