"""The agency's decisions become documents: each row of notices.csv one, once, after the load that brought it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from connect.cases.kinds import AgencyNoticeKind, LedgerKind, OrderStatus, Role
from connect.cases.models import (
    DisclosedLedgerEntry,
    DisclosedNotice,
    DisclosedObligation,
    DisclosedOrder,
)
from connect.documents import rules
from connect.documents.making import (
    CaseNow,
    Contacts,
    NewDocument,
    OfCase,
    Person,
    cases_now,
    last_feed,
    people,
    write_documents,
)
from connect.documents.models import Document
from connect.documents.snapshots import (
    AnnualFeeNotice,
    AnySnapshot,
    ClosureNotice,
    ContactTry,
    EnforcementStep,
    LicenseRelease,
    LicenseStanding,
    MonthSum,
    OrderedAmount,
    ReviewNotice,
    WarningNotice,
)
from connect.lib.retention import months_before
from connect.lib.rulebook import AnnualFee
from connect.payments.kinds import Direction, MoneyState
from connect.payments.models import PaymentLine, Receipt

NOTICES_AT_ONCE = 400
_PREFIX = "notice."
_MONTHS_OF_A_WARNING = 12
_UNDELIVERED = (MoneyState.HELD, MoneyState.EXPECTED, MoneyState.RETURNED)


@dataclass(frozen=True)
class _Facts:
    """What the notices of a batch tell of, beyond their own rows."""

    as_of: datetime
    people: dict[str, Person]
    cases: dict[str, list[CaseNow]]
    due: dict[OfCase, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    paid: dict[OfCase, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    last_received: dict[OfCase, date] = field(default_factory=dict)
    undelivered: Counter[OfCase] = field(default_factory=Counter)
    orders: dict[OfCase, dict[str, DisclosedOrder]] = field(default_factory=lambda: defaultdict(dict))
    obligations: dict[OfCase, list[DisclosedObligation]] = field(default_factory=lambda: defaultdict(list))
    fees: dict[str, list[DisclosedNotice]] = field(default_factory=lambda: defaultdict(list))
    licenses: dict[str, list[DisclosedNotice]] = field(default_factory=lambda: defaultdict(list))

    def case(self, notice: DisclosedNotice) -> CaseNow | None:
        own = self.cases.get(notice.participant_id, ())
        return next((case for case in own if case.case_number == notice.case_number), None)


def make_documents(readers: Iterable[str] | None = None, *, now: datetime) -> int:
    """Makes the documents of the notices that have none, of these readers or of everyone; how many.

    A notice that was withdrawn is marked, and one from before documents are kept has none.
    """
    as_of = last_feed()
    if as_of is None:
        return 0
    made = 0
    for some in [None] if readers is None else batched(sorted(readers), NOTICES_AT_ONCE, strict=False):
        _mark_withdrawn(some)
        waiting = list(_without_document(some, now).order_by("pk").values_list("pk", flat=True))
        for keys in batched(waiting, NOTICES_AT_ONCE, strict=False):
            with transaction.atomic():
                documents = list(_documents(DisclosedNotice.objects.filter(pk__in=keys), as_of))
                write_documents(documents, now=now)
            made += len(documents)
    return made


def _without_document(readers: Iterable[str] | None, now: datetime) -> QuerySet[DisclosedNotice]:
    today = now.astimezone(settings.AGENCY.zone).date()
    kept_since = months_before(today, 12 * settings.AGENCY.retention.documents_years)
    document = Document.objects.filter(
        participant_id=OuterRef("participant_id"), document_id=Concat(Value(_PREFIX), OuterRef("notice_id"))
    )
    return _of(readers).filter(~Exists(document), dated_on__gte=kept_since)


def _of(readers: Iterable[str] | None) -> QuerySet[DisclosedNotice]:
    every = DisclosedNotice.objects.all()
    return every if readers is None else every.filter(participant_id__in=readers)


def _mark_withdrawn(readers: Iterable[str] | None) -> None:
    """Says of each document what its notice says now: a notice may also count again."""
    notices = _of(readers).annotate(document_id=Concat(Value(_PREFIX), "notice_id"))
    document = Document.objects.filter(participant_id=OuterRef("participant_id"), document_id=OuterRef("document_id"))
    changed = notices.filter(
        Exists(document.filter(withdrawn_on__isnull=True)) & Q(withdrawn_on__isnull=False)
        | Exists(document.filter(withdrawn_on__isnull=False)) & Q(withdrawn_on__isnull=True)
        | Exists(document.exclude(withdrawn_on=OuterRef("withdrawn_on")))
    )
    for participant_id, document_id, withdrawn in changed.values_list("participant_id", "document_id", "withdrawn_on"):
        Document.objects.filter(participant_id=participant_id, document_id=document_id).update(withdrawn_on=withdrawn)


def _documents(notices: QuerySet[DisclosedNotice], as_of: datetime) -> Iterator[NewDocument]:
    rows = list(notices.order_by("pk"))
    facts, contacts = _facts(rows, as_of), Contacts()
    for notice in rows:
        person, case = facts.people.get(notice.participant_id), facts.case(notice)
        if person and case:  # who is no party any more reads nothing of the case
            yield NewDocument(
                notice.participant_id,
                f"{_PREFIX}{notice.notice_id}",
                notice.dated_on,
                person.language,
                _snapshot(notice, person, case, facts, contacts),
                case_number=notice.case_number,
                withdrawn_on=notice.withdrawn_on,
            )


def _facts(notices: Sequence[DisclosedNotice], as_of: datetime) -> _Facts:
    ids = sorted({notice.participant_id for notice in notices})
    facts = _Facts(as_of, people(Q(participant_id__in=ids)), cases_now(Q(participant_id__in=ids)))
    of_kind: dict[str, list[DisclosedNotice]] = defaultdict(list)
    for notice in notices:
        of_kind[notice.kind].append(notice)
    if warnings := of_kind[AgencyNoticeKind.WARNING]:
        _read_months(warnings, facts)
    if closures := of_kind[AgencyNoticeKind.CLOSURE]:
        _read_closing(_readers(closures), facts)
    if with_orders := [*of_kind[AgencyNoticeKind.CLOSURE], *of_kind[AgencyNoticeKind.REVIEW]]:
        _read_orders(_readers(with_orders), facts)
    for kind, found in (
        (AgencyNoticeKind.ANNUAL_FEE, facts.fees),
        (AgencyNoticeKind.LICENSE_RELEASE, facts.licenses),
    ):
        readers = _readers(of_kind[kind])
        for other in DisclosedNotice.objects.filter(participant_id__in=readers, kind=kind, withdrawn_on=None).order_by(
            "dated_on", "notice_id"
        ):
            found[other.participant_id].append(other)
    return facts


def _readers(notices: Sequence[DisclosedNotice]) -> list[str]:
    return sorted({notice.participant_id for notice in notices})


def _read_months(warnings: Sequence[DisclosedNotice], facts: _Facts) -> None:
    """What became due and what was paid, month by month, on the cases of the warnings."""
    days = [notice.dated_on for notice in warnings]
    first, last = min(map(_first_month, days)), max(days)
    entries = DisclosedLedgerEntry.objects.filter(
        participant_id__in=_readers(warnings), month__range=(first, last), kind=LedgerKind.CHARGE
    )
    for person, case, payer, month, cents in entries.values_list(
        "participant_id", "case_number", "payer", "month", "amount"
    ):
        if person in facts.people and payer == facts.people[person].account_name:
            facts.due[person, case][month] += cents
    lines = PaymentLine.objects.filter(
        participant_id__in=_readers(warnings),
        direction=Direction.MADE,
        received_on__range=(first, last),
        reversed_on=None,
    )
    for person, case, day, cents in lines.values_list("participant_id", "case_number", "received_on", "amount"):
        facts.paid[person, case][day.replace(day=1)] += cents


def _first_month(dated_on: date) -> date:
    return dated_on.replace(day=1) - relativedelta(months=_MONTHS_OF_A_WARNING)


def _read_closing(readers: Sequence[str], facts: _Facts) -> None:
    """When a payment was last received on each case, and the money of theirs that is not with them."""
    receipts = Receipt.objects.filter(participant_id__in=readers, reversed_on=None)
    for person, case, last in receipts.values_list("participant_id", "case_number").annotate(last=Max("received_on")):
        facts.last_received[person, case] = last
    waiting = PaymentLine.objects.filter(
        participant_id__in=readers,
        direction=Direction.RECEIVED,
        reversed_on=None,
        state__in=_UNDELIVERED,
    )
    for person, case, parts in waiting.values_list("participant_id", "case_number", "parts"):
        facts.undelivered[person, case] += sum(cents for _, cents, state in json.loads(parts) if state in _UNDELIVERED)


def _read_orders(readers: Sequence[str], facts: _Facts) -> None:
    for order in DisclosedOrder.objects.filter(participant_id__in=readers):
        facts.orders[order.participant_id, order.case_number][order.order_id] = order
    for row in DisclosedObligation.objects.filter(participant_id__in=readers).order_by("starts_on", "obligation_id"):
        facts.obligations[row.participant_id, row.case_number].append(row)


def _snapshot(notice: DisclosedNotice, person: Person, case: CaseNow, facts: _Facts, contacts: Contacts) -> AnySnapshot:
    envelope: dict[str, Any] = {
        "reader": person.as_reader(case.role),
        "contact": contacts.of_case(case),
        "dated_on": notice.dated_on,
        "as_of": facts.as_of,
        "case_number": notice.case_number,
        "county": case.county,
    }
    key = (notice.participant_id, notice.case_number)
    match AgencyNoticeKind(notice.kind):
        case AgencyNoticeKind.ANNUAL_FEE:
            return _annual_fee(notice, facts, envelope)
        case AgencyNoticeKind.WARNING:
            return _warning(notice, case, facts, envelope)
        case AgencyNoticeKind.CLOSURE:
            return ClosureNotice(
                **envelope,
                reason=notice.reason,
                closes_on=notice.acts_on or notice.dated_on,  # the feed refuses one without
                order_in_force=any(order.status == OrderStatus.ACTIVE for order in facts.orders[key].values()),
                last_received_on=facts.last_received.get(key),
                undelivered=facts.undelivered[key],
                owing=case.owing,
                tried=tuple(
                    ContactTry(way=way, on=date.fromisoformat(on))
                    for way, on in (each.split("-", 1) for each in notice.tried.split())
                ),
            )
        case AgencyNoticeKind.REVIEW:
            return ReviewNotice(
                **envelope,
                variant=notice.variant,
                ordered=_ordered(notice, facts),
                new_cents=notice.amount,
                object_by=notice.acts_on,
            )
        case AgencyNoticeKind.LICENSE_RELEASE:
            return _license(notice, case, facts, envelope)


def _annual_fee(notice: DisclosedNotice, facts: _Facts, envelope: dict[str, Any]) -> AnnualFeeNotice:
    year_from, year_to = rules.fee_year(notice.dated_on)
    others = {
        other.case_number
        for other in facts.fees[notice.participant_id]
        if other.case_number != notice.case_number and rules.fee_year(other.dated_on)[1] == year_to
    }
    return AnnualFeeNotice(
        **envelope,
        year_from=year_from,
        year_to=year_to,
        collected=notice.collected or 0,
        threshold=_threshold(year_to),
        assessed=notice.amount or 0,
        recovered=notice.recovered or 0,
        exempt_by=notice.acts_on or notice.dated_on,
        other_cases=tuple(sorted(others)),
    )


def _threshold(day: date) -> int:
    """What had to be collected in the year that ended on the day: the old amount counts to its last day (V6)."""
    rule = settings.RULES.find("annual_fee", day, AnnualFee)
    return rule.threshold if rule else 0


def _warning(notice: DisclosedNotice, case: CaseNow, facts: _Facts, envelope: dict[str, Any]) -> WarningNotice:
    key = (notice.participant_id, notice.case_number)
    first = _first_month(notice.dated_on)
    months = [first + relativedelta(months=nth) for nth in range(_MONTHS_OF_A_WARNING)]
    paying = [each for each in facts.cases[notice.participant_id] if each.role == Role.PAYING]
    return WarningNotice(
        **envelope,
        owing=case.owing,
        steps=tuple(
            EnforcementStep(action=action, state=state)
            for action, state in (each.rsplit("-", 1) for each in notice.actions.split())
        ),
        past_due_everywhere=sum(each.past_due_support for each in paying),
        other_cases=sum(each.past_due_support > 0 for each in paying if each is not case),
        months=tuple(MonthSum(month=month, due=facts.due[key][month], paid=facts.paid[key][month]) for month in months),
        pay_to=settings.AGENCY.addresses.payments,
    )


def _ordered(notice: DisclosedNotice, facts: _Facts) -> tuple[OrderedAmount, ...]:
    """What the orders say on the day of the notice."""
    key = (notice.participant_id, notice.case_number)
    orders = facts.orders[key]
    return tuple(
        OrderedAmount(
            kind=row.kind,
            cents=row.amount,
            frequency=row.frequency,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            court_case_number=orders[row.order_id].court_case_number if row.order_id in orders else "",
        )
        for row in facts.obligations[key]
        if row.starts_on <= notice.dated_on and (row.ends_on is None or row.ends_on >= notice.dated_on)
    )


def _license(notice: DisclosedNotice, case: CaseNow, facts: _Facts, envelope: dict[str, Any]) -> LicenseRelease:
    last: dict[tuple[str, str, str], DisclosedNotice] = {}
    for other in facts.licenses[notice.participant_id]:  # the oldest first: of each license the last one counts
        if other.dated_on <= notice.dated_on:
            last[other.board, other.license_kind, other.license_ending] = other
    last.pop((notice.board, notice.license_kind, notice.license_ending), None)
    return LicenseRelease(
        **envelope,
        variant=notice.variant,
        reason=notice.reason,
        board=notice.board,
        license_kind=notice.license_kind,
        license_ending=notice.license_ending,
        owing=case.owing,
        others=tuple(
            LicenseStanding(
                license_kind=other.license_kind,
                board=other.board,
                ending=other.license_ending,
                variant=other.variant,
                dated_on=other.dated_on,
            )
            for other in last.values()
        ),
    )
