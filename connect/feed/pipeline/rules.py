"""Checks between rows: duplicates, columns that depend on each other, and what a row refers to.

A row that fails leaves staged_<record> for `rejected`. One rejection can leave another row without what it refers to,
so the checks run again until nothing changes; the answer does not depend on the order of rows or files.
"""

from collections.abc import Iterator

from connect.feed import records
from connect.feed.outcome import FileCount
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.steps import take
from connect.feed.pipeline.tables import mirror_of, model_table, staged_columns
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import Record, Reference

_IDS = "unnest(string_split({0}, ' '))"  # of a column of kind ids, one a row


def check_rows(workspace: Workspace, counts: dict[str, FileCount], full: set[str]) -> None:
    """Rejects what fails; afterwards staged_<record> holds the rows to load, and removed_<record> the keys that go."""
    sent = [record for record in records.RECORDS if workspace.has(record.staged)]
    for record in sent:
        _reject_duplicates(workspace, record)
        if record.row_rules:
            bad = " ".join(f"WHEN {rule.bad} THEN {place}" for place, rule in enumerate(record.row_rules))
            lines = f"SELECT line, CASE {bad} END AS rule FROM {record.staged} WHERE op = 'put' AND rule IS NOT NULL"
            _reject(workspace, record, lines, [rule.reason for rule in record.row_rules])
    while True:
        fill_removed(workspace, counts, full)
        for record in records.RECORDS:
            take(workspace, None, record.round_starts)
        if not sum([_check_between(workspace, record) for record in sent]):
            break
    if workspace.has("rejected"):
        totals = workspace.rows("SELECT record, count(*), sum(cents) FROM rejected GROUP BY record")
        for name, rejected, cents in totals:
            counts[name].rejected, counts[name].rejected_cents = rejected, int(cents)
    _hold_the_laws(workspace, counts)


def _hold_the_laws(workspace: Workspace, counts: dict[str, FileCount]) -> None:
    """Rows and cents accepted and rejected add up to those that came. Raises RuntimeError: then the loader is wrong."""
    sent = [record for record in records.RECORDS if record.name in counts]
    if not sent:
        return
    query = " UNION ALL ".join(
        f"SELECT '{record.name}', count(*), coalesce(sum({record.control or 0}), 0) FROM {record.staged}"
        for record in sent
    )
    for name, accepted, cents in workspace.rows(query):
        count = counts[name]
        if accepted != count.accepted or cents != count.cents - count.rejected_cents:
            raise RuntimeError(f"{name}: {accepted} rows of {cents} cents accepted; with the rejected ones not all")


def fill_removed(workspace: Workspace, counts: dict[str, FileCount], full: set[str]) -> None:
    """removed_<record>: what the feed says is gone, and of a full file what it no longer names, rejected rows aside."""
    for record in records.RECORDS:
        whole = record.name in full and not counts[record.name].absences_ignored
        if whole and workspace.has(model_table(record.model).current):
            workspace.make(record.removed, _absent(record))
        elif record.name not in full and workspace.has(record.staged):
            keys = ", ".join(record.key)
            workspace.make(record.removed, f"SELECT {keys} FROM {record.staged} WHERE op = 'gone'")


def _absent(record: Record) -> str:
    keys = ", ".join(record.key)
    rejected = ", ".join(f"k{n} AS {name}" for n, name in enumerate(record.key, 1))
    return (
        f"SELECT DISTINCT {keys} FROM {model_table(record.model).current} ANTI JOIN {record.staged} USING ({keys}) "
        f"ANTI JOIN (SELECT {rejected} FROM rejected_keys WHERE record = '{record.name}') USING ({keys})"
        f"{' WHERE gone = 0' if record.stays else ''}"
    )


def _reject_duplicates(workspace: Workspace, record: Record) -> None:
    """Of equal rows the first is loaded; of rows that contradict each other, none."""
    keys = ", ".join(record.key)
    doubled = f"SELECT {keys} FROM {record.staged} GROUP BY {keys} HAVING count(*) > 1"
    if not workspace.make("doubled", doubled):
        return
    told = ", ".join(["op", *(c for c in staged_columns(record) if c not in record.key and not c.endswith("_sealed"))])
    lines = (
        f"SELECT line, CASE WHEN count(DISTINCT row({told})) OVER (PARTITION BY {keys}) > 1 THEN 0 "
        f"WHEN line > min(line) OVER (PARTITION BY {keys}) THEN 1 END AS rule "
        f"FROM {record.staged} SEMI JOIN doubled USING ({keys}) QUALIFY rule IS NOT NULL"
    )
    several = f"the key ({keys}) stands in several rows that contradict each other"
    _reject(workspace, record, lines, [several, "the same row stands in the file already"])


