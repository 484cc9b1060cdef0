"""What each person reads of a payment: PaymentLine of every collection in scope, and PaymentYear from what changed.

The lines of who paid add up to what was taken in: one for each case, and one of no case for what is not shared out yet.
"""

from itertools import product

from connect.feed.pipeline.database import Database
from connect.feed.pipeline.disclose import difference
from connect.feed.pipeline.rules import SPLIT
from connect.feed.pipeline.tables import OF_NO_CASE, PAYMENT_LINE, PAYMENT_YEAR
from connect.feed.pipeline.workspace import Workspace
from connect.payments.kinds import Bucket, Direction, MoneyState
from connect.payments.rules import STATES_IN_ORDER, state_of_part, state_on_screen


def derive_lines(side: Workspace) -> None:
    """put_ and del_ of PaymentLine."""
    if not side.any("scope_collections"):
        return
    _states(side)
    _latest(side)
    _shares(side)
    _rest(side)
    lines = (_lines(Direction.MADE), _lines(Direction.RECEIVED), _lines_of_no_case())
    difference(side, PAYMENT_LINE, " UNION ALL ".join(lines))
    side.sql("DROP TABLE share")
    side.sql("DROP TABLE rest")


def _states(side: Workspace) -> None:
    """`part_state`: payments.rules.state_of_part as a table, with the place of the bucket and of the state."""
    rows = []
    for (place, bucket), kept, status, reissue in product(
        enumerate(Bucket.values), (False, True), ("", "sent", "returned"), (False, True)
    ):
        state = state_of_part(bucket, "" if kept else "1", status or None, reissue=reissue)
        made = MoneyState(state_on_screen(Direction.MADE, state))
        ranks = STATES_IN_ORDER.index(state), STATES_IN_ORDER.index(made)
        rows.append(
            f"({place}, '{bucket}', {kept}, '{status}', {reissue}, '{state.value}', {ranks[0]}, "
            f"'{made.value}', {ranks[1]})"
        )
    side.sql(
        f"CREATE TABLE part_state AS FROM (VALUES {', '.join(rows)}) "
        "AS s (place, bucket, kept, status, reissue, state, rank, made_state, made_rank)"
    )


def _latest(side: Workspace) -> None:
    """`latest`: for every share the disbursement that counts, and the first day any was sent.

    The one that counts is one that no other sends again, then the youngest.
    """
    side.sql(
        f"CREATE TABLE covered AS SELECT {SPLIT.format(column='allocations')} AS allocation_id, "
        "participant_id AS payee_id, disbursement_id, status, method, sent_on, reissue_of FROM will_disbursement"
    )
    side.sql(
        "CREATE TABLE latest AS SELECT c.allocation_id, c.payee_id, min(c.sent_on) AS first_sent_on, "
        "arg_max({'status': c.status, 'reissue': c.reissue_of <> '', 'method': c.method, 'sent_on': c.sent_on}, "
        "CASE WHEN n.reissue_of IS NULL THEN '1' ELSE '0' END || c.sent_on || c.disbursement_id) AS counts "
        "FROM covered AS c LEFT JOIN (SELECT DISTINCT reissue_of, allocation_id, payee_id FROM covered "
        "WHERE reissue_of <> '') AS n ON n.reissue_of = c.disbursement_id AND n.allocation_id = c.allocation_id "
        "AND n.payee_id = c.payee_id GROUP BY c.allocation_id, c.payee_id"
    )
    side.sql("DROP TABLE covered")


def _shares(side: Workspace) -> None:
    """`share`: every share in scope, how far it has come, and how far its payer reads that it has."""
    side.sql(
        "CREATE TABLE share AS SELECT a.collection_id, a.case_number, a.participant_id, a.payee_id, a.bucket, "
        "a.amount, l.counts.method AS method, l.counts.sent_on AS sent_on, l.first_sent_on, s.place, s.state, s.rank, "
        "s.made_state, s.made_rank FROM will_allocation AS a SEMI JOIN scope_collections USING (collection_id) "
        "LEFT JOIN latest AS l USING (allocation_id, payee_id) JOIN part_state AS s ON s.bucket = a.bucket "
        "AND s.kept = (a.payee_id = '') AND s.status = coalesce(l.counts.status, '') "
        "AND s.reissue = coalesce(l.counts.reissue, false)"
    )
    side.sql("DROP TABLE latest")


def _rest(side: Workspace) -> None:
    """`rest`: what the shares of a collection in scope do not account for. Never less than nothing (references.py)."""
    side.sql(
        "CREATE TABLE rest AS SELECT collection_id, c.amount - coalesce(s.amount, 0) AS amount "
        "FROM will_collection AS c SEMI JOIN scope_collections USING (collection_id) LEFT JOIN "
        "(SELECT collection_id, CAST(sum(amount) AS BIGINT) AS amount FROM share GROUP BY collection_id) AS s "
        "USING (collection_id) WHERE c.amount > coalesce(s.amount, 0)"
    )


def _lines_of_no_case() -> str:
    """One line for the payer, of their own facts alone: whose the money will be is in nobody's row yet."""
    values = {
        "line_id": f"r.collection_id || '{OF_NO_CASE}'",
        "direction": f"'{Direction.MADE}'",
        "case_number": "''",
        "amount": "r.amount",
        "payer_hidden": "0",
        "sent_on": "CAST(NULL AS TEXT)",
        "state": f"'{MoneyState.RECEIVED}'",
        "method": "''",
        "parts": "'[]'",
    }
    return f"SELECT {_columns(values)} FROM rest AS r JOIN will_collection AS c USING (collection_id)"


