"""Home: the last payments, what changed since the last visit, appointments, and the cases (S002 L62-87, S004 L18)."""

from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from connect.access.mail_stopped import why_stopped
from connect.cases import queries as cases
from connect.cases.appointments import appointment_public_id
from connect.cases.kinds import AppointmentKind, Role
from connect.cases.viewer import Viewer
from connect.documents import queries as documents
from connect.lib.dates import day_in_table, hours_in_words, month_short, weekday_short
from connect.lib.money import in_dollars
from connect.news import queries as news
from connect.notices.enrolment import ended_by_mail
from connect.payments.kinds import Direction
from connect.payments.last_payments import LastPayments, RecentPayment, last_payments
from connect.portal.documents.names import document_name
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import day_at_agency, in_capitals, isolated_names
from connect.portal.payments.how_sent import case_in_short, how_sent
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

MOST_NEWS = 10
MOST_DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """A payment on Home, in finished texts: its page, amount, day received, how it was sent, and which case ('': the
    only one). `state` is that of connect.payments.kinds.MoneyState."""

    address: str
    amount: str
    received: str
    sent: str
    state: str
    case: str


@dataclass(frozen=True, slots=True)
class MoneySide:
    """What Home says of the money on one side: the last payment of each case, and what is not with its receiver yet.
    `owed`: for who pays, where the amounts of the case stand, or the list of cases where there are several."""

    direction: Direction
    last: list[ShownPayment]
    on_the_way: list[ShownPayment]
    owed: str


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """What was paid last, what changed, appointments from today on, a card for each case, and where to go next."""
    viewer = request.viewer
    cards = cases.case_cards(viewer)
    why_stopped_on_file, why_stopped_notices = why_stopped(viewer.participant_id, timezone.now())
    facts: dict[str, object] = {
        "name": _as_people_say_it(viewer.first_name),
        "sides": _sides(cards, last_payments(viewer, today()), viewer.language),
        "appointments": [_tile(viewer, appointment) for appointment in cases.appointments(viewer, today())],
        "news": _news(request),
        "cases": [(case, isolated_names(case.other_parties)) for case in cards],
        "as_of": as_of(viewer),
        "why_stopped": why_stopped_on_file,
        "notices_stopped": request.visit.enrolled and why_stopped_notices,
        "ended_by_mail": _ended_by_mail(request),
    }
    return page(request, "cases/home.html", facts)


def _ended_by_mail(request: SignedInRequest) -> bool:
    """Whether a link in a mail ended something since the visit before: its owner may not have been the one."""
    before = request.visit.previous_visit_at
    return before is not None and bool(ended_by_mail(request.viewer.participant_id, before))


def _as_people_say_it(name: str) -> str:
    """'Dana' for 'DANA', as the agency's file writes names; a name with small letters stays as it is."""
    return name.title() if name.isupper() else name


def _sides(cards: tuple[cases.CaseCard, ...], payments: dict[str, LastPayments], language: str) -> list[MoneySide]:
    """The side of the person receiving support, then of the person paying it, as far as this is one."""
    several = len(cards) > 1
    paying = [card for card in cards if card.role == Role.PAYING]
    owed = reverse("case", args=[paying[0].public_id]) + "#owed" if len(paying) == 1 else "#cases"

    def side(direction: Direction) -> MoneySide:
        of_side = payments[direction]
        last, on_the_way = (
            [_shown(payment, several, language) for payment in found] for found in (of_side.last, of_side.on_the_way)
        )
        return MoneySide(direction, last, on_the_way, owed if direction == Direction.MADE else "")

    return [
        side(direction)
        for role, direction in ((Role.RECEIVING, Direction.RECEIVED), (Role.PAYING, Direction.MADE))
        if any(card.role == role for card in cards)
    ]


def _shown(payment: RecentPayment, several_cases: bool, language: str) -> ShownPayment:
    return ShownPayment(
        reverse("payment", args=[payment.direction, payment.public_id]),
        in_dollars(payment.amount),
        day_in_table(payment.received_on, language),
        how_sent(payment, language),
        payment.state,
        case_in_short(payment.case_number) if several_cases else "",
    )


def _news(request: SignedInRequest) -> dict[str, object] | None:
    """The changes, each with the time of day or the day of the information it names; None on a first visit, which has
    nothing to compare."""
    before, viewer = request.visit.previous_visit_at, request.viewer
    if before is None:
        return None
    changes = news.since(viewer, before, today(), MOST_NEWS)
    papers, more_papers = documents.new_documents(viewer, before, MOST_DOCUMENTS)
    return {
        "since": day_at_agency(before, viewer.language),
        "items": [(item, _when(item, viewer.language)) for item in changes.items],
        "documents": [(each.public_id, document_name(each, viewer.language)) for each in papers],
        "more_documents": more_papers,
        "more": changes.more,
    }


def _when(item: news.NewsItem, language: str) -> str:
    if item.subject == "balance" and item.as_of:
        return day_at_agency(item.as_of, language)
    return _hours(item.day, item.starts, None, language) if item.day and item.starts else ""


def _tile(viewer: Viewer, appointment: cases.Appointment) -> dict[str, object]:
    """An appointment with the texts of its tile (WED 29 May)."""
    language = viewer.language
    return {
        "facts": appointment,
        "address": reverse(
            "appointment", args=[appointment_public_id(viewer.participant_id, appointment.appointment_id)]
        ),
        "weekday": weekday_short(appointment.on_date, language),
        "month": month_short(appointment.on_date, language),
        "kind": in_capitals(AppointmentKind(appointment.kind)),
        "hours": _hours(appointment.on_date, appointment.starts, appointment.ends, language),
    }


def _hours(day: date, starts: time, ends: time | None, language: str) -> str:
    return hours_in_words(day, starts, ends, settings.AGENCY.zone, language)
