"""What a feed changes in the agency's own records: put_<table> and del_<table> against had_<table>, in the side file.

Only rows that differ get there, so that a feed loaded twice changes no row and the merge is short. A removal of a
non-disclosure mark is never among them unless `released`: the row stays marked, and its removal is held. So is the
removal of any other row of a person with a mark, since it is the row that hides its case. A mark is kept apart from its
party's row too, so that it holds while that row is not here.
"""

from connect.feed.format import FILES, File
from connect.feed.outcome import Changes
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import (
    ADDRESS,
    AGENCY_APPOINTMENT,
    AGENCY_CASE,
    AGENCY_ORDER,
    ALLOCATION,
    BALANCE,
    COLLECTION,
    DISBURSEMENT,
    EMAIL,
    MARK,
    MIRROR,
    PARTICIPANT,
    PARTY,
    Table,
)
from connect.feed.pipeline.workspace import Workspace

_PERSONS = ("participant_id",)
_FILE_OF = {table: next(f for f in FILES if f.name == table.file) for table in MIRROR if table.file}
_ADDRESS = {
    "line1": "address_line1",
    "line2": "address_line2",
    "city": "address_city",
    "state": "address_state",
    "postcode": "address_postcode",
    "country": "address_country",
    "mail_arrives": "address_valid",
    "since": "address_since",
}
_HAS_ADDRESS = " || ".join(f"i.{name}" for name in list(_ADDRESS.values())[:6]) + " <> ''"


def fetch_for_difference(engine: Database, full: set[str]) -> None:
    """The rows of the main database that the feed names or could take away; the checks have fetched the others."""
    for table, file in (
        (PARTY, "parties"),
        (BALANCE, "parties"),
        (AGENCY_ORDER, "orders"),
        (AGENCY_APPOINTMENT, "appointments"),
    ):
        if file in full:
            engine.fetch(table)
        else:
            keys = ", ".join(f"{name} AS k{n}" for n, name in enumerate(table.key, 1))
            engine.fetch(table, table.key, f"SELECT {keys} FROM in_{file}")
    engine.fetch(PARTY, PARTY.key, "SELECT participant_id AS k1, case_number AS k2 FROM marked")
    engine.fetch(PARTY, PARTY.key, "SELECT k1, k2 FROM kept WHERE file = 'parties'")
    engine.fetch(MARK)  # every one: few carry it, and none may be missed
    for table in (ADDRESS, EMAIL):
        engine.fetch(table, _PERSONS, "SELECT participant_id AS k1 FROM in_participants")


def differ(side: Workspace, *, marked_at: str, released: bool = False) -> None:
    """Fills put_<table> and del_<table> of every table of the mirror. `marked_at`: when a new mark was set, for SQL."""
    _differ_people(side)
    _differ_cases(side)
    _differ_parties(side, released=released)
    _differ_marks(side, marked_at)
    _differ_money(side)
    for file in FILES:  # a large feed's rows give room to what is worked out from them
        side.sql(f"DROP TABLE in_{file.name}")


def _put(side: Workspace, table: Table, wanted: str) -> None:
    """put_<table>: the rows of the query `wanted` (w) that are not so already. No two queries name the same row."""
    side.sql(
        f"INSERT INTO put_{table.name} SELECT {table.listed('w')}, h.{table.key[0]} IS NULL "
        f"FROM ({wanted}) AS w LEFT JOIN had_{table.name} AS h ON {table.same_key('h', 'w')} "
        f"WHERE h.{table.key[0]} IS NULL OR {table.differs('w', 'h')}"
    )


def _del(side: Workspace, table: Table, keys: str) -> None:
    """del_<table>: the keys of the query `keys`."""
    side.sql(f"INSERT INTO del_{table.name} {keys}")


def _plain(table: Table, **instead: str) -> str:
    """Rows of the file behind `table` (i), column by column, with other SQL where `instead` says so."""
    columns = ", ".join(f"{instead.get(c, f'i.{c}')} AS {c}" for c in table.columns)
    return f"SELECT {columns} FROM in_{table.file} AS i"


def _differ_people(side: Workspace) -> None:
    same_number = "CASE WHEN h.ssn_index = i.ssn_index THEN h.ssn_sealed ELSE i.ssn_sealed END"
    person = _plain(PARTICIPANT, ssn_sealed=same_number, gone="0")
    _put(side, PARTICIPANT, f"{person} LEFT JOIN had_participant h USING (participant_id) WHERE i.op = 'put'")
    columns = ", ".join("1 AS gone" if c == "gone" else f"h.{c}" for c in PARTICIPANT.columns)
    _put(
        side,
        PARTICIPANT,
        f"SELECT {columns} FROM gone_participants g JOIN had_participant h USING (participant_id)",
    )
    address = ", ".join(f"i.{theirs} AS {ours}" for ours, theirs in _ADDRESS.items())
    email = "i.email AS email, i.email_since AS since"
    for table, columns, given in ((ADDRESS, address, _HAS_ADDRESS), (EMAIL, email, "i.email <> ''")):
        sent = "FROM in_participants AS i"
        _put(side, table, f"SELECT i.participant_id AS participant_id, {columns} {sent} WHERE op = 'put' AND {given}")
        blank = f"JOIN had_{table.name} h USING (participant_id) WHERE i.op = 'put' AND NOT ({given})"
        _del(side, table, f"SELECT i.participant_id {sent} {blank}")