def _check_between(workspace: Workspace, record: Record) -> int:
    """The rules of a record and its references; how many rows failed. A row is rejected for the first that it fails."""
    found = [(rule.reason, rule.lines) for rule in record.rules]
    references = [reference for reference in record.references if reference.checked]
    found += [(f"{r.column}: this {r.noun} is not there", _unknown(record, r)) for r in references]
    if not found:
        return 0
    every = " UNION ALL ".join(f"SELECT line, {place} AS rule FROM ({lines})" for place, (_, lines) in enumerate(found))
    lines = f"SELECT line, min(rule) AS rule FROM ({every}) GROUP BY line"
    return _reject(workspace, record, lines, [why for why, _ in found])


def _unknown(record: Record, reference: Reference) -> str:
    """Rows whose reference names no row that this feed sends, nor one on file that it does not take away.

    What is gone and stays on file is still known: a person's money and cases keep their history.
    """
    to = _named(reference.to)
    (key,) = to.key
    gone = "" if to.stays else f"ANTI JOIN {to.removed} USING ({key})"
    return (
        f"SELECT r.line FROM {record.staged} AS r ANTI JOIN (SELECT {key} FROM {to.staged} WHERE op = 'put' "
        f"UNION ALL SELECT {key} FROM {model_table(to.model).current} {gone}) AS k ON k.{key} = r.{reference.column} "
        f"WHERE r.op = 'put' AND r.{reference.column} <> ''"
    )


def _named(name: str) -> Record:
    return next(record for record in records.RECORDS if record.name == name)


def _reject(workspace: Workspace, record: Record, lines: str, reasons: list[str]) -> int:
    """Moves the rows whose `line` the query names to `rejected`, each for the reason at the place of its `rule`."""
    # First the lines, then the rows: a rule may look at the table it takes rows from.
    if not workspace.make("broken", lines):
        return 0
    take(workspace, None, record.on_rejected)
    said = ", ".join("'" + why.replace("'", "''") + "'" for why in reasons)
    cents = f"coalesce({record.control}, 0)" if record.control else "0"
    keys = [*record.key, *["''"] * (2 - len(record.key))]
    of = f"FROM {record.staged} JOIN broken USING (line)"
    workspace.add(
        "rejected", f"SELECT '{record.name}' AS record, line, [{said}][rule + 1] AS reason, {cents} AS cents {of}"
    )
    workspace.add("rejected_keys", f"SELECT '{record.name}' AS record, {keys[0]} AS k1, {keys[1]} AS k2 {of}")
    return workspace.sql(f"DELETE FROM {record.staged} WHERE line IN (SELECT line FROM broken)")


def fetch_for_checks(workspace: Workspace, database: Database, full: set[str]) -> None:
    """What the checks between rows and the comparison look at: every row that a feed names or refers to.

    Who refers comes after what they refer to, so that the last records come first here.
    """
    for record in reversed(records.RECORDS):
        own, *parts = mirror_of(record)
        if record.name in full:
            database.fetch(own)
        else:
            keys = list(_keys_of(workspace, record))
            if keys:
                database.fetch(own, record.key, " UNION ".join(keys))
        for part in (part for part, declared in zip(parts, record.parts, strict=True) if declared.rows is not None):
            if record.name in full and not record.stays:
                database.fetch(part)
            elif workspace.has(record.staged):
                database.fetch(part, record.key, _own_keys(record))
        take(workspace, database, record.fetches)


def _own_keys(record: Record) -> str:
    return f"SELECT {', '.join(f'{name} AS k{n}' for n, name in enumerate(record.key, 1))} FROM {record.staged}"


def _keys_of(workspace: Workspace, record: Record) -> Iterator[str]:
    if workspace.has(record.staged):
        yield _own_keys(record)
    for other in records.RECORDS:
        for reference in (each for each in other.references if each.to == record.name):
            value = _IDS.format(reference.column) if reference.many else reference.column
            tables = [other.staged, *([model_table(other.model).current] if reference.follow else [])]
            for table in filter(workspace.has, tables):
                yield f"SELECT {value} AS k1 FROM {table} WHERE {reference.column} <> ''"
