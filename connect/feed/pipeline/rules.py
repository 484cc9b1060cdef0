"""Checks between rows: duplicates, columns that depend on each other, and what a row refers to.

A row that fails leaves in_<file> for `rejected`. One rejection can leave another row without what it refers to, so the
checks run again until nothing changes; the answer does not depend on the order of rows or files.
"""

from dataclasses import dataclass

from connect.feed.format import FILES, File
from connect.feed.outcome import FileCount
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.tables import (
    AGENCY_CASE,
    ALLOCATION,
    COLLECTION,
    DISBURSEMENT,
    PARTICIPANT,
    Table,
    staged_columns,
)
from connect.feed.pipeline.workspace import Workspace

# The ids in a column of kind ids, one a row.
SPLIT = "unnest(string_split({column}, ' '))"


@dataclass(frozen=True)
class Rule:
    """Rows of `file`, as r, that `lines` names (of `put` rows only) are rejected for `reason`."""

    file: str
    reason: str
    lines: str


def _where(file: str, reason: str, bad: str) -> Rule:
    """Rows for which `bad` is true."""
    return Rule(file, reason, f"SELECT r.line FROM in_{file} AS r WHERE r.op = 'put' AND ({bad})")


def _absent(file: str, column: str, says: str, known: str, key: str) -> Rule:
    """Rows whose `column`, where it is not blank, is no `key` of the query `known`."""
    lines = (
        f"SELECT r.line FROM in_{file} AS r ANTI JOIN ({known}) AS k ON k.{key} = r.{column} "
        f"WHERE r.op = 'put' AND r.{column} <> ''"
    )
    return Rule(file, f"{column}: this {says} is not there", lines)


def _known(file: str, table: str, *columns: str) -> str:
    """Rows that this feed sends, and those of the database that it does not take away; the first column is the key."""
    key, listed = columns[0], ", ".join(columns)
    return (
        f"SELECT {listed} FROM in_{file} WHERE op = 'put' UNION ALL "
        f"SELECT {listed} FROM had_{table} ANTI JOIN gone_{file} USING ({key})"
    )


# A person who is gone is still known: their money and their cases keep their history.
_PEOPLE = (
    "SELECT participant_id FROM in_participants WHERE op = 'put' UNION ALL SELECT participant_id FROM had_participant"
)
_CASES = _known("cases", "agencycase", "case_number")
_COLLECTIONS = _known("collections", "collection", "collection_id")
_SENT = _known("disbursements", "disbursement", "disbursement_id")
# A share that this feed sends is what it says now, whoever received it before.
_SHARES = (
    "SELECT allocation_id, payee_id FROM in_allocations WHERE op = 'put' UNION ALL "
    "SELECT allocation_id, payee_id FROM had_allocation ANTI JOIN in_allocations USING (allocation_id) "
    "ANTI JOIN gone_allocations USING (allocation_id)"
)
_NOT_THIS_PAYEES = (
    f"SELECT DISTINCT s.line FROM (SELECT line, payee_id, {SPLIT.format(column='allocations')} AS allocation_id "
    f"FROM in_disbursements WHERE op = 'put') AS s ANTI JOIN ({_SHARES}) AS k "
    "ON k.allocation_id = s.allocation_id AND k.payee_id = s.payee_id"
)


def _person(file: str, column: str) -> Rule:
    return _absent(file, column, "participant", _PEOPLE, "participant_id")


def _case(file: str) -> Rule:
    return _absent(file, "case_number", "case", _CASES, "case_number")


def _too_much(file: str) -> Rule:
    says = "the shares of the collection add up to more than its amount"
    return _where(file, says, "r.collection_id IN (SELECT collection_id FROM too_much)")


WITHIN_A_ROW = (
    _where("participants", "first_name or last_name: one of them is needed", "r.first_name || r.last_name = ''"),
    _where(
        "participants",
        "address_valid: needed where there is an address",
        "r.address_valid IS NULL AND r.address_line1 || r.address_line2 || r.address_city || r.address_state "
        "|| r.address_postcode || r.address_country <> ''",
    ),
    _where(
        "cases",
        "closed_on: given exactly when the status is closed",
        "(r.status = 'closed') <> (r.closed_on IS NOT NULL)",
    ),
    _where("appointments", "ends: not after starts", "r.ends <= r.starts"),
    _where("disbursements", "reissue_of: a disbursement cannot send itself again", "r.reissue_of = r.disbursement_id"),
)