def _differ_cases(side: Workspace) -> None:
    for table in (AGENCY_CASE, AGENCY_ORDER, AGENCY_APPOINTMENT):
        _put(side, table, f"{_plain(table)} WHERE i.op = 'put'")
        _del(side, table, f"SELECT {table.listed('h', table.key)} FROM {_gone_and_had(table)}")


def _gone_and_had(table: Table) -> str:
    file = _FILE_OF[table]
    return f"gone_{file.name} g JOIN had_{table.name} h USING ({', '.join(file.key)})"


def _differ_parties(side: Workspace, *, released: bool) -> None:
    """A row that comes without its mark keeps it, one sent again ends a hold, and of whom a mark hides no row goes."""
    had_mark = "0" if released else "greatest(coalesce(h.nondisclosure, 0), CAST(k.set_at IS NOT NULL AS BIGINT))"
    party = _plain(
        PARTY,
        nondisclosure=f"greatest(i.nondisclosure, {had_mark})",
        removal_held=f"CAST(i.nondisclosure = 0 AND {had_mark} = 1 AS BIGINT)",
        gone_held="0",
    )
    on_file = (
        "LEFT JOIN had_party AS h USING (participant_id, case_number) "
        "LEFT JOIN had_nondisclosuremark AS k USING (participant_id, case_number)"
    )
    _put(side, PARTY, f"{party} {on_file} WHERE i.op = 'put'")
    _put(side, BALANCE, f"SELECT {BALANCE.listed('i')} FROM in_parties AS i WHERE i.op = 'put'")
    # A mark hides even where the rest of its row was bad (V3).
    marked = (
        "JOIN (SELECT participant_id, case_number, max(sure) AS sure FROM marked GROUP BY ALL) AS m "
        "USING (participant_id, case_number)"
    )
    not_sent = "ANTI JOIN in_parties USING (participant_id, case_number)"
    still_held = {name: f"CASE WHEN m.sure = 1 THEN 0 ELSE h.{name} END" for name in ("removal_held", "gone_held")}
    _put(side, PARTY, f"SELECT {_party_with(nondisclosure=1, **still_held)} FROM had_party AS h {marked} {not_sent}")
    gone = f"FROM {_gone_and_had(PARTY)}"
    if not released:
        # Marked in that case or in another: without the row nothing would say that they are in the case.
        held = _party_with(removal_held="h.nondisclosure", gone_held=1)
        _put(side, PARTY, f"SELECT {held} {gone} WHERE {_MARKED}")
        # A person who goes leaves the mark behind, where the row does not go as well.
        _put(
            side,
            PARTY,
            f"SELECT {_party_with(removal_held=1)} FROM had_party AS h SEMI JOIN gone_participants "
            f"USING (participant_id) SEMI JOIN (SELECT participant_id FROM had_participant WHERE gone = 0) AS p "
            f"USING (participant_id) {not_sent} ANTI JOIN gone_parties USING (participant_id, case_number) "
            "WHERE h.nondisclosure = 1",
        )
    leaves = "1 = 1" if released else f"NOT {_MARKED}"
    keys = "h.participant_id, h.case_number"
    _del(side, PARTY, f"SELECT {keys} {gone} WHERE {leaves}")
    _del(
        side, BALANCE, f"SELECT {keys} {gone} SEMI JOIN had_balance USING (participant_id, case_number) WHERE {leaves}"
    )


# Whether the person of a party on file (h) has a mark in any case, kept, on a row, or come with this feed.
_MARKED = """h.participant_id IN (
    SELECT participant_id FROM had_nondisclosuremark
    UNION SELECT participant_id FROM had_party WHERE nondisclosure = 1
    UNION SELECT participant_id FROM in_parties WHERE op = 'put' AND nondisclosure = 1
    UNION SELECT participant_id FROM marked
)"""


def _differ_marks(side: Workspace, marked_at: str) -> None:
    """Marks that are not kept yet, each with the time it was set (cases.models.NondisclosureMark says which)."""
    _keep_marks(
        side,
        marked_at,
        "SELECT participant_id, case_number FROM put_party WHERE nondisclosure = 1 "
        "UNION SELECT participant_id, case_number FROM marked WHERE participant_id <> ''",
    )
    # A bad row without a mark names a case of its person all the same. Where they have one elsewhere, and no row here
    # that hides the case, a mark does.
    _keep_marks(
        side,
        marked_at,
        "SELECT DISTINCT r.k1 AS participant_id, r.k2 AS case_number FROM kept AS r "
        "SEMI JOIN marked_people AS m ON m.participant_id = r.k1 "
        "ANTI JOIN will_party AS w ON w.participant_id = r.k1 AND w.case_number = r.k2 WHERE r.file = 'parties'",
    )
    # A feed that was overtaken by a later one may say that the mark is older.
    side.sql(
        "INSERT INTO put_nondisclosuremark SELECT participant_id, case_number, $at, 0 FROM had_nondisclosuremark "
        "SEMI JOIN (FROM marked WHERE sure = 1) AS m USING (participant_id, case_number) WHERE set_at > $at",
        {"at": marked_at},
    )


