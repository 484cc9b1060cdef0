"""The history of one's own account: who saw or changed it, in words, by the page and on paper."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.audit.acts import Silent
from connect.audit.queries import Actor, HistoryLine, history_of
from connect.portal.account.devices import way_in_words
from connect.portal.frame.paging import page_number
from connect.portal.frame.wording import figures_of
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

PAGE_SIZE = 25


@signed_in
def history(request: SignedInRequest) -> HttpResponse:
    """One page of it, the newest first."""
    found = history_of(request.visit, page=page_number(request.GET.get("page", "")), limit=PAGE_SIZE)
    rows = [(None, [figures_of(line.at, request.viewer.language), *in_words(line)]) for line in found.lines]
    facts = {"rows": rows, "number": found.page, "last": found.pages, "address": reverse("history")}
    return page(request, "account/history.html", facts)


def in_words(line: HistoryLine) -> tuple[str, str]:
    """(what happened, who did it)."""
    sentence = line.act.sentence if line.act else Silent.NOT_TOLD
    said = _("Something else in your account") if isinstance(sentence, Silent) else str(sentence)
    way = way_in_words(str(line.detail.get("way", "")))
    return f"{said} ({way})" if way else said, who(line.by)


def who(part: Actor) -> str:
    return {
        Actor.YOU: _("You"),
        Actor.UNKNOWN: _("Somebody not signed in"),
        Actor.AGENCY: _("The agency's system"),
        Actor.STAFF: _("An employee of the agency"),
    }[part]
