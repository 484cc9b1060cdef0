"""Checks between rows: duplicates, columns that depend on each other, and what a row refers to.

A row that fails leaves in_<file> for `rejected`. One rejection can leave another row without what it refers to, so the
checks run again until nothing changes; the answer does not depend on the order of rows or files.
"""

from dataclasses import dataclass

from connect.feed.engines import Engine
from connect.feed.format import FILES, File
from connect.feed.outcome import FileCount
from connect.feed.staging import Side
from connect.feed.tables import (
    ALLOCATION,
    CASE_FILE,
    COLLECTION,
    DISBURSEMENT,
    PARTICIPANT,
    Table,
    staged_columns,
)

# The ids in a column of kind ids, one a row, as j.value.
SPLIT = """json_each('["' || replace({column}, ' ', '","') || '"]') AS j"""


@dataclass(frozen=True)
class Rule:
    """Rows of `file`, as r, for which `bad` is true are rejected for `reason`. Money is checked of `put` rows only."""

    file: str
    reason: str
    bad: str


def _absent_person(column: str) -> str:
    """A person never sent. One who is gone is still known: their money and their cases keep their history."""
    return (
        f"NOT EXISTS (SELECT 1 FROM in_participants i WHERE i.participant_id = r.{column} AND i.op = 'put') "
        f"AND NOT EXISTS (SELECT 1 FROM had_participant h WHERE h.participant_id = r.{column})"
    )


def _absent(file: str, table: str, key: str, value: str) -> str:
    """A row that neither this feed sends nor the database has, or that this feed takes away."""
    return (
        f"NOT EXISTS (SELECT 1 FROM in_{file} i WHERE i.{key} = {value} AND i.op = 'put') "
        f"AND NOT EXISTS (SELECT 1 FROM had_{table} h WHERE h.{key} = {value} "
        f"AND NOT EXISTS (SELECT 1 FROM gone_{file} g WHERE g.{key} = {value}))"
    )


_NO_CASE = _absent("cases", "casefile", "case_number", "r.case_number")
_NO_PERSON = "participant_id: this participant is not there"
_NO_CASE_SAYS = "case_number: this case is not there"
_TOO_MUCH = "the shares of the collection add up to more than its amount"

WITHIN_A_ROW = (
    Rule(
        "participants",
        "address_valid: needed where there is an address",
        "r.address_valid IS NULL AND r.address_line1 || r.address_line2 || r.address_city || r.address_state "
        "|| r.address_postcode || r.address_country <> ''",
    ),
    Rule(
        "cases",
        "closed_on: given exactly when the status is closed",
        "(r.status = 'closed') <> (r.closed_on IS NOT NULL)",
    ),
    Rule("appointments", "ends: not after starts", "r.ends <= r.starts"),
    Rule("disbursements", "reissue_of: a disbursement cannot send itself again", "r.reissue_of = r.disbursement_id"),
)

BETWEEN_ROWS = (
    Rule("allocations", _TOO_MUCH, "r.collection_id IN (SELECT collection_id FROM too_much)"),
    Rule("collections", _TOO_MUCH, "r.collection_id IN (SELECT collection_id FROM too_much)"),
    Rule("parties", _NO_PERSON, _absent_person("participant_id")),
    Rule("parties", _NO_CASE_SAYS, _NO_CASE),
    Rule("orders", _NO_CASE_SAYS, _NO_CASE),
    Rule("appointments", _NO_PERSON, _absent_person("participant_id")),
    Rule("appointments", _NO_CASE_SAYS, _NO_CASE),
    Rule("collections", _NO_PERSON, _absent_person("participant_id")),
    Rule(
        "allocations",
        "collection_id: this collection is not there",
        _absent("collections", "collection", "collection_id", "r.collection_id"),
    ),
    Rule("allocations", _NO_CASE_SAYS, _NO_CASE),
    Rule(
        "allocations", "payee_id: this participant is not there", f"r.payee_id <> '' AND {_absent_person('payee_id')}"
    ),
    Rule("disbursements", "payee_id: this participant is not there", _absent_person("payee_id")),
    Rule(
        "disbursements",
        "allocations: one of them is not there, or is not this payee's",
        f"EXISTS (SELECT 1 FROM {SPLIT.format(column='r.allocations')} WHERE NOT EXISTS ("
        "SELECT 1 FROM in_allocations i WHERE i.allocation_id = j.value AND i.op = 'put' AND i.payee_id = r.payee_id) "
        "AND NOT EXISTS (SELECT 1 FROM had_allocation h WHERE h.allocation_id = j.value AND h.payee_id = r.payee_id "
        "AND NOT EXISTS (SELECT 1 FROM gone_allocations g WHERE g.allocation_id = j.value) "
        "AND NOT EXISTS (SELECT 1 FROM in_allocations i WHERE i.allocation_id = j.value AND i.op = 'put')))",
    ),
    Rule(
        "disbursements",
        "reissue_of: this disbursement is not there",
        f"r.reissue_of <> '' AND {_absent('disbursements', 'disbursement', 'disbursement_id', 'r.reissue_of')}",
    ),
)

