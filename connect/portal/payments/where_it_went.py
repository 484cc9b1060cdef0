"""What became of a payment on a case apart from what came to its reader, and what was taken before it was sent."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connect.payments import queries
from connect.payments.kinds import Bucket, DeductionKind


class NotForReader(TextChoices):
    """The fields of a receipt that did not come to its reader."""

    KEPT = "kept", gettext_lazy("Kept by the State to repay aid")
    HELD = "held", gettext_lazy("Held")
    CREDIT = "credit", gettext_lazy("Credit for a coming month")
    FEES = "fees", gettext_lazy("Fees")


_TERMS = {
    NotForReader.KEPT: "aid repayment",
    NotForReader.HELD: "held payment",
    NotForReader.CREDIT: "credit for a coming month (future)",
    NotForReader.FEES: "fees",
}
# The buckets that a receipt counts here also where they stand among the parts of the reader's line.
_ALSO_PARTS = {NotForReader.HELD: Bucket.HELD, NotForReader.CREDIT: Bucket.FUTURE}
_DEDUCTION_TERMS = {DeductionKind.ANNUAL_FEE: "annual service fee", DeductionKind.RECOUPMENT: "recoupment"}


def not_for_reader(
    receipt: queries.ReceiptDetails, parts: tuple[queries.PaymentPart, ...] = ()
) -> list[tuple[str, str, int]]:
    """(what it is, the term that explains it, cents) of the receipt beyond `parts`, which stand on the page already."""
    found = []
    for each in NotForReader:
        already = sum(part.amount for part in parts if part.bucket == _ALSO_PARTS.get(each))
        if cents := getattr(receipt, each.value) - already:
            found.append((str(each.label), _TERMS[each], cents))
    return found


def where_it_went(receipt: queries.ReceiptDetails) -> str:
    """'Kept by the State to repay aid' of a payment of which nothing came to the reader."""
    names = ", ".join(name for name, _term, _cents in not_for_reader(receipt))
    return f"{names} ({_('Reversed')})" if receipt.reversed_on else names


def deductions(sent: queries.SentDetails) -> list[tuple[str, str, int]]:
    """(what was taken, the term that says why or '', cents), with what the agency does not explain last."""
    kinds = [(DeductionKind(kind), cents) for kind, cents in sent.deductions]
    found = [(str(kind.label), _DEDUCTION_TERMS.get(kind, ""), cents) for kind, cents in kinds]
    return found + ([(_("Other deductions"), "", sent.unexplained)] if sent.unexplained else [])
