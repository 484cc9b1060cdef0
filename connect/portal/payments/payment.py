"""One payment: the dates of its way, what it paid, the case (S002 L121, V11)."""

from collections.abc import Iterator
from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from connect.lib.dates import in_figures
from connect.lib.money import in_dollars
from connect.lib.terms import plain_meaning
from connect.payments import queries
from connect.payments.kinds import Bucket, Direction, Method, MoneyState, Source
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import being_applied, held_sentence, in_capitals
from connect.portal.payments.query_params import PaymentsQuery, with_type
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

# The words of the glossary that explain what a share of a payment paid.
_BUCKET_TERMS = {
    Bucket.CURRENT: "current support",
    Bucket.ARREARS_FAMILY: "support owed to the family (unassigned)",
    Bucket.ARREARS_STATE: "aid repayment",
    Bucket.INTEREST: "interest",
    Bucket.MEDICAL: "medical support",
    Bucket.SPOUSAL: "spousal support",
    Bucket.FEES: "fees",
    Bucket.HELD: "held payment",
    Bucket.FUTURE: "credit for a coming month (future)",
}


@signed_in
def payment(request: SignedInRequest, direction: str, public_id: str) -> HttpResponse:
    """One of the viewer's payments: the dates of its way, what it paid, the case; 404 for anything else."""
    viewer = request.viewer
    found = queries.payment_details(viewer, direction, public_id)
    if found is None:
        raise Http404
    facts = {
        "direction": direction,
        "found": found,
        "type": in_capitals(Source(found.source)) if with_type(Direction(direction), found) else "",
        "method": Method(found.method).label if found.method and direction == Direction.RECEIVED else "",
        "state": _state(found),
        "means": _means(found),
        "dates": list(_dates(found, direction, viewer.language)),
        "parts": [_part(part, found, viewer.language) for part in found.parts],
        "reversed_on": in_figures(found.reversed_on) if found.reversed_on else "",
        "reversed_means": plain_meaning("reversed payment", viewer.language),
        "back": reverse(f"payments_{direction}") + PaymentsQuery.of(request.GET).address(),
        "as_of": as_of(viewer),
    }
    return page(request, "payments/payment.html", facts)


def _means(line: queries.PaymentDetails) -> str:
    """The sentence about money that is held, or of no case yet; mostly ''."""
    if MoneyState.HELD in (line.state, *(part.state for part in line.parts)):
        return held_sentence()
    return being_applied() if line.state == MoneyState.RECEIVED and not line.reversed_on else ""


def _dates(line: queries.PaymentDetails, direction: str, language: str) -> Iterator[tuple[str, str, str]]:
    """(label, date, what it means) in the order of the payment's way; the date received always, the others if known."""
    way: tuple[tuple[str, date | None, str], ...] = (
        (_("Date withheld"), line.withheld_on, "date withheld"),
        (_("Date received"), line.received_on, "date received"),
        (_("Counts for"), line.collected_on, "date of collection (counts for)"),
        (_("Date posted"), line.posted_on, "date posted"),
        (_("Date sent"), line.sent_on, "payment sent" if direction == Direction.RECEIVED else "disbursement"),
        (_("Date reversed"), line.reversed_on, "reversed payment"),
    )
    for label, day, term in way:
        if day:
            yield label, in_figures(day), plain_meaning(term, language)


def _part(part: queries.PaymentPart, line: queries.PaymentDetails, language: str) -> tuple[str, str, str, str]:
    """(what it paid, amount, what that means, how far the money has come where the label does not say so)."""
    bucket = Bucket(part.bucket)
    means = plain_meaning(_BUCKET_TERMS[bucket], language)
    status = _("Reversed") if line.reversed_on else str(MoneyState(part.state).label)
    return str(bucket.label), in_dollars(part.amount), means, "" if status == str(bucket.label) else status


def _state(line: queries.PaymentDetails) -> str:
    """In words how far the money has come; taken back outweighs the rest."""
    return _("Reversed") if line.reversed_on else str(MoneyState(line.state).label)
