"""The history of a person's own account: who saw or changed it, on the screen and on paper."""

from django.http import HttpResponse
from django.urls import reverse

from connect.audit.queries import HistoryLine, history_of
from connect.portal.frame.paging import page_number
from connect.portal.frame.wording import moment_in_columns
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

PAGE_SIZE = 25


@signed_in
def history(request: SignedInRequest) -> HttpResponse:
    """One page of the history, newest first."""
    entries = history_of(request.visit, page=page_number(request.GET.get("page", "")), limit=PAGE_SIZE)
    lines = [_line(line, request.viewer.language) for line in entries.lines]
    facts = {"lines": lines, "number": entries.page, "last": entries.pages, "address": reverse("history")}
    return page(request, "account/history.html", facts)


def _line(line: HistoryLine, language: str) -> tuple[str, str, str, str]:
    """(when; what happened; how they signed in, or ''; who)."""
    moment, way = moment_in_columns(line.at, language), str(line.detail.get("way", ""))
    return moment, str(line.act.sentence), way, line.by.name