# Every share of a collection this feed touches, as it would be after it, against the amount as it would be.
_SHARES_TOO_MUCH = """
    INSERT INTO too_much
    SELECT s.collection_id FROM (
        SELECT collection_id, amount FROM in_allocations WHERE op = 'put'
        UNION ALL
        SELECT h.collection_id, h.amount FROM had_allocation h
        WHERE NOT EXISTS (SELECT 1 FROM in_allocations i WHERE i.allocation_id = h.allocation_id AND i.op = 'put')
        AND NOT EXISTS (SELECT 1 FROM gone_allocations g WHERE g.allocation_id = h.allocation_id)
    ) AS s
    WHERE s.collection_id IN (SELECT collection_id FROM in_collections WHERE op = 'put'
                              UNION SELECT collection_id FROM in_allocations WHERE op = 'put')
    GROUP BY s.collection_id
    HAVING SUM(s.amount) > coalesce(
        (SELECT i.amount FROM in_collections i WHERE i.collection_id = s.collection_id AND i.op = 'put'),
        (SELECT h.amount FROM had_collection h WHERE h.collection_id = s.collection_id)
    )
"""


def check_rows(side: Side, counts: dict[str, FileCount], full: set[str]) -> None:
    """Rejects what fails; afterwards in_<file> holds the rows to load, and gone_<file> the keys to take away."""
    side.sql("CREATE TEMP TABLE too_much (collection_id TEXT PRIMARY KEY)")
    with side.transaction():
        for file in FILES:
            if file.name in counts:
                _reject_duplicates(side, file)
        for rule in WITHIN_A_ROW:
            _reject(side, rule)
        while True:
            fill_gone(side, counts, full)
            side.sql("DELETE FROM too_much")
            side.sql(_SHARES_TOO_MUCH)
            if not sum([_reject(side, rule) for rule in BETWEEN_ROWS]):
                break
    for name, count in counts.items():
        count.rejected = side.number("SELECT count(*) FROM rejected WHERE file = ?", name)
        count.rejected_cents = side.number("SELECT sum(cents) FROM rejected WHERE file = ?", name)


def fill_gone(side: Side, counts: dict[str, FileCount], full: set[str]) -> None:
    """gone_<file> of every file, from the rows accepted so far."""
    for file in FILES:
        _fill_gone(side, file, file.name in full and not counts[file.name].absences_ignored)


def _file(name: str) -> File:
    return next(file for file in FILES if file.name == name)


def _reject(side: Side, rule: Rule) -> int:
    """Moves the rows for which the rule is true to `rejected`; how many."""
    file = _file(rule.file)
    bad = f"FROM in_{file.name} AS r WHERE r.op = 'put' AND {rule.bad}"
    return _move(side, file, f"SELECT r.line {bad}", rule.reason)


