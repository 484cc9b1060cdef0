"""What each person reads of a payment: PaymentLine of every collection in scope, and PaymentYear from what changed."""

from functools import cache
from typing import Any

from connect.feed.deriving import difference
from connect.feed.engines import Engine
from connect.feed.references import SPLIT
from connect.feed.staging import Side
from connect.feed.tables import PAYMENT_LINE, PAYMENT_YEAR
from connect.payments.kinds import Bucket, Direction
from connect.payments.rules import STATES_IN_ORDER, state_of_line, state_of_part, state_on_screen

_BUCKETS = list(Bucket.values)


class PartsOf:
    """SQL aggregate of a line's shares (bucket, cents, state): JSON [[bucket, cents, state], ...] in bucket order."""

    def __init__(self) -> None:
        self.cents: dict[tuple[int, str], int] = {}

    def step(self, bucket: str, cents: int, state: str) -> None:
        key = (_BUCKETS.index(bucket), state)
        self.cents[key] = self.cents.get(key, 0) + cents

    def finalize(self) -> str:
        # As json.dumps would write it; the words are our own, and a feed has many lines.
        parts = [f'["{_BUCKETS[place]}",{self.cents[place, state]},"{state}"]' for place, state in sorted(self.cents)]
        return f"[{','.join(parts)}]"


class StateOf:
    """SQL aggregate: the state of a line from those of its parts."""

    def __init__(self) -> None:
        self.states: set[str] = set()

    def step(self, state: str) -> None:
        self.states.add(state)

    def finalize(self) -> str:
        return _state_of(frozenset(self.states))


@cache
def _state_of(states: frozenset[str]) -> str:
    return state_of_line(states).value


def _register(side: Side) -> None:
    table = {
        (bucket, kept, status, reissue): state_of_part(bucket, "" if kept else "1", status, reissue=bool(reissue)).value
        for bucket in _BUCKETS
        for kept in (0, 1)
        for status in (None, "sent", "returned")
        for reissue in (0, 1)
    }
    side.connection.create_function("state_of_part", 4, lambda *ask: table[ask], deterministic=True)
    screen = {state.value: str(state_on_screen(Direction.MADE, state)) for state in STATES_IN_ORDER}
    side.connection.create_function("as_payer_reads", 1, screen.__getitem__, deterministic=True)
    for name, arguments, aggregate in (("parts_of", 3, PartsOf), ("state_of", 1, StateOf)):
        made: Any = aggregate
        side.connection.create_aggregate(name, arguments, made)


def derive_lines(side: Side) -> None:
    """now_, put_ and del_ of PaymentLine. Call after the overlay, and after derive_cases (public_id)."""
    _register(side)
    with side.transaction():
        _cover(side)
        _shares(side)
        _lines(side)
        difference(side, PAYMENT_LINE)


def _cover(side: Side) -> None:
    """`latest`: for every share the disbursement that counts, and the first day any was sent.

    The one that counts is one that no other sends again, then the youngest: SQLite takes the bare columns of a
    grouped query from the row of its max().
    """
    side.sql(
        "CREATE TEMP TABLE covered AS "
        "SELECT j.value AS allocation_id, r.participant_id AS payee_id, r.disbursement_id, r.status, r.method, "
        "r.sent_on, r.reissue_of FROM had_disbursement r, " + SPLIT.format(column="r.allocations")
    )
    side.sql("CREATE INDEX temp.covered_share ON covered (allocation_id, payee_id)")
    side.sql("CREATE INDEX temp.covered_again ON covered (reissue_of, allocation_id) WHERE reissue_of <> ''")
    side.sql(
        "CREATE TEMP TABLE latest (allocation_id TEXT PRIMARY KEY, status TEXT, reissue INTEGER, method TEXT, "
        "sent_on TEXT, first_sent_on TEXT)"
    )
    again = (
        "EXISTS (SELECT 1 FROM covered n WHERE n.reissue_of <> '' AND n.reissue_of = c.disbursement_id "
        "AND n.allocation_id = c.allocation_id AND n.payee_id = c.payee_id)"
    )
    side.sql(
        "INSERT INTO latest SELECT allocation_id, status, reissue, method, sent_on, first FROM ("
        "SELECT a.allocation_id, c.status, c.reissue_of <> '' AS reissue, c.method, c.sent_on, "
        f"max((NOT {again}) || c.sent_on || c.disbursement_id), "
        "(SELECT min(f.sent_on) FROM covered f WHERE f.allocation_id = a.allocation_id AND f.payee_id = a.payee_id) "
        "AS first "
        "FROM scope_collections s CROSS JOIN had_allocation a USING (collection_id) "
        "JOIN covered c ON c.allocation_id = a.allocation_id AND c.payee_id = a.payee_id "
        "GROUP BY a.allocation_id)"
    )