BETWEEN_ROWS = (
    _too_much("allocations"),
    _too_much("collections"),
    _person("parties", "participant_id"),
    _case("parties"),
    _case("orders"),
    _person("appointments", "participant_id"),
    _case("appointments"),
    _person("collections", "participant_id"),
    _absent("allocations", "collection_id", "collection", _COLLECTIONS, "collection_id"),
    _case("allocations"),
    _person("allocations", "payee_id"),
    _person("disbursements", "payee_id"),
    Rule("disbursements", "allocations: one of them is not there, or is not this payee's", _NOT_THIS_PAYEES),
    _absent("disbursements", "reissue_of", "disbursement", _SENT, "disbursement_id"),
)

# Every share of a collection this feed touches, as it would be after it, against the amount as it would be.
_SHARES_TOO_MUCH = """
    CREATE OR REPLACE TABLE too_much AS
    SELECT collection_id FROM (
        SELECT collection_id, amount AS share, NULL AS sent, NULL AS had, true AS touched
        FROM in_allocations WHERE op = 'put'
        UNION ALL
        SELECT h.collection_id, h.amount, NULL, NULL, false FROM had_allocation AS h
        ANTI JOIN (SELECT allocation_id FROM in_allocations WHERE op = 'put'
                   UNION ALL SELECT allocation_id FROM gone_allocations) AS i USING (allocation_id)
        UNION ALL
        SELECT collection_id, 0, amount, NULL, true FROM in_collections WHERE op = 'put'
        UNION ALL
        SELECT collection_id, 0, NULL, amount, false FROM had_collection
    )
    GROUP BY collection_id HAVING bool_or(touched) AND sum(share) > coalesce(max(sent), max(had))
"""


def check_rows(side: Workspace, counts: dict[str, FileCount], full: set[str]) -> None:
    """Rejects what fails; afterwards in_<file> holds the rows to load, and gone_<file> the keys to take away."""
    for file in FILES:
        if file.name in counts:
            _reject_duplicates(side, file)
    for rule in WITHIN_A_ROW:
        _reject(side, rule, counts)
    while True:
        fill_gone(side, counts, full)
        side.sql(_SHARES_TOO_MUCH)
        if not sum([_reject(side, rule, counts) for rule in BETWEEN_ROWS]):
            break
    for name, rejected, cents in side.rows("SELECT file, count(*), sum(cents) FROM rejected GROUP BY file"):
        counts[name].rejected, counts[name].rejected_cents = rejected, int(cents)
    _hold_the_laws(side, counts)


def _hold_the_laws(side: Workspace, counts: dict[str, FileCount]) -> None:
    """Rows and cents accepted and rejected add up to those that came. Raises RuntimeError: then the loader is wrong."""
    for name, count in counts.items():
        control = _file(name).control or "0"
        ((accepted, cents),) = side.rows(f"SELECT count(*), coalesce(sum({control}), 0) FROM in_{name}")
        if accepted != count.accepted or cents != count.cents - count.rejected_cents:
            raise RuntimeError(f"{name}: {accepted} rows of {cents} cents accepted; with the rejected ones not all")


def fill_gone(side: Workspace, counts: dict[str, FileCount], full: set[str]) -> None:
    """gone_<file> of every file, from the rows accepted so far."""
    for file in FILES:
        _fill_gone(side, file, file.name in full and not counts[file.name].absences_ignored)


def _file(name: str) -> File:
    return next(file for file in FILES if file.name == name)


def _reject(side: Workspace, rule: Rule, counts: dict[str, FileCount]) -> int:
    """Moves the rows that the rule names to `rejected`; how many."""
    return _move(side, _file(rule.file), rule.lines, rule.reason) if rule.file in counts else 0


def _move(side: Workspace, file: File, lines: str, reason: str) -> int:
    # First the lines, then the rows: a rule may look at the table it takes rows from.
    if not side.sql(f"CREATE OR REPLACE TABLE bad_lines AS {lines}"):
        return 0
    of = f"FROM in_{file.name} WHERE line IN (SELECT line FROM bad_lines)"
    cents = f"coalesce({file.control}, 0)" if file.control else "0"
    keys = ", ".join([*file.key, *["''"] * (2 - len(file.key))])
    side.sql(f"INSERT INTO rejected SELECT ?, line, ?, {cents} {of}", [file.name, reason])
    side.sql(f"INSERT INTO kept SELECT ?, {keys} {of}", [file.name])
    if file.name == "parties":
        side.sql(f"INSERT INTO marked SELECT participant_id, case_number, 1 {of} AND nondisclosure = 1")
    return side.sql(f"DELETE {of}")


