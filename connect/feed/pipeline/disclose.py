"""What each party may read of a case: the disclosed rows of every case in scope (rules R2, V3)."""

from collections.abc import Callable

from connect.feed.pipeline.tables import DISCLOSED_APPOINTMENT, DISCLOSED_CASE, DISCLOSED_ORDER, Table
from connect.feed.pipeline.workspace import Workspace

# Somebody else's mark on this case, carried in any case, hides the place from everyone but its bearer: one of the
# first and the last of the marked people (m) is somebody else.
_HIDDEN = "coalesce(m.first <> {0}.participant_id OR m.last <> {0}.participant_id, false)"

_SEEN = {
    "location_hidden": "CAST(p.hidden AS BIGINT)",
    "county": "CASE WHEN p.hidden THEN '' ELSE c.county END",
    "officer": "CASE WHEN p.hidden THEN '' ELSE c.officer END",
    "office": "CASE WHEN p.hidden THEN '' ELSE c.office END",
    "status": "c.status",
    "opened_on": "c.opened_on",
    "closed_on": "c.closed_on",
    "other_parties": "coalesce(n.names, '')",
    "income_withholding": "CAST(p.role = 'paying' AND p.income_withholding = 1 AS BIGINT)",
}
_OF_THE_PARTY = (
    "participant_id",
    "case_number",
    "role",
    "monthly_support",
    "past_due_installment",
)


def derive_cases(side: Workspace) -> None:
    """put_ and del_ of the seen tables. Call after everything around the cases in scope is fetched."""
    if not side.any("scope_cases"):
        return
    _parts(side)
    _names(side)
    _seen_cases(side)
    _seen_orders(side)
    _seen_appointments(side)


def _parts(side: Workspace) -> None:
    # A mark counts also where the party's own row is not here: rejected, or of a feed that is still to come.
    kept = "SELECT participant_id, case_number FROM will_nondisclosuremark"
    side.sql(
        "CREATE TABLE hiding AS SELECT case_number, min(participant_id) AS first, max(participant_id) AS last "
        f"FROM (SELECT participant_id, case_number FROM will_party UNION ALL {kept}) "
        "SEMI JOIN marked_people USING (participant_id) GROUP BY case_number"
    )
    side.sql(
        f"CREATE TABLE part AS SELECT p.*, {_HIDDEN.format('p')} AS hidden FROM will_party AS p "
        "SEMI JOIN scope_cases USING (case_number) LEFT JOIN hiding AS m USING (case_number)"
    )


def _names(side: Workspace) -> None:
    """Full names of the other parties of a case, one on each line: by role, last name (or the one name) and number."""
    parts = ", ".join(f"nullif(h.{part}, '')" for part in ("first_name", "last_name", "suffix"))
    side.sql(
        "CREATE TABLE name AS SELECT p.participant_id, p.case_number, "
        f"string_agg(concat_ws(' ', {parts}), chr(10) "
        "ORDER BY o.role, coalesce(nullif(h.last_name, ''), h.first_name), o.participant_id) AS names "
        "FROM part p JOIN part o ON o.case_number = p.case_number AND o.participant_id <> p.participant_id "
        "JOIN will_participant h ON h.participant_id = o.participant_id GROUP BY p.participant_id, p.case_number"
    )


def _seen_cases(side: Workspace) -> None:
    def source(column: str) -> str:
        return _SEEN.get(column) or (f"p.{column}" if column in _OF_THE_PARTY else f"b.{column}")

    side.sql(
        f"CREATE TABLE seen AS SELECT {_columns(DISCLOSED_CASE, source)} FROM part p "
        "JOIN will_agencycase c USING (case_number) JOIN will_balance b USING (participant_id, case_number) "
        "LEFT JOIN name n USING (participant_id, case_number)"
    )
    difference(side, DISCLOSED_CASE, "FROM seen")


def _seen_orders(side: Workspace) -> None:
    hiding = {
        "participant_id": "p.participant_id",
        "location_hidden": "p.location_hidden",
        "county": "CASE WHEN p.location_hidden = 1 THEN '' ELSE o.county END",
        "court_case_number": "CASE WHEN p.location_hidden = 1 THEN '' ELSE o.court_case_number END",
    }
    columns = _columns(DISCLOSED_ORDER, lambda column: hiding.get(column, f"o.{column}"))
    difference(side, DISCLOSED_ORDER, f"SELECT {columns} FROM seen p JOIN will_agencyorder o USING (case_number)")


def _seen_appointments(side: Workspace) -> None:
    hidden = f"({_HIDDEN.format('a')} AND a.place_shown = 0)"
    hiding = {"place_hidden": f"CAST({hidden} AS BIGINT)", "place": f"CASE WHEN {hidden} THEN '' ELSE a.place END"}
    columns = _columns(DISCLOSED_APPOINTMENT, lambda column: hiding.get(column, f"a.{column}"))
    difference(
        side,
        DISCLOSED_APPOINTMENT,
        f"SELECT {columns} FROM will_agencyappointment a SEMI JOIN scope_cases USING (case_number) "
        "SEMI JOIN will_agencycase USING (case_number) LEFT JOIN hiding AS m USING (case_number)",
    )


def _columns(table: Table, source: Callable[[str], str]) -> str:
    return ", ".join(f"{source(column)} AS {column}" for column in table.columns)


def difference(side: Workspace, table: Table, rows: str) -> None:
    """put_ and del_ of a derived table: what the query `rows` has that had_ has not, and the reverse."""
    now, had = f"now_{table.name}", f"had_{table.name}"
    if not side.any(had):  # so that a first load does not write its rows twice
        side.sql(f"INSERT INTO put_{table.name} SELECT {table.listed()}, 1 FROM ({rows})")
        return
    side.sql(f"CREATE TABLE {now} AS {rows}")
    side.sql(
        f"INSERT INTO put_{table.name} SELECT {table.listed('n')}, h.{table.key[0]} IS NULL FROM {now} n "
        f"LEFT JOIN {had} h ON {table.same_key('h', 'n')} "
        f"WHERE h.{table.key[0]} IS NULL OR {table.differs('n', 'h')}"
    )
    key = table.listed("", table.key)
    side.sql(f"INSERT INTO del_{table.name} SELECT {key} FROM {had} ANTI JOIN {now} USING ({key})")
    side.sql(f"DROP TABLE {now}")
