"""The last payments of a person, for Home: what was sent to them, what was received from them, what is on its way."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from connect.cases.viewer import Viewer
from connect.lib.rows import day_of_row
from connect.payments import rules
from connect.payments.kinds import Direction, MoneyState

YEAR = timedelta(days=365)
LONGEST_HOLD = timedelta(days=184)  # six months (V1): what was sent within the year may have come in before it
MOST_ON_THE_WAY = 3
_SENT = (MoneyState.SENT, MoneyState.REISSUED)

# A range of the index payments_newest_first for each direction.
_RECENT = """
SELECT line_id, direction, public_id, case_number, amount, received_on, sent_on, state, method FROM payments_paymentline
WHERE participant_id = %s AND direction IN ('made', 'received') AND received_on >= %s AND reversed_on IS NULL
ORDER BY received_on DESC, line_id DESC
"""
# What was sent is less than its shares where something was taken from it.
_SENT_MONEY = """
SELECT case_number, amount, sent_on, state, method, parts FROM payments_sentmoney
WHERE participant_id = %s AND sent_on >= %s AND state IN ('sent', 'reissued')
ORDER BY sent_on DESC, disbursement_id DESC
"""


class RecentPayment(NamedTuple):
    """A payment that was not taken back, in cents, with the state that the reader of its direction may see."""

    direction: str
    public_id: str
    case_number: str
    amount: int
    received_on: date
    sent_on: date | None
    state: str
    method: str


@dataclass(frozen=True, slots=True)
class LastPayments:
    """One direction, over the last year. `last`: of each case the last payment made, or sent to who receives; the
    newest of all comes first. `on_the_way`: the newest that came in for who receives and are not with them yet."""

    last: tuple[RecentPayment, ...] = ()
    on_the_way: tuple[RecentPayment, ...] = ()


def last_payments(viewer: Viewer, today: date) -> dict[str, LastPayments]:
    """{direction: the viewer's last payments}, up to `today` in the agency's zone. Two statements at most.

    The amount of money that was sent is what was sent, after what was taken from it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [viewer.participant_id, today - YEAR - LONGEST_HOLD])
        found = cursor.fetchall()
        sent_money = []
        if any(way == Direction.RECEIVED for _, way, *_ in found):
            cursor.execute(_SENT_MONEY, [viewer.participant_id, today - YEAR])
            sent_money = cursor.fetchall()
    of_line = {
        line_id: RecentPayment(
            way,
            public_id,
            case,
            cents,
            day_of_row(came),
            sent and day_of_row(sent),
            rules.state_on_screen(way, state),
            how,
        )
        for line_id, way, public_id, case, cents, came, sent, state, how in found
    }
    rows = of_line.values()
    sent = [
        line._replace(amount=cents, sent_on=day_of_row(day), state=state, method=how)
        for case, cents, day, state, how, parts in sent_money
        if (line := _line_of(of_line, case, parts))
    ]
    return {
        Direction.MADE: _made([row for row in rows if row.direction == Direction.MADE], today - YEAR),
        Direction.RECEIVED: _received([row for row in rows if row.direction == Direction.RECEIVED], sent, today - YEAR),
    }


def _line_of(of_line: dict[str, RecentPayment], case: str, parts: str) -> RecentPayment | None:
    """The newest payment that money sent for `case` came from; None if it is none of the recent ones."""
    lines = (of_line.get(f"{collection}.{case}.{Direction.RECEIVED}") for collection, _, _ in json.loads(parts))
    return max(filter(None, lines), key=lambda line: line.received_on, default=None)


def _made(rows: list[RecentPayment], since: date) -> LastPayments:
    return LastPayments(_of_each_case(row for row in rows if row.received_on >= since))


def _received(rows: list[RecentPayment], sent_money: list[RecentPayment], since: date) -> LastPayments:
    """A payment says itself that it was sent only where no money sent is on file for its case."""
    told = {row.case_number for row in sent_money}
    sent = [row for row in rows if row.state in _SENT and _day_sent(row) >= since and row.case_number not in told]
    sent += sent_money
    waiting = [row for row in rows if row.state not in _SENT]
    return LastPayments(_of_each_case(sorted(sent, key=_day_sent, reverse=True)), tuple(waiting[:MOST_ON_THE_WAY]))


def _day_sent(row: RecentPayment) -> date:
    return row.sent_on or row.received_on


def _of_each_case(newest_first: Iterable[RecentPayment]) -> tuple[RecentPayment, ...]:
    of_case: dict[str, RecentPayment] = {}
    for row in newest_first:
        of_case.setdefault(row.case_number, row)
    return tuple(of_case.values())
