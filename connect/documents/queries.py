"""What a person may read of their documents. Every read takes the viewer and keeps to it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from connect.cases.kinds import Accommodation, DocumentKind
from connect.cases.models import DisclosedCase, Participant
from connect.cases.protection import is_protected
from connect.cases.viewer import Viewer
from connect.documents import rules
from connect.documents.kinds import StatementOutcome
from connect.documents.models import Document, DocumentRequest, MonthOutcome
from connect.documents.snapshots import AnySnapshot, from_json
from connect.documents.veil import veiled
from connect.payments.kinds import Direction
from connect.payments.models import PaymentLine


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document of the viewer's, to be drawn. `number`: what people read out on the phone, on each page of it.

    `language`: 'en' or 'es', in which it was made. `wording`: the version of the sentences that counted then.
    `large_print`: the agency knows that the reader needs it. `protected`: the reader carries the non-disclosure mark,
    so that no address stands in the window of the envelope, whatever the snapshot holds.
    """

    public_id: str
    number: str
    kind: DocumentKind
    language: str
    wording: str
    dated_on: date
    month: date | None
    snapshot: AnySnapshot
    opened_at: datetime | None
    withdrawn_on: date | None
    large_print: bool
    protected: bool


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document as the list names it. `case_number`: '' for one over several cases. `new`: not opened yet."""

    public_id: str
    kind: DocumentKind
    case_number: str
    month: date | None
    dated_on: date
    withdrawn_on: date | None
    new: bool


@dataclass(frozen=True, slots=True)
class WithoutStatement:
    """Months in a row for which a case has no statement, and why. `first` and `last` are the same for one month."""

    case_number: str
    outcome: StatementOutcome
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RequestedDocument:
    """A request of the viewer's. `document`: the one that it names, if that is on file."""

    number: str
    wish: str
    kind: str
    about: str
    made_at: datetime
    state: str
    settled_at: datetime | None
    document: ListedDocument | None = None


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The documents of the last six months, the newest first; and the months without a statement.

    `cases`: (case number, names of the other parties, one on each line) of all the viewer's cases. `roles`: theirs in
    any of them.
    `kinds`, `months`: what the list can be filtered by. `withheld`: the months that an employer paid, told once
    """

    documents: tuple[ListedDocument, ...]
    cases: tuple[tuple[str, str], ...]
    roles: frozenset[str]
    kinds: tuple[DocumentKind, ...]
    months: tuple[date, ...]
    missing: tuple[WithoutStatement, ...]
    withheld: tuple[WithoutStatement, ...]
    requests: tuple[RequestedDocument, ...]


def document(viewer: Viewer, public_id: str) -> OpenedDocument | None:
    """The viewer's document of that public id; None alike for someone else's and for one that never was."""
    row = Document.objects.filter(participant_id=viewer.participant_id, public_id=public_id).first()
    if row is None:
        return None
    needs = Participant.objects.filter(participant_id=viewer.participant_id).values_list("accommodation", flat=True)
    return OpenedDocument(
        public_id=row.public_id,
        number=rules.document_number(row.public_id),
        kind=DocumentKind(row.kind),
        language=row.language,
        wording=row.wording,
        dated_on=row.dated_on,
        month=row.month,
        snapshot=_as_they_may_read_it(viewer, from_json(row.snapshot)),
        opened_at=row.opened_at,
        withdrawn_on=row.withdrawn_on,
        large_print=Accommodation.LARGE_PRINT in needs,
        protected=is_protected(viewer.participant_id),
    )


def _as_they_may_read_it(viewer: Viewer, snapshot: AnySnapshot) -> AnySnapshot:
    """The snapshot without what its reader may not know any more; a case that is theirs no longer counts as hidden."""
    shown = DisclosedCase.objects.filter(
        participant_id=viewer.participant_id, case_number__in=snapshot.case_numbers, location_hidden=False
    )
    received = PaymentLine.objects.filter(participant_id=viewer.participant_id, direction=Direction.RECEIVED)
    hidden = (
        received.order_by("-received_on", "-line_id").values_list("payer_hidden", flat=True).first()
        if snapshot.kind is DocumentKind.COLLECTIONS
        else None
    )
    return veiled(snapshot, shown_cases=set(shown.values_list("case_number", flat=True)), payer_hidden=bool(hidden))


def listed_document(viewer: Viewer, public_id: str) -> ListedDocument | None:
    """The viewer's document of that public id as a list names it; None where they have none."""
    return next(iter(_listed(_of(viewer).filter(public_id=public_id).values_list(*_LISTED))), None)


