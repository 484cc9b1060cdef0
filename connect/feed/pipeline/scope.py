"""Which cases and collections a feed touches, and the rows of the main database that make them whole in the side file.

Afterwards will_<table> is what the database will have, of all that is in scope.
"""

from connect.feed.pipeline import payers
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.rules import SPLIT
from connect.feed.pipeline.tables import (
    AGENCY_APPOINTMENT,
    AGENCY_CASE,
    AGENCY_ORDER,
    ALLOCATION,
    BALANCE,
    COLLECTION,
    DISBURSEMENT,
    DISCLOSED_APPOINTMENT,
    DISCLOSED_CASE,
    DISCLOSED_ORDER,
    MARK,
    OF_NO_CASE,
    PARTICIPANT,
    PARTY,
    PAYMENT_LINE,
)
from connect.feed.pipeline.workspace import Workspace

_PERSON = ("participant_id",)
_CASE = ("case_number",)
_IN_SCOPE = "SEMI JOIN scope_cases USING (case_number)"

# Whose name, or whose non-disclosure mark, is another than before: all their cases read differently.
_OTHERWISE = """
    SELECT p.participant_id AS k1 FROM put_participant p JOIN had_participant h USING (participant_id)
    WHERE p.first_name <> h.first_name OR p.last_name <> h.last_name OR p.suffix <> h.suffix
    UNION SELECT p.participant_id FROM put_party p LEFT JOIN had_party h USING (participant_id, case_number)
    WHERE p.nondisclosure <> coalesce(h.nondisclosure, 0)
    UNION SELECT h.participant_id FROM del_party d JOIN had_party h USING (participant_id, case_number)
    WHERE h.nondisclosure = 1
    UNION SELECT participant_id FROM put_nondisclosuremark UNION SELECT participant_id FROM del_nondisclosuremark
"""


def complete_cases(side: Workspace, engine: Database) -> None:
    """scope_cases, and around every case in it all its parties, their other parts, orders, appointments, seen rows."""
    side.sql(f"CREATE TABLE otherwise AS {_OTHERWISE}")
    engine.fetch(PARTY, _PERSON, "SELECT k1 FROM otherwise")
    _fill_scope_cases(side)
    scope = "SELECT case_number AS k1 FROM scope_cases"
    for table in (PARTY, AGENCY_CASE, AGENCY_ORDER, AGENCY_APPOINTMENT):
        engine.fetch(table, _CASE, scope)
    people = " UNION ".join(f"SELECT participant_id AS k1 FROM {t} {_IN_SCOPE}" for t in ("put_party", "had_party"))
    engine.fetch(PARTY, _PERSON, people)
    engine.fetch(PARTICIPANT, _PERSON, f"{people} UNION SELECT participant_id FROM put_nondisclosuremark")
    parts = " UNION ".join(
        f"SELECT participant_id AS k1, case_number AS k2 FROM {t} {_IN_SCOPE}" for t in ("put_party", "had_party")
    )
    for table in (BALANCE, DISCLOSED_CASE, DISCLOSED_ORDER):
        engine.fetch(table, ("participant_id", "case_number"), parts)
    attended = " UNION ".join(
        f"SELECT participant_id AS k1, appointment_id AS k2 FROM {t} {_IN_SCOPE}"
        for t in ("put_agencyappointment", "had_agencyappointment")
    )
    engine.fetch(DISCLOSED_APPOINTMENT, DISCLOSED_APPOINTMENT.key, attended)


def _fill_scope_cases(side: Workspace) -> None:
    touched = [
        f"SELECT case_number FROM {prefix}_{table.name}"
        for table in (AGENCY_CASE, PARTY, MARK, BALANCE, AGENCY_ORDER)
        for prefix in ("put", "del")
    ]
    touched.append("SELECT case_number FROM put_agencyappointment")
    touched += [
        f"SELECT h.case_number FROM {prefix}_agencyappointment JOIN had_agencyappointment h "
        "USING (participant_id, appointment_id)"
        for prefix in ("put", "del")
    ]
    touched.append("SELECT h.case_number FROM otherwise o JOIN had_party h ON h.participant_id = o.k1")
    side.sql(f"INSERT INTO scope_cases {' UNION '.join(touched)}")


def complete_money(side: Workspace, engine: Database) -> None:
    """scope_collections, and around every collection in it all its shares, what was sent for them, and the lines."""
    _fill_scope_collections(side)
    fetch_collections(engine)
    payers.complete_payers(side, engine)
    fetch_collections(engine)  # and those of the people whose lines all read otherwise now
    shares = "SEMI JOIN scope_collections USING (collection_id)"
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
    lines += f" UNION SELECT participant_id, collection_id || '{OF_NO_CASE}' FROM had_collection {shares}"
    engine.fetch(PAYMENT_LINE, PAYMENT_LINE.key, lines)


def fetch_collections(engine: Database) -> None:
    """The collections in scope with all their shares."""
    for table in (COLLECTION, ALLOCATION):
        engine.fetch(table, ("collection_id",), "SELECT collection_id AS k1 FROM scope_collections")


def _fill_scope_collections(side: Workspace) -> None:
    touched = ["SELECT collection_id FROM put_collection", "SELECT collection_id FROM del_collection"]
    touched.append("SELECT collection_id FROM put_allocation")
    touched += [
        f"SELECT h.collection_id FROM {prefix}_allocation JOIN had_allocation h USING (participant_id, allocation_id)"
        for prefix in ("put", "del")
    ]
    split = SPLIT.format(column="r.allocations")
    before = "JOIN had_disbursement r USING (participant_id, disbursement_id)"
    sent_for = " UNION ALL ".join(
        f"SELECT {split} AS allocation_id FROM {source}"
        for source in ("put_disbursement r", f"put_disbursement {before}", f"del_disbursement {before}")
    )
    touched += [
        f"SELECT collection_id FROM {table} SEMI JOIN ({sent_for}) AS s USING (allocation_id)"
        for table in ("put_allocation", "had_allocation")
    ]
    side.sql(f"INSERT INTO scope_collections {' UNION '.join(touched)}")
