"""Documents: those of six months, why a month has no statement, and the older ones (S002 L124-134)."""

from datetime import date
from itertools import groupby

from django.http import HttpResponse

from connect.cases.kinds import DOCUMENT_RULES
from connect.documents import queries
from connect.documents.queries import DocumentsPage, ListedDocument, WithoutStatement
from connect.documents.rules import NoSuchRun, month_of
from connect.lib.dates import day_in_table, month_in_words
from connect.portal.documents.names import document_name, months_in_words, requested
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import isolated_names
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def document_list(request: SignedInRequest) -> HttpResponse:
    """By `?kind= &month=`; one that no document has is no filter."""
    viewer = request.viewer
    kind, month = request.GET.get("kind", ""), _month(request.GET.get("month", ""))
    found = queries.documents_page(viewer, today(), kind=kind, month=month)
    language = viewer.language
    facts: dict[str, object] = {
        "groups": _groups(found, language),
        "kinds": tuple((each.value, str(each.label)) for each in found.kinds),
        "months": tuple((f"{each:%Y-%m}", month_in_words(each, language)) for each in found.months),
        "kind": kind if kind in found.kinds else "",
        "month": f"{month:%Y-%m}" if month in found.months else "",
        "missing": [_missing(each, found, language) for each in found.missing],
        "withheld": [months_in_words(each.first, each.last, language) for each in found.withheld],
        "declared": [(kind.label, rule.sentence) for kind, rule in DOCUMENT_RULES.items() if rule.is_for(found.roles)],
        "requests": [requested(each, language) for each in found.requests],
        "as_of": as_of(viewer),
    }
    return page(request, "documents/list.html", facts)


@signed_in
def older_list(request: SignedInRequest) -> HttpResponse:
    """The documents from before, by year: each can be asked for."""
    language = request.viewer.language
    found = queries.older_documents(request.viewer, today())
    years = [
        (str(year), [_shown(each, language) for each in those])
        for year, those in groupby(found, key=lambda each: each.dated_on.year)
    ]
    return page(request, "documents/older.html", {"years": years})


def _month(text: str) -> date | None:
    try:
        return month_of(text)
    except NoSuchRun:
        return None


def _groups(found: DocumentsPage, language: str) -> list[tuple[str, str, list[dict[str, object]]]]:
    """(case number, names of the other parties, documents) by case where there are several; documents over several
    cases first, under no number."""
    shown = [(each.case_number, _shown(each, language)) for each in found.documents]
    if len(found.cases) < 2:
        return [("", "", [row for _, row in shown])] if shown else []
    others = dict(found.cases)
    numbers = dict.fromkeys(["", *others, *(number for number, _ in shown)])
    groups = [(number, [row for of, row in shown if of == number]) for number in numbers]
    return [(number, isolated_names(others.get(number, "")), rows) for number, rows in groups if rows]


def _shown(document: ListedDocument, language: str) -> dict[str, object]:
    return {
        "public_id": document.public_id,
        "name": document_name(document, language),
        "day": day_in_table(document.dated_on, language),
        "new": document.new and document.withdrawn_on is None,
        "withdrawn": day_in_table(document.withdrawn_on, language) if document.withdrawn_on else "",
    }


def _missing(run: WithoutStatement, found: DocumentsPage, language: str) -> dict[str, str]:
    return {
        "why": run.outcome.value,
        "months": months_in_words(run.first, run.last, language),
        "case": run.case_number if len(found.cases) > 1 else "",
    }