def documents_page(viewer: Viewer, today: date, *, kind: str = "", month: date | None = None) -> DocumentsPage:
    """Four statements. A kind or a month that none of them has is no filter."""
    shown = _of(viewer).filter(dated_on__gte=rules.shown_since(today)).order_by("-dated_on", "-document_id")
    every = _listed(shown.values_list(*_LISTED))
    kinds = tuple(each for each in DocumentKind if any(document.kind is each for document in every))
    months = tuple(sorted({_month_of(document) for document in every}, reverse=True))
    wanted = [
        each
        for each in every
        if (kind not in kinds or each.kind == kind) and (month not in months or _month_of(each) == month)
    ]
    own = DisclosedCase.objects.filter(participant_id=viewer.participant_id).order_by("-status", "case_number")
    cases = tuple(own.values_list("case_number", "other_parties", "role"))
    without = _without_statement(viewer, rules.months_shown(today))
    return DocumentsPage(
        documents=tuple(wanted),
        cases=tuple((number, others) for number, others, _ in cases),
        roles=frozenset(role for _, _, role in cases),
        kinds=kinds,
        months=months,
        missing=tuple(each for each in without if each.outcome is not StatementOutcome.WITHHELD),
        withheld=_together(each for each in without if each.outcome is StatementOutcome.WITHHELD),
        requests=own_requests(viewer),
    )


def older_documents(viewer: Viewer, today: date) -> tuple[ListedDocument, ...]:
    """The documents that are older than six months, the newest first. One statement."""
    rows = _of(viewer).filter(dated_on__lt=rules.shown_since(today)).order_by("-dated_on", "-document_id")
    return tuple(_listed(rows.values_list(*_LISTED)))


def new_documents(viewer: Viewer, since: datetime, most: int) -> tuple[tuple[ListedDocument, ...], int]:
    """Documents that came after `since` and were not opened yet, the newest first, and how many there are beyond
    `most`. One statement."""
    rows = _of(viewer).filter(made_at__gt=since, opened_at=None, withdrawn_on=None)
    found = _listed(rows.order_by("-dated_on", "-document_id").values_list(*_LISTED))
    return tuple(found[:most]), max(0, len(found) - most)


def own_requests(viewer: Viewer) -> tuple[RequestedDocument, ...]:
    """What the viewer asked for, the newest first. A second statement where one names a document."""
    fields = ("number", "wish", "kind", "about", "made_at", "state", "settled_at", "document_id")
    rows = list(
        DocumentRequest.objects.filter(participant_id=viewer.participant_id)
        .order_by("-made_at", "-number")
        .values_list(*fields)
    )
    named = {row[-1] for row in rows if row[-1]}
    listed = (
        {
            row[0]: _listed([row[1:]])[0]
            for row in _of(viewer).filter(document_id__in=named).values_list("document_id", *_LISTED)
        }
        if named
        else {}
    )
    return tuple(
        RequestedDocument(number, wish, kind, about, made_at, state, settled_at, listed.get(document_id))
        for number, wish, kind, about, made_at, state, settled_at, document_id in rows
    )


_LISTED = ("public_id", "kind", "case_number", "month", "dated_on", "withdrawn_on", "opened_at")


def _of(viewer: Viewer) -> QuerySet[Document]:
    return Document.objects.filter(participant_id=viewer.participant_id)


def _listed(rows: Iterable[Sequence[Any]]) -> list[ListedDocument]:
    return [
        ListedDocument(public_id, DocumentKind(kind), case_number, month, dated_on, withdrawn_on, opened_at is None)
        for public_id, kind, case_number, month, dated_on, withdrawn_on, opened_at in rows
    ]


def _month_of(document: ListedDocument) -> date:
    """The month that a document is about: a statement's own, or that of its date."""
    return document.month or document.dated_on.replace(day=1)


def _without_statement(viewer: Viewer, months: tuple[date, ...]) -> list[WithoutStatement]:
    """Of each case its months without a statement, those in a row for one reason together, the newest first."""
    rows = MonthOutcome.objects.filter(participant_id=viewer.participant_id, month__in=months)
    reasons = rows.exclude(outcome=StatementOutcome.MADE).order_by("case_number", "month")
    runs = [
        WithoutStatement(case_number, StatementOutcome(outcome), first, last)
        for (case_number, outcome), those in groupby(
            reasons.values_list("case_number", "outcome", "month"), key=itemgetter(0, 1)
        )
        for first, last in _in_a_row(month for _, _, month in those)
    ]
    return sorted(runs, key=lambda run: run.last, reverse=True)


def _in_a_row(months: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The first and the last of each row of months that follow each other; `months` in their order."""
    for _, those in groupby(enumerate(months), key=lambda each: _number(each[1]) - each[0]):
        found = [month for _, month in those]
        yield found[0], found[-1]


def _number(month: date) -> int:
    return month.year * 12 + month.month


def _together(runs: Iterable[WithoutStatement]) -> tuple[WithoutStatement, ...]:
    """Months that an employer paid, whatever the case: those in a row together, and no month twice."""
    months = sorted(
        {
            run.first + relativedelta(months=nth)
            for run in runs
            for nth in range(_number(run.last) - _number(run.first) + 1)
        }
    )
    together = [WithoutStatement("", StatementOutcome.WITHHELD, first, last) for first, last in _in_a_row(months)]
    return tuple(reversed(together))
