"""One payment: what happened to it, its dates, what it paid, the case (S002 L121, V11)."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from connect.lib.characters import isolated
from connect.lib.dates import month_in_words
from connect.payments import queries
from connect.payments.kinds import Bucket, Direction, MoneyState, Source
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import in_capitals
from connect.portal.payments.how_sent import how_and_when, way_of
from connect.portal.payments.query_params import PaymentsQuery, with_type
from connect.portal.payments.where_it_went import deductions, not_for_reader
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
    received = direction == Direction.RECEIVED
    line = queries.find_payment(viewer, direction, public_id)
    receipt = queries.find_receipt(viewer, public_id) if received else None
    nothing_came = line is None
    line = line or (receipt.as_payment() if receipt else None)
    if line is None:
        raise Http404
    sent = queries.money_sent(viewer, line) if received and not nothing_came else ()
    last = sent[-1] if sent else None
    rest = not_for_reader(receipt, line.parts) if receipt else []
    facts = {
        "direction": direction,
        "line": line,
        "type": in_capitals(Source(line.source)) if with_type(Direction(direction), line) else "",
        "way": way_of(line.method) if direction == Direction.RECEIVED else "",
        "counts_toward": month_in_words(line.collected_on, viewer.language) if line.collected_on else "",
        "held": bool(receipt and receipt.held) or MoneyState.HELD in (line.state, *(part.state for part in line.parts)),
        "being_applied": line.state == MoneyState.RECEIVED and not line.reversed_on,
        "on_its_way": line.state not in (MoneyState.SENT, MoneyState.REISSUED) and not line.reversed_on,
        "parts": [_part(part) for part in line.parts],
        "receipt": receipt,
        "rest": rest,
        "nothing_came": nothing_came,
        "all_kept": nothing_came and receipt is not None and receipt.kept == receipt.amount,
        "taken": last is not None and bool(deductions(last)),
        "nothing_sent": last is not None and not last.amount,
        "payer": isolated(receipt.payer) if receipt else "",
        "sent": [(each, deductions(each), how_and_when(each, viewer.language)) for each in sent] if _told(sent) else [],
        "each_state": len({part.state for part in line.parts}) > 1,
        "back": reverse(f"payments_{direction}") + PaymentsQuery.of(request.GET).address(),
        "back_to_case": reverse("case", args=[line.case_public_id]) if nothing_came and line.case_public_id else "",
        "as_of": as_of(viewer),
    }
    return page(request, "payments/payment.html", facts)


def _part(part: queries.PaymentPart) -> tuple[str, str, int, str]:
    """(what it paid, the term that explains it, cents, how far the money has come)."""
    bucket = Bucket(part.bucket)
    return str(bucket.label), _BUCKET_TERMS[bucket], part.amount, str(MoneyState(part.state).label)


def _told(sent: tuple[queries.SentDetails, ...]) -> bool:
    """Whether more is to be told of how the money was sent than the first sentence of the page says."""
    return len(sent) > 1 or any(each.with_others or deductions(each) for each in sent)
