"""Who may see what of payments, and which rows make up one page of them. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self

from connect.payments.kinds import Bucket, Direction, DisbursementStatus, MoneyState


class PaymentReader(Enum):
    """Who is reading a list of payments (V1)."""

    RECEIVING = "the person receiving support"
    PAYING = "the person paying support"
    THIRD_PARTY = "anyone else, with the person's consent"

    @classmethod
    def of(cls, direction: str) -> Self:
        """The reader of one's own payments: the receiver reads received ones, the payer those made."""
        return cls.RECEIVING if direction == Direction.RECEIVED else cls.PAYING


def shows_source(audience: PaymentReader, *, show_source: bool, show_source_to_payer: bool, payer_hidden: bool) -> bool:
    """Whether this reader sees the Payment Type column: for all rows or for none (V1, V2).

    Hiding it on some rows would point them out, so the rule looks at no single row. `payer_hidden`: someone who pays
    this reader must stay hidden, and how they pay would reveal where they are or what they live on.
    """
    match audience:
        case PaymentReader.RECEIVING:
            return show_source and not payer_hidden
        case PaymentReader.PAYING:
            return show_source and show_source_to_payer
        case PaymentReader.THIRD_PARTY:
            return False


def state_on_screen(direction: str, state: str) -> str:
    """The state of a payment's money as the reader of this direction may see it.

    For a payer, money that came back and was sent again counts as sent: a returned check would reveal something about
    where the payee lives (R2). The feed writes lines of payments made that way already; this guards any later writer.
    """
    if direction == Direction.MADE and state in (MoneyState.RETURNED, MoneyState.REISSUED):
        return MoneyState.SENT
    return state


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows to read: those received from `oldest` to `newest` (years), past the first `skip`, `take` of them.

    Rows stand newest first; `backwards` counts `skip` from the oldest end instead.
    """

    newest: int
    oldest: int
    skip: int
    take: int
    backwards: bool


def span(lines_by_year: Sequence[tuple[int, int]], start: int, size: int) -> Span | None:
    """The rows from number `start` (0 is the newest), at most `size`; None where there are none.

    `lines_by_year`: (year, lines), newest year first, no year without lines. Only rows of the page's own years are
    skipped, and at most half of them, so the deepest page costs no more than a page in the middle of its year.
    """
    before = skip = inside = 0
    years: list[int] = []
    for year, lines in lines_by_year:
        if before + lines > start and before < start + size:
            skip = skip if years else start - before
            years.append(year)
            inside += lines
        before += lines
    if not years:
        return None
    take = min(size, inside - skip)
    beyond = inside - skip - take
    if beyond < skip:
        return Span(years[0], years[-1], beyond, take, backwards=True)
    return Span(years[0], years[-1], skip, take, backwards=False)


def pages(count: int, size: int) -> int:
    """How many pages `count` rows fill; an empty list is one page."""
    return max(1, -(-count // size))


# A line's state is the first of these that any of its parts has: what a person should hear of first.
STATES_IN_ORDER = (
    MoneyState.HELD,
    MoneyState.RECEIVED,
    MoneyState.EXPECTED,
    MoneyState.RETURNED,
    MoneyState.REISSUED,
    MoneyState.SENT,
)


def state_of_part(bucket: str, payee_id: str, status: str | None, *, reissue: bool) -> MoneyState:
    """How far one share of a payment has come.

    `status` is that of the latest disbursement for the share, None where there is none; `reissue`: that disbursement
    sends a returned one again. A share without a payee is kept by the agency, so its way has ended.
    """
    if bucket == Bucket.HELD:
        return MoneyState.HELD
    if not payee_id:
        return MoneyState.SENT
    if status is None:
        return MoneyState.EXPECTED
    if status == DisbursementStatus.RETURNED:
        return MoneyState.RETURNED
    return MoneyState.REISSUED if reissue else MoneyState.SENT
