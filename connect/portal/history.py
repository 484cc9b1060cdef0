"""The history of one's own account: who saw or changed it, in words, by the page and on paper."""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.audit.queries import Act, Part, history_of
from connect.portal.devices import way_in_words
from connect.portal.words import figures_of
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

PAGE_SIZE = 25
_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


@signed_in
def history(request: SignedInRequest) -> HttpResponse:
    """One page of it, the newest first."""
    found = history_of(request.visit, page=_number(request), limit=PAGE_SIZE)
    rows = [(None, [figures_of(act.at), *in_words(act)]) for act in found.acts]
    facts = {"rows": rows, "number": found.page, "last": found.pages, "address": reverse("history")}
    return page(request, "portal/security/history.html", facts)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if _PAGE.fullmatch(asked) else 1


def in_words(act: Act) -> tuple[str, str]:
    """(what happened, who did it)."""
    way = way_in_words(str(act.detail.get("way", "")))
    said = sentences().get(act.act) or _("Something else in your account")
    return f"{said} ({way})" if way else said, who(act.by)


def who(part: Part) -> str:
    return {
        Part.YOU: _("You"),
        Part.UNKNOWN: _("Somebody not signed in"),
        Part.AGENCY: _("The agency's system"),
        Part.STAFF: _("An employee of the agency"),
    }[part]


def sentences() -> dict[str, str]:
    """Each act of the trail that is about a person, as that person reads it. A test holds it against the acts."""
    return {
        "signed in": _("Signed in"),
        "signed out": _("Signed out"),
        "sign-in refused": _("Sign-in refused"),
        "identity confirmed": _("PIN or passkey asked again and right"),
        "confirmation refused": _("Passkey asked again and not right"),
        "PIN change refused": _("PIN asked again and wrong"),
        "PIN changed": _("PIN changed"),
        "PIN choice refused": _("A new PIN was chosen and not taken"),
        "PIN choices used up": _("Many new PINs were chosen, one after the other"),
        "PIN set": _("PIN set by the agency"),
        "account made safe": _("Everyone was signed out, and private devices, recovery codes and links were ended"),
        "access checked": _("Checked who can get into the account"),
        "PIN sent": _("A temporary PIN was sent"),
        "PIN not sent": _("A PIN was asked for and not sent"),
        "change disavowed": _("“This was not me” was said, and the change undone"),
        "passkey added": _("Passkey added"),
        "passkey renamed": _("Passkey renamed"),
        "passkey removed": _("Passkey removed"),
        "recovery codes made": _("New recovery codes made"),
        "private device added": _("Private device added"),
        "private device removed": _("Private device removed"),
        "visit ended": _("A visit on another device was ended"),
        "all other visits ended": _("All visits on other devices were ended"),
        "language chosen": _("Language chosen"),
        "email confirmed": _("Email address confirmed"),
        "address confirmed": _("Mailing address confirmed"),
        "email link sent": _("A link to confirm an email address was sent"),
    }
