"""What payments may show to whom, and which rows make up one page of them. No database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self

from connect.payments.kinds import Bucket, Direction, DisbursementStatus, MoneyState


class Audience(Enum):
    """Who is reading a list of payments (V1)."""

    RECEIVING = "the person receiving support"
    PAYING = "the person paying support"
    THIRD_PARTY = "anyone else, with the person's consent"

    @classmethod
    def of(cls, direction: str) -> Self:
        """The audience of one's own payments: received ones are read by the receiver, made ones by the payer."""
        return cls.RECEIVING if direction == Direction.RECEIVED else cls.PAYING


def shows_source(audience: Audience, *, show_source: bool, show_source_to_payer: bool, payer_hidden: bool) -> bool:
    """Whether the Payment Type column exists for this audience: for all rows or for none (V1, V2).

    Hiding it on some rows only would name them, so no row is ever asked about. `payer_hidden`: someone who pays this
    reader must stay hidden, and how they pay would tell where they are or what they live on.
    """
    match audience:
        case Audience.RECEIVING:
            return show_source and not payer_hidden
        case Audience.PAYING:
            return show_source and show_source_to_payer
        case Audience.THIRD_PARTY:
            return False


def state_on_screen(direction: str, state: str) -> str:
    """The state of a payment's money as this direction may name it.

    To a payer, money that came back and was sent again reads as sent: a returned check would say something about
    where the payee lives (R2). The feed writes made lines so already; this holds for whoever writes them next.
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

    `lines_by_year`: (year, lines), newest year first, no year without lines. Nothing is skipped but rows of the years
    the page lies in, and of those at most half, so the deepest page costs what a page in the middle of its year does.
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
