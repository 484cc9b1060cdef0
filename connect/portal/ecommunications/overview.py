"""eCommunications (S000 L95-96, S002 L142-161): what comes by email, where it goes, and how to change either."""

from collections.abc import Set as AbstractSet

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from connect.access.ecommunications import resend_link
from connect.cases import queries as cases
from connect.lib.masks import masked_text
from connect.notices.consent_wording import consent_wording
from connect.notices.enrolment import comes_on_paper_too, enrolment_of, offered
from connect.notices.kinds import ConsentKind
from connect.portal.frame.wording import day_at_agency, moment_at_agency
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ecommunications(request: SignedInRequest) -> HttpResponse:
    """GET: what was chosen, or what can be. POST mails the link to the address that waits to be confirmed."""
    person, language, now = request.viewer.participant_id, request.viewer.language, timezone.now()
    if request.method == "POST":
        if resend_link(request.visit, now=now):
            messages.success(request, gettext("We sent you a new link. The earlier one no longer works."))
        else:
            messages.error(request, gettext("We sent no new link. Try again tomorrow, or call us."))
        return acted(redirect("ecommunications"))
    chosen = enrolment_of(person, now)
    kinds = offered(cases.roles(request.viewer))
    facts: dict[str, object] = {
        "enrolled": chosen.enrolled,
        "documents": _shown(kinds, chosen.consents.keys(), language, documents=True),
        "notifications": _shown(kinds, chosen.consents.keys(), language, documents=False),
        "since": {kind: day_at_agency(moment, language) for kind, moment in chosen.consents.items()},
        "email": masked_text(chosen.email),
        "confirmed": chosen.confirmed and not chosen.stopped,
        "stopped": chosen.stopped,
        "link_until": moment_at_agency(chosen.link_until, language) if chosen.link_until else "",
        "says": chosen.says.label,
    }
    return page(request, "ecommunications/overview.html", facts)


def _shown(
    kinds: tuple[ConsentKind, ...], given: AbstractSet[ConsentKind], language: str, *, documents: bool
) -> list[dict[str, object]]:
    return [
        {
            "kind": kind,
            "wording": consent_wording(kind, language),
            "given": kind in given,
            "paper_too": comes_on_paper_too(kind),
        }
        for kind in kinds
        if bool(kind.document) is documents
    ]