def _keep_marks(side: Workspace, marked_at: str, said: str) -> None:
    """Those of the query `said` that are not kept yet."""
    side.sql(
        "INSERT INTO put_nondisclosuremark SELECT s.participant_id, s.case_number, "
        "CASE WHEN h.participant_id IS NULL THEN coalesce(e.set_at, $at) ELSE $at END, 1 "
        f"FROM ({said}) AS s ANTI JOIN will_nondisclosuremark USING (participant_id, case_number) "
        "LEFT JOIN had_party AS h USING (participant_id, case_number) "
        "LEFT JOIN (SELECT participant_id, max(set_at) AS set_at FROM had_nondisclosuremark GROUP BY participant_id) "
        "AS e USING (participant_id)",
        {"at": marked_at},
    )


def _party_with(**values: int | str) -> str:
    """The columns of a party on file (h), some of them with another value."""
    return ", ".join(f"{values[c]} AS {c}" if c in values else f"h.{c}" for c in PARTY.columns)


def _differ_money(side: Workspace) -> None:
    """A payment whose payer was corrected moves to another key, with its shares; so does money sent."""
    payer = "coalesce(ic.participant_id, hc.participant_id)"
    join = (
        "LEFT JOIN in_collections ic ON ic.collection_id = {0}.collection_id AND ic.op = 'put' "
        "LEFT JOIN had_collection hc ON hc.collection_id = {0}.collection_id"
    )
    _put(side, COLLECTION, f"{_plain(COLLECTION)} WHERE i.op = 'put'")
    _put(side, ALLOCATION, f"{_plain(ALLOCATION, participant_id=payer)} {join.format('i')} WHERE i.op = 'put'")
    columns = ", ".join(f"{payer} AS {c}" if c == "participant_id" else f"h.{c}" for c in ALLOCATION.columns)
    _put(
        side,
        ALLOCATION,
        f"SELECT {columns} FROM put_collection pc JOIN had_allocation h USING (collection_id) "
        f"{join.format('h')} ANTI JOIN in_allocations AS ia ON ia.allocation_id = h.allocation_id "
        "ANTI JOIN gone_allocations AS ga ON ga.allocation_id = h.allocation_id "
        "WHERE h.participant_id <> pc.participant_id",
    )
    _put(side, DISBURSEMENT, f"{_plain(DISBURSEMENT, participant_id='i.payee_id')} WHERE i.op = 'put'")
    for table in (COLLECTION, ALLOCATION, DISBURSEMENT):
        own = table.key[1]
        _del(side, table, f"SELECT {table.listed('h', table.key)} FROM {_gone_and_had(table)}")
        _del(
            side,
            table,
            f"SELECT {table.listed('h', table.key)} FROM put_{table.name} p JOIN had_{table.name} h "
            f"ON h.{own} = p.{own} AND h.participant_id <> p.participant_id",
        )


def count_changes(side: Workspace, names: list[str]) -> dict[str, Changes]:
    """By feed file, the rows added, changed and removed."""
    touched = {
        "participants": ("put_participant", "put_address", "del_address", "put_email", "del_email"),
        "parties": ("put_party", "put_balance"),
    }
    answer = {}
    for table, file in _FILE_OF.items():
        if file.name in names:
            puts = touched.get(file.name, (f"put_{table.name}",))
            answer[file.name] = _changes_of(side, table, file, puts)
    return answer


def _changes_of(side: Workspace, table: Table, file: File, puts: tuple[str, ...]) -> Changes:
    key = ", ".join(file.key)
    had = f"had_{table.name} USING ({key})"
    written = " UNION ".join(f"SELECT {key} FROM {put}" for put in puts)
    changes = Changes(
        added=side.number(f"SELECT count(*) FROM put_{table.name} ANTI JOIN {had}"),
        changed=side.number(f"SELECT count(*) FROM ({written}) AS p SEMI JOIN {had}"),
    )
    if table is PARTICIPANT:
        newly = "SELECT count(*) FROM put_participant p JOIN had_participant h USING (participant_id)"
        changes.removed = side.number(f"{newly} WHERE p.gone = 1 AND h.gone = 0")
        changes.changed -= changes.removed
    else:
        changes.removed = side.number(
            f"SELECT count(*) FROM del_{table.name} JOIN had_{table.name} USING ({table.listed('', table.key)}) "
            f"ANTI JOIN put_{table.name} USING ({key})"
        )
    return changes
