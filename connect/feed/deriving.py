"""What each party may read of a case: SeenCase, SeenOrder, SeenAppointment of every case in scope (rules R2, V3)."""

from typing import Any

from django.conf import settings

from connect.feed.staging import Side
from connect.feed.tables import SEEN_APPOINTMENT, SEEN_CASE, SEEN_ORDER, Table
from connect.lib.public_id import public_id

# Somebody else's mark on this case, carried in any case, hides the place from everyone but its bearer.
_HIDDEN = """EXISTS (
    SELECT 1 FROM had_party o JOIN marked USING (participant_id)
    WHERE o.case_number = {0}.case_number AND o.participant_id <> {0}.participant_id)"""

_SEEN = {
    "public_id": "public_id('case', p.participant_id, p.case_number)",
    "location_hidden": "p.hidden",
    "county": "CASE WHEN p.hidden THEN '' ELSE c.county END",
    "officer": "CASE WHEN p.hidden THEN '' ELSE c.officer END",
    "office": "CASE WHEN p.hidden THEN '' ELSE c.office END",
    "status": "c.status",
    "opened_on": "c.opened_on",
    "closed_on": "c.closed_on",
    "other_parties": "coalesce(n.names, '')",
}
_OF_THE_PARTY = (
    "participant_id",
    "case_number",
    "role",
    "monthly_support",
    "past_due_installment",
    "income_withholding",
)


class NamesInOrder:
    """SQL aggregate: (role, last name, id, full name) of the other parties, as lines in that order."""

    def __init__(self) -> None:
        self.names: list[tuple[str, str, str, str]] = []

    def step(self, role: str, last: str, participant: str, name: str) -> None:
        self.names.append((role, last, participant, name))

    def finalize(self) -> str:
        return "\n".join(name for *_, name in sorted(self.names))


def derive_cases(side: Side) -> None:
    """now_, put_ and del_ of the seen tables. Call after the overlay."""
    key = settings.PUBLIC_ID_KEY.encode()
    side.connection.create_function("public_id", 3, lambda *ids: public_id(key, *ids), deterministic=True)
    aggregate: Any = NamesInOrder
    side.connection.create_aggregate("names_in_order", 4, aggregate)
    with side.transaction():
        _parts(side)
        _names(side)
        _seen_cases(side)
        _seen_orders(side)
        _seen_appointments(side)
        for table in (SEEN_CASE, SEEN_ORDER, SEEN_APPOINTMENT):
            difference(side, table)


def _parts(side: Side) -> None:
    side.sql("CREATE TEMP TABLE marked (participant_id TEXT PRIMARY KEY)")
    side.sql("INSERT OR IGNORE INTO marked SELECT participant_id FROM had_party WHERE nondisclosure = 1")
    side.sql(
        f"CREATE TEMP TABLE part AS SELECT p.*, {_HIDDEN.format('p')} AS hidden "
        "FROM scope_cases s CROSS JOIN had_party p USING (case_number)"
    )
    side.sql("CREATE INDEX temp.part_case ON part (case_number)")


def _names(side: Side) -> None:
    side.sql(
        "CREATE TEMP TABLE name (participant_id TEXT, case_number TEXT, names TEXT, PRIMARY KEY (1, 2))".replace(
            "(1, 2)", "(participant_id, case_number)"
        )
    )
    side.sql(
        "INSERT INTO name SELECT p.participant_id, p.case_number, names_in_order(o.role, h.last_name, "
        "o.participant_id, trim(h.first_name || ' ' || h.last_name || ' ' || h.suffix)) "
        "FROM part p JOIN part o ON o.case_number = p.case_number AND o.participant_id <> p.participant_id "
        "JOIN had_participant h ON h.participant_id = o.participant_id GROUP BY p.participant_id, p.case_number"
    )


def _seen_cases(side: Side) -> None:
    def source(column: str) -> str:
        return _SEEN.get(column) or (f"p.{column}" if column in _OF_THE_PARTY else f"b.{column}")

    side.sql(
        f"INSERT INTO now_seencase ({SEEN_CASE.listed()}) "
        f"SELECT {', '.join(source(column) for column in SEEN_CASE.columns)} FROM part p "
        "JOIN had_casefile c USING (case_number) JOIN had_balance b USING (participant_id, case_number) "
        "LEFT JOIN name n USING (participant_id, case_number)"
    )


def _seen_orders(side: Side) -> None:
    hiding = {
        "participant_id": "p.participant_id",
        "location_hidden": "p.location_hidden",
        "county": "CASE WHEN p.location_hidden THEN '' ELSE o.county END",
        "court_case_number": "CASE WHEN p.location_hidden THEN '' ELSE o.court_case_number END",
    }
    columns = ", ".join(hiding.get(column, f"o.{column}") for column in SEEN_ORDER.columns)
    side.sql(
        f"INSERT INTO now_seenorder ({SEEN_ORDER.listed()}) SELECT {columns} "
        "FROM now_seencase p JOIN had_orderfile o USING (case_number)"
    )


def _seen_appointments(side: Side) -> None:
    hidden = f"({_HIDDEN.format('a')} AND NOT a.place_shown)"
    hiding = {"place_hidden": hidden, "place": f"CASE WHEN {hidden} THEN '' ELSE a.place END"}
    columns = ", ".join(hiding.get(column, f"a.{column}") for column in SEEN_APPOINTMENT.columns)
    side.sql(
        f"INSERT INTO now_seenappointment ({SEEN_APPOINTMENT.listed()}) SELECT {columns} FROM scope_cases "
        "CROSS JOIN had_appointmentfile a USING (case_number) JOIN had_casefile USING (case_number)"
    )


def difference(side: Side, table: Table) -> None:
    """put_ and del_ of a derived table: what now_ has that had_ has not, and the reverse."""
    changed = f"({table.listed('n', table.unequal)}) IS NOT ({table.listed('h', table.unequal)})"
    side.sql(
        f"INSERT INTO put_{table.name} SELECT {table.listed('n')} FROM now_{table.name} n "
        f"LEFT JOIN had_{table.name} h ON {table.same_key('h', 'n')} WHERE h.{table.key[0]} IS NULL OR {changed}"
    )
    side.sql(
        f"INSERT INTO del_{table.name} ({table.listed('', table.key)}) SELECT {table.listed('h', table.key)} "
        f"FROM had_{table.name} h WHERE NOT EXISTS "
        f"(SELECT 1 FROM now_{table.name} n WHERE {table.same_key('n', 'h')})"
    )