def _move(side: Side, file: File, lines: str, reason: str) -> int:
    # First the lines, then the rows: a rule may look at the table it takes rows from.
    side.sql("CREATE TEMP TABLE IF NOT EXISTS bad_lines (line INTEGER PRIMARY KEY)")
    side.sql("DELETE FROM bad_lines")
    if not side.sql(f"INSERT INTO bad_lines {lines}"):
        return 0
    of = f"FROM in_{file.name} WHERE line IN (SELECT line FROM bad_lines)"
    cents = f"coalesce({file.control}, 0)" if file.control else "0"
    keys = ", ".join([*file.key, *["''"] * (2 - len(file.key))])
    side.sql(f"INSERT INTO rejected SELECT ?, line, ?, {cents} {of}", file.name, reason)
    side.sql(f"INSERT INTO kept SELECT ?, {keys} {of}", file.name)
    if file.name == "parties":
        side.sql(f"INSERT INTO marked_rejects SELECT participant_id, case_number {of} AND nondisclosure = 1")
    return side.sql(f"DELETE {of}")


def _reject_duplicates(side: Side, file: File) -> None:
    """Of equal rows the first is loaded; of rows that contradict each other, none."""
    key = ", ".join(file.key)
    same = " AND ".join(f"o.{name} = r.{name}" for name in file.key)
    columns = ["op", *[name for name in staged_columns(file) if name not in (*file.key, "ssn_sealed")]]
    side.sql("DROP TABLE IF EXISTS temp.doubled")
    side.sql(
        f"CREATE TEMP TABLE doubled AS SELECT {key}, min(line) AS first FROM in_{file.name} "
        f"GROUP BY {key} HAVING count(*) > 1"
    )
    differ = " OR ".join(f"o.{name} IS NOT r.{name}" for name in columns)
    _move(
        side,
        file,
        f"SELECT DISTINCT r.line FROM doubled d JOIN in_{file.name} r USING ({key}) "
        f"JOIN in_{file.name} o ON {same} WHERE {differ}",
        f"the key ({key}) stands in several rows that contradict each other",
    )
    _move(
        side,
        file,
        f"SELECT r.line FROM doubled d JOIN in_{file.name} r USING ({key}) WHERE r.line > d.first",
        "the same row stands in the file already",
    )


_TABLE_OF = {
    "participants": "participant",
    "cases": "casefile",
    "parties": "party",
    "orders": "orderfile",
    "appointments": "appointmentfile",
    "collections": "collection",
    "allocations": "allocation",
    "disbursements": "disbursement",
}


def _fill_gone(side: Side, file: File, absent_is_gone: bool) -> None:
    """gone_<file>: what the feed says is gone, and of a full file what it no longer names, rejected rows aside."""
    key = ", ".join(file.key)
    side.sql(f"DELETE FROM gone_{file.name}")
    side.sql(f"INSERT INTO gone_{file.name} SELECT {key} FROM in_{file.name} WHERE op = 'gone'")
    if absent_is_gone:
        matching = " AND ".join(f"i.{name} = h.{name}" for name in file.key)
        kept = " AND ".join(f"k.k{n} = h.{name}" for n, name in enumerate(file.key, 1))
        still = " AND h.gone = 0" if file.name == "participants" else ""
        side.sql(
            f"INSERT OR IGNORE INTO gone_{file.name} SELECT {', '.join(f'h.{name}' for name in file.key)} "
            f"FROM had_{_TABLE_OF[file.name]} h WHERE NOT EXISTS (SELECT 1 FROM in_{file.name} i WHERE {matching}) "
            f"AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.file = '{file.name}' AND {kept}){still}"
        )


def fetch_for_checks(engine: Engine, full: set[str]) -> None:
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
    _fetch(engine, CASE_FILE, "cases" in full, ("case_number",), cases)
    _fetch_money(engine, full)


def _fetch_money(engine: Engine, full: set[str]) -> None:
    """Disbursements named, the allocations of them and of the file, then their collections with all their shares."""
    sent = (
        "SELECT disbursement_id AS k1 FROM in_disbursements "
        "UNION SELECT reissue_of FROM in_disbursements WHERE reissue_of <> ''"
    )
    _fetch(engine, DISBURSEMENT, "disbursements" in full, ("disbursement_id",), sent)
    shares = " UNION ".join(
        f"SELECT j.value AS k1 FROM {table} r, {SPLIT.format(column='r.allocations')} WHERE r.allocations IS NOT NULL"
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


def _fetch(engine: Engine, table: Table, whole: bool, key: tuple[str, ...], keys: str) -> None:
    if whole:
        engine.fetch(table)
    else:
        engine.fetch(table, key, keys)