def _shares(side: Side) -> None:
    side.sql(
        "CREATE TEMP TABLE share AS SELECT a.collection_id, a.case_number, a.participant_id, a.payee_id, a.bucket, "
        "a.amount, l.method, l.sent_on, l.first_sent_on, "
        "state_of_part(a.bucket, a.payee_id = '', l.status, coalesce(l.reissue, 0)) AS state "
        "FROM scope_collections s CROSS JOIN had_allocation a USING (collection_id) "
        "LEFT JOIN latest l USING (allocation_id) ORDER BY a.collection_id, a.case_number"
    )


def _lines(side: Side) -> None:
    """One line for the payer, and one for each payee.

    The payer's line tells the first day the money was sent: a later one would say that it came back (R2).
    """
    directions = (
        (Direction.MADE, "participant_id", "as_payer_reads(s.state)", "max(s.first_sent_on)", "''"),
        (
            Direction.RECEIVED,
            "payee_id",
            "s.state",
            "max(s.sent_on)",
            "coalesce(substr(max(s.sent_on || s.method), 11), '')",
        ),
    )
    for direction, who, state, sent_on, method in directions:
        line_id = f"s.collection_id || '.' || s.case_number || '.{direction}'"
        values = {
            "participant_id": f"s.{who}",
            "line_id": line_id,
            "public_id": f"public_id('payment', s.{who}, {line_id})",
            "direction": f"'{direction}'",
            "case_number": "s.case_number",
            "amount": "sum(s.amount)",
            "year": "CAST(substr(c.received_on, 1, 4) AS INTEGER)",
            "sent_on": sent_on,
            "state": f"state_of({state})",
            "method": method,
            "parts": f"parts_of(s.bucket, s.amount, {state})",
        }
        columns = ", ".join(values.get(column, f"c.{column}") for column in PAYMENT_LINE.columns)
        side.sql(
            f"INSERT INTO now_paymentline ({PAYMENT_LINE.listed()}) SELECT {columns} FROM share s "
            f"CROSS JOIN had_collection c USING (collection_id) WHERE s.{who} <> '' "
            f"GROUP BY s.collection_id, s.case_number, s.{who}"
        )


def derive_years(side: Side, engine: Engine) -> None:
    """put_ and del_ of PaymentYear: what it had, and the lines that came, changed and went."""
    by = PAYMENT_YEAR.listed("", PAYMENT_YEAR.key)
    of_line = "participant_id, direction, case_number, year"
    was = (
        "SELECT h.participant_id, h.direction, h.case_number, h.year, -1, -h.amount "
        "FROM {0}_paymentline JOIN had_paymentline h USING (participant_id, line_id)"
    )
    with side.transaction():
        side.sql(f"CREATE TABLE year_change ({by}, lines INTEGER, cents INTEGER, PRIMARY KEY ({by}))")
        side.sql(
            f"INSERT INTO year_change SELECT {of_line}, sum(n), sum(amount) FROM ("
            f"SELECT {of_line}, 1 AS n, amount FROM put_paymentline UNION ALL {was.format('put')} "
            f"UNION ALL {was.format('del')}) GROUP BY {of_line} HAVING sum(n) <> 0 OR sum(amount) <> 0"
        )
    keys = ", ".join(f"{name} AS k{n}" for n, name in enumerate(PAYMENT_YEAR.key, 1))
    engine.fetch(PAYMENT_YEAR, PAYMENT_YEAR.key, f"SELECT {keys} FROM year_change")
    with side.transaction():
        side.sql(
            f"INSERT INTO now_paymentyear ({PAYMENT_YEAR.listed()}) "
            f"SELECT {PAYMENT_YEAR.listed('y', PAYMENT_YEAR.key)}, y.lines + coalesce(h.lines, 0), "
            "y.cents + coalesce(h.cents, 0) FROM year_change y "
            f"LEFT JOIN had_paymentyear h USING ({by}) WHERE y.lines + coalesce(h.lines, 0) > 0"
        )
        difference(side, PAYMENT_YEAR)
