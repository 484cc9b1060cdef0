"""One payment: what happened to it, its dates, what it paid, the case (S002 L121, V11)."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from connect.lib.dates import month_in_words
from connect.payments import queries
from connect.payments.kinds import Bucket, Direction, MoneyState, Source
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import in_capitals
from connect.portal.payments.how_sent import way_of
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
    Bucket.PASS_THROUGH: "pass-through",
}


@signed_in
def payment_details(request: SignedInRequest, direction: str, public_id: str) -> HttpResponse:
    """One of the viewer's payments: its dates, what it paid, the case; 404 for anything else."""
    viewer = request.viewer
    line = queries.find_payment(viewer, direction, public_id)
    if line is None:
        raise Http404
    facts = {
        "direction": direction,
        "line": line,
        "type": in_capitals(Source(line.source)) if with_type(Direction(direction), line) else "",
        "way": way_of(line.method) if direction == Direction.RECEIVED else "",
        "counts_toward": month_in_words(line.collected_on, viewer.language) if line.collected_on else "",
        "held": MoneyState.HELD in (line.state, *(part.state for part in line.parts)),
        "being_applied": line.state == MoneyState.RECEIVED and not line.reversed_on,
        "on_its_way": line.state not in (MoneyState.SENT, MoneyState.REISSUED) and not line.reversed_on,
        "parts": [_part(part) for part in line.parts],
        "each_state": len({part.state for part in line.parts}) > 1,
        "back": reverse(f"payments_{direction}") + PaymentsQuery.of(request.GET).address(),
        "as_of": as_of(viewer),
    }
    return page(request, "payments/payment.html", facts)


def _part(part: queries.PaymentPart) -> tuple[str, str, int, str]:
    """(what it paid, the term that explains it, cents, how far the money has come)."""
    bucket = Bucket(part.bucket)
    return str(bucket.label), _BUCKET_TERMS[bucket], part.amount, str(MoneyState(part.state).label)