def _columns(values: dict[str, str]) -> str:
    """The columns of a line: SQL for its `values`, and of the collection (c) what they do not name."""
    every = {"year": "CAST(substr(c.received_on, 1, 4) AS BIGINT)", **values}
    return ", ".join(f"{every.get(column, f'c.{column}')} AS {column}" for column in PAYMENT_LINE.columns)


def _lines(direction: Direction) -> str:
    """One line for the payer, and one for each payee.

    The payer's line tells the first day the money was sent: a later one would say that it came back (R2). Where a payer
    is hidden from the payee, no line of theirs says where money came from: neither the source nor the day an employer
    took it, nor the day of collection, which is that day where it is not the day of receipt (V11).
    """
    hidden = "false"
    if direction == Direction.MADE:
        who, state, rank, sent_on = "participant_id", "made_state", "made_rank", "first_sent_on"
    else:
        who, state, rank, sent_on = "payee_id", "state", "rank", "sent_on"
        hidden = "(s.who IN (SELECT participant_id FROM not_told))"
    line_id = f"s.collection_id || '.' || s.case_number || '.{direction}'"
    states = ", ".join(f"'{one.value}'" for one in STATES_IN_ORDER)
    values = {
        "participant_id": "s.who",
        "line_id": line_id,
        "direction": f"'{direction}'",
        "case_number": "s.case_number",
        "amount": "s.amount",
        "payer_hidden": f"CAST({hidden} AS BIGINT)",
        "source": f"CASE WHEN {hidden} THEN '' ELSE c.source END",
        "withheld_on": f"CASE WHEN NOT {hidden} THEN c.withheld_on END",
        "collected_on": f"CASE WHEN NOT {hidden} THEN c.collected_on END",
        "sent_on": "s.sent_on",
        "state": f"[{states}][s.rank + 1]",
        "method": "''" if direction == Direction.MADE else "coalesce(substr(s.method_sent, 11), '')",
        "parts": "'[' || s.parts || ']'",
    }
    shares = (
        f"SELECT collection_id, case_number, {who} AS who, place, bucket, {state} AS state, {rank} AS rank, amount, "
        f"{sent_on} AS sent_on, sent_on || method AS method_sent FROM share WHERE {who} <> ''"
    )
    return f"SELECT {_columns(values)} FROM ({_added_up(shares)}) AS s JOIN will_collection AS c USING (collection_id)"


def _added_up(shares: str) -> str:
    """One row for each collection, case and person of the query `shares`.

    Most have one share, and need no adding up: that is a third of the work.
    """
    line = "collection_id, case_number, who"
    part = """'["' || bucket || '",' || amount || ',"' || state || '"]'"""
    several = f"(SELECT {line} FROM ({shares}) GROUP BY {line} HAVING count(*) > 1) AS t USING ({line})"
    parts = (
        f"SELECT {line}, place, bucket, state, CAST(sum(amount) AS BIGINT) AS amount, min(rank) AS rank, "
        f"max(sent_on) AS sent_on, max(method_sent) AS method_sent FROM ({shares}) SEMI JOIN {several} "
        f"GROUP BY {line}, place, bucket, state"
    )
    return (
        f"SELECT {line}, amount, rank, sent_on, method_sent, {part} AS parts FROM ({shares}) ANTI JOIN {several} "
        f"UNION ALL SELECT {line}, CAST(sum(amount) AS BIGINT), min(rank), max(sent_on), max(method_sent), "
        f"string_agg({part}, ',' ORDER BY place, state) FROM ({parts}) GROUP BY {line}"
    )


def derive_years(side: Workspace, engine: Database) -> None:
    """put_ and del_ of PaymentYear: what it had, and the lines that came, changed and went."""
    by = PAYMENT_YEAR.listed("", PAYMENT_YEAR.key)
    was = f"SELECT {by}, -1, -amount FROM had_paymentline SEMI JOIN {{0}}_paymentline USING (participant_id, line_id)"
    side.sql(
        f"CREATE TABLE year_change AS SELECT {by}, sum(n) AS lines, sum(amount) AS cents FROM ("
        f"SELECT {by}, 1 AS n, amount FROM put_paymentline UNION ALL {was.format('put')} "
        f"UNION ALL {was.format('del')}) GROUP BY {by} HAVING sum(n) <> 0 OR sum(amount) <> 0"
    )
    keys = ", ".join(f"{name} AS k{n}" for n, name in enumerate(PAYMENT_YEAR.key, 1))
    engine.fetch(PAYMENT_YEAR, PAYMENT_YEAR.key, f"SELECT {keys} FROM year_change")
    difference(
        side,
        PAYMENT_YEAR,
        f"SELECT {PAYMENT_YEAR.listed('y', PAYMENT_YEAR.key)}, "
        "CAST(y.lines + coalesce(h.lines, 0) AS BIGINT) AS lines, "
        "CAST(y.cents + coalesce(h.cents, 0) AS BIGINT) AS cents FROM year_change y "
        f"LEFT JOIN had_paymentyear h USING ({by}) WHERE y.lines + coalesce(h.lines, 0) > 0",
    )