def _reject_duplicates(side: Workspace, file: File) -> None:
    """Of equal rows the first is loaded; of rows that contradict each other, none."""
    key = ", ".join(file.key)
    doubled = f"SELECT {key}, min(line) AS first FROM in_{file.name} GROUP BY {key} HAVING count(*) > 1"
    if not side.sql(f"CREATE OR REPLACE TABLE doubled AS {doubled}"):
        return
    columns = ["op", *[name for name in staged_columns(file) if name not in (*file.key, "ssn_sealed")]]
    differ = " OR ".join(f"o.{name} IS DISTINCT FROM r.{name}" for name in columns)
    _move(
        side,
        file,
        f"SELECT DISTINCT r.line FROM doubled AS d JOIN in_{file.name} AS r USING ({key}) "
        f"JOIN in_{file.name} AS o USING ({key}) WHERE {differ}",
        f"the key ({key}) stands in several rows that contradict each other",
    )
    _move(
        side,
        file,
        f"SELECT r.line FROM doubled AS d JOIN in_{file.name} AS r USING ({key}) WHERE r.line > d.first",
        "the same row stands in the file already",
    )


_TABLE_OF = {
    "participants": "participant",
    "cases": "agencycase",
    "parties": "party",
    "orders": "agencyorder",
    "appointments": "agencyappointment",
    "collections": "collection",
    "allocations": "allocation",
    "disbursements": "disbursement",
}


def _fill_gone(side: Workspace, file: File, absent_is_gone: bool) -> None:
    """gone_<file>: what the feed says is gone, and of a full file what it no longer names, rejected rows aside."""
    key = ", ".join(file.key)
    gone = f"SELECT {key} FROM in_{file.name} WHERE op = 'gone'"
    if absent_is_gone:
        kept = ", ".join(f"k{n} AS {name}" for n, name in enumerate(file.key, 1))
        still = " WHERE gone = 0" if file.name == "participants" else ""
        gone += (
            f" UNION SELECT {key} FROM had_{_TABLE_OF[file.name]} ANTI JOIN in_{file.name} USING ({key}) "
            f"ANTI JOIN (SELECT {kept} FROM kept WHERE file = '{file.name}') AS k USING ({key}){still}"
        )
    side.sql(f"CREATE OR REPLACE TABLE gone_{file.name} AS {gone}")


def fetch_for_checks(engine: Database, full: set[str]) -> None:
    """What the checks between rows and the comparison look at: every row a feed names or refers to."""
    people = " UNION ".join(
        f"SELECT {column} AS k1 FROM in_{file}"
        for file, column in (
            ("participants", "participant_id"),
            ("parties", "participant_id"),
            ("appointments", "participant_id"),
            ("collections", "participant_id"),
            ("allocations", "payee_id"),
            ("disbursements", "payee_id"),
        )
    )
    cases = " UNION ".join(
        f"SELECT case_number AS k1 FROM in_{file}"
        for file in ("cases", "parties", "orders", "appointments", "allocations")
    )
    _fetch(engine, PARTICIPANT, "participants" in full, ("participant_id",), people)
    _fetch(engine, AGENCY_CASE, "cases" in full, ("case_number",), cases)
    _fetch_money(engine, full)


def _fetch_money(engine: Database, full: set[str]) -> None:
    """Disbursements named, the allocations of them and of the file, then their collections with all their shares."""
    sent = (
        "SELECT disbursement_id AS k1 FROM in_disbursements "
        "UNION SELECT reissue_of FROM in_disbursements WHERE reissue_of <> ''"
    )
    _fetch(engine, DISBURSEMENT, "disbursements" in full, ("disbursement_id",), sent)
    shares = " UNION ".join(
        f"SELECT {SPLIT.format(column='allocations')} AS k1 FROM {table} WHERE allocations IS NOT NULL"
        for table in ("in_disbursements", "had_disbursement")
    )
    shares += " UNION SELECT allocation_id FROM in_allocations"
    _fetch(engine, ALLOCATION, "allocations" in full, ("allocation_id",), shares)
    taken = (
        "SELECT collection_id AS k1 FROM in_collections UNION SELECT collection_id FROM in_allocations "
        "UNION SELECT collection_id FROM had_allocation"
    )
    _fetch(engine, COLLECTION, "collections" in full, ("collection_id",), taken)
    if "allocations" not in full:
        engine.fetch(ALLOCATION, ("collection_id",), taken)


def _fetch(engine: Database, table: Table, whole: bool, key: tuple[str, ...], keys: str) -> None:
    if whole:
        engine.fetch(table)
    else:
        engine.fetch(table, key, keys)
