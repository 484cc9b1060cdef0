"""Which cases and collections a feed touches, and the rows of the main database that make them whole in the side file.

Afterwards `overlay` turns had_<table> from what the database has into what it will have, for all that is in scope.
"""

from connect.feed.engines import Engine
from connect.feed.references import SPLIT
from connect.feed.staging import Side
from connect.feed.tables import (
    ALLOCATION,
    APPOINTMENT_FILE,
    BALANCE,
    CASE_FILE,
    COLLECTION,
    DISBURSEMENT,
    MIRROR,
    ORDER_FILE,
    PARTICIPANT,
    PARTY,
    PAYMENT_LINE,
    SEEN_APPOINTMENT,
    SEEN_CASE,
    SEEN_ORDER,
)

_PERSON = ("participant_id",)
_CASE = ("case_number",)
_IN_SCOPE = "case_number IN (SELECT case_number FROM scope_cases)"

# Whose name, or whose non-disclosure mark, is another than before: all their cases read differently.
_RENAMED = """
    SELECT p.participant_id AS k1 FROM put_participant p JOIN had_participant h USING (participant_id)
    WHERE (p.first_name, p.last_name, p.suffix) IS NOT (h.first_name, h.last_name, h.suffix)
"""
_REMARKED = """
    SELECT p.participant_id AS k1 FROM put_party p LEFT JOIN had_party h USING (participant_id, case_number)
    WHERE p.nondisclosure IS NOT coalesce(h.nondisclosure, 0)
    UNION SELECT h.participant_id FROM del_party d JOIN had_party h USING (participant_id, case_number)
    WHERE h.nondisclosure = 1
"""


def complete_cases(side: Side, engine: Engine) -> None:
    """scope_cases, and around every case in it all its parties, their other parts, orders, appointments, seen rows."""
    with side.transaction():
        side.sql(f"CREATE TEMP TABLE seen_otherwise AS {_RENAMED} UNION {_REMARKED}")
        side.sql("CREATE TABLE otherwise (k1 TEXT PRIMARY KEY)")
        side.sql("INSERT INTO otherwise SELECT k1 FROM seen_otherwise")
    engine.fetch(PARTY, _PERSON, "SELECT k1 FROM otherwise")
    with side.transaction():
        _fill_scope_cases(side)
    scope = "SELECT case_number AS k1 FROM scope_cases"
    for table in (PARTY, CASE_FILE, ORDER_FILE, APPOINTMENT_FILE):
        engine.fetch(table, _CASE, scope)
    people = " UNION ".join(
        f"SELECT participant_id AS k1 FROM {t} WHERE {_IN_SCOPE}" for t in ("put_party", "had_party")
    )
    engine.fetch(PARTY, _PERSON, people)
    engine.fetch(PARTICIPANT, _PERSON, people)
    parts = " UNION ".join(
        f"SELECT participant_id AS k1, case_number AS k2 FROM {t} WHERE {_IN_SCOPE}" for t in ("put_party", "had_party")
    )
    for table in (BALANCE, SEEN_CASE, SEEN_ORDER):
        engine.fetch(table, ("participant_id", "case_number"), parts)
    attended = " UNION ".join(
        f"SELECT participant_id AS k1, appointment_id AS k2 FROM {t} WHERE {_IN_SCOPE}"
        for t in ("put_appointmentfile", "had_appointmentfile")
    )
    engine.fetch(SEEN_APPOINTMENT, SEEN_APPOINTMENT.key, attended)


def _fill_scope_cases(side: Side) -> None:
    touched = [
        f"SELECT case_number FROM {prefix}_{table.name}"
        for table in (CASE_FILE, PARTY, BALANCE, ORDER_FILE)
        for prefix in ("put", "del")
    ]
    touched.append("SELECT case_number FROM put_appointmentfile")
    touched += [
        f"SELECT h.case_number FROM {prefix}_appointmentfile JOIN had_appointmentfile h "
        "USING (participant_id, appointment_id)"
        for prefix in ("put", "del")
    ]
    touched.append("SELECT h.case_number FROM otherwise o JOIN had_party h ON h.participant_id = o.k1")
    side.sql(f"INSERT OR IGNORE INTO scope_cases {' UNION '.join(touched)}")


def complete_money(side: Side, engine: Engine) -> None:
    """scope_collections, and around every collection in it all its shares, what was sent for them, and the lines."""
    with side.transaction():
        _fill_scope_collections(side)
    scope = "SELECT collection_id AS k1 FROM scope_collections"
    for table in (COLLECTION, ALLOCATION):
        engine.fetch(table, ("collection_id",), scope)
    shares = "JOIN scope_collections USING (collection_id)"
    payees = " UNION ".join(
        f"SELECT payee_id AS k1 FROM {t} {shares} WHERE payee_id <> ''" for t in ("put_allocation", "had_allocation")
    )
    engine.fetch(DISBURSEMENT, _PERSON, payees)
    lines = " UNION ".join(
        f"SELECT {who} AS k1, collection_id || '.' || case_number || '.{direction}' AS k2 FROM {t} {shares} "
        f"WHERE {who} <> ''"
        for t in ("put_allocation", "had_allocation")
        for who, direction in (("participant_id", "made"), ("payee_id", "received"))
    )
    engine.fetch(PAYMENT_LINE, PAYMENT_LINE.key, lines)


def _fill_scope_collections(side: Side) -> None:
    touched = ["SELECT collection_id FROM put_collection", "SELECT collection_id FROM del_collection"]
    touched.append("SELECT collection_id FROM put_allocation")
    touched += [
        f"SELECT h.collection_id FROM {prefix}_allocation JOIN had_allocation h USING (participant_id, allocation_id)"
        for prefix in ("put", "del")
    ]
    side.sql(f"INSERT OR IGNORE INTO scope_collections {' UNION '.join(touched)}")
    side.sql("CREATE TEMP TABLE sent_for (allocation_id TEXT PRIMARY KEY)")
    split = SPLIT.format(column="r.allocations")
    before = "JOIN had_disbursement r USING (participant_id, disbursement_id)"
    for source in ("put_disbursement r", f"put_disbursement {before}", f"del_disbursement {before}"):
        side.sql(f"INSERT OR IGNORE INTO sent_for SELECT j.value FROM {source}, {split}")
    for table in ("put_allocation", "had_allocation"):
        side.sql(
            f"INSERT OR IGNORE INTO scope_collections SELECT a.collection_id FROM sent_for s "
            f"CROSS JOIN {table} a USING (allocation_id)"
        )


def overlay(side: Side) -> None:
    """had_<table> of the mirror becomes what the database will have."""
    with side.transaction():
        for table in MIRROR:
            key = table.listed("", table.key)
            side.sql(f"DELETE FROM had_{table.name} WHERE ({key}) IN (SELECT {key} FROM del_{table.name})")
            side.sql(f"INSERT OR REPLACE INTO had_{table.name} SELECT * FROM put_{table.name}")
