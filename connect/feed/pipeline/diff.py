"""What a feed changes in the agency's own records: upsert_<table> and delete_<table> against current_<table>.

Only rows that differ get there, so that a feed loaded twice changes no row and the merge is short.
"""

from connect.feed import records
from connect.feed.outcome import Changes
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.steps import take
from connect.feed.pipeline.tables import Table, mirror_of, model_table
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import PartTable, Record, RowsQuery


def compare(workspace: Workspace, database: Database) -> None:
    """Fills upsert_<table> and delete_<table> of every table that the rows of a record fill."""
    for record in records.RECORDS:
        take(workspace, database, record.before)
        _compare_own(workspace, record)
        for part in record.parts:
            if part.rows is not None:
                _compare_part(workspace, record, part, part.rows)
        take(workspace, database, record.after)
    workspace.drop(["read", "bad", *(record.staged for record in records.RECORDS)])


def _compare_own(workspace: Workspace, record: Record) -> None:
    table = model_table(record.model)
    for rows in record.rows or (RowsQuery(f"FROM {record.staged} WHERE op = 'put'"),):
        if workspace.has(*(rows.given or (record.staged,))):
            upsert(workspace, table, rows.query)
    if not workspace.has(table.current):
        return
    on_file = f"SELECT {table.keys} FROM {table.current} SEMI JOIN {record.removed} USING ({', '.join(record.key)})"
    for rows in record.deletes or (() if record.stays else (RowsQuery(on_file, (record.removed,)),)):
        if workspace.has(*rows.given):
            workspace.add(table.delete, rows.query)
    if table.key != record.key and workspace.has(table.upsert):
        _delete_moved(workspace, table, record)


def _delete_moved(workspace: Workspace, table: Table, record: Record) -> None:
    """A row of the feed that is another's now has another key in its table: the one that it had goes."""
    same = " AND ".join(f"c.{name} = u.{name}" for name in record.key)
    other = " OR ".join(f"c.{name} <> u.{name}" for name in table.key)
    keys = ", ".join(f"c.{name}" for name in table.key)
    workspace.add(
        table.delete, f"SELECT {keys} FROM {table.current} AS c JOIN {table.upsert} AS u ON {same} AND ({other})"
    )


def _compare_part(workspace: Workspace, record: Record, part: PartTable, rows: str) -> None:
    """A part goes where its row is sent without it, and where its row goes."""
    table, own = model_table(part.model), model_table(record.model)
    if workspace.has(record.staged):
        upsert(workspace, table, rows)
    if workspace.has(table.current):
        gone = []
        if workspace.has(record.staged):
            sent = f"(FROM {record.staged} WHERE op = 'put')"
            gone.append(
                f"SELECT {table.keys} FROM {table.current} SEMI JOIN {sent} USING ({table.keys}) "
                f"ANTI JOIN ({rows}) USING ({table.keys})"
            )
        if workspace.has(own.delete):
            gone.append(f"SELECT {table.keys} FROM {table.current} SEMI JOIN {own.delete} USING ({table.keys})")
        if gone:
            workspace.add(table.delete, " UNION ALL ".join(gone))


def upsert(workspace: Workspace, table: Table, rows: str) -> None:
    """upsert_<table>: those of `rows` that are not so already. No two queries name the same row."""
    if not workspace.has(table.current):
        workspace.add(table.upsert, f"SELECT {table.listed}, 1 AS fresh FROM ({rows})")
        return
    workspace.add(
        table.upsert,
        f"SELECT n.*, CAST(c.here IS NULL AS BIGINT) AS fresh "
        f"FROM (SELECT {table.listed} FROM ({rows}) EXCEPT SELECT {table.listed} FROM {table.current}) AS n "
        f"LEFT JOIN (SELECT {table.keys}, true AS here FROM {table.current}) AS c USING ({table.keys})",
    )


def difference(workspace: Workspace, table: Table, rows: str) -> None:
    """upsert_ and delete_ of a derived table: what `rows` has that current_ has not, and the reverse."""
    if not workspace.has(table.current):
        upsert(workspace, table, rows)
        return
    workspace.make("next_rows", rows)
    upsert(workspace, table, "FROM next_rows")
    workspace.add(table.delete, f"SELECT {table.keys} FROM {table.current} ANTI JOIN next_rows USING ({table.keys})")
    workspace.drop(["next_rows"])


def count_changes(workspace: Workspace, names: list[str]) -> dict[str, Changes]:
    """By record, the rows added, changed and removed."""
    return {record.name: _changes_of(workspace, record) for record in records.RECORDS if record.name in names}


def _changes_of(workspace: Workspace, record: Record) -> Changes:
    """A row whose part alone is another, comes or goes has changed, unless the row goes itself."""
    own, *parts = [table for table in mirror_of(record) if set(record.key) <= set(table.columns)]
    keys = ", ".join(record.key)
    written = [f"SELECT {keys} FROM {own.upsert}"] if workspace.has(own.upsert) else []
    written += [
        f"SELECT {keys} FROM {name} ANTI JOIN {own.delete} USING ({keys})"
        for part, declared in zip(parts, record.parts, strict=True)
        if declared.rows is not None
        for name in (part.upsert, part.delete)
        if workspace.has(name)
    ]
    if not written and not workspace.has(own.delete):
        return Changes()
    if not workspace.has(own.current):
        return Changes(added=workspace.number(f"SELECT count(*) FROM {own.upsert}"))
    removed = (
        f"SELECT {keys} FROM {own.upsert} AS u JOIN {own.current} AS c USING ({keys}) WHERE u.gone = 1 AND c.gone = 0"
        if record.stays
        else f"SELECT {keys} FROM {own.delete} ANTI JOIN {own.upsert} USING ({keys})"
    )
    every = " UNION ".join(written or [f"SELECT {keys} FROM {own.upsert}"])
    ((added, changed, gone),) = workspace.rows(
        f"SELECT (SELECT count(*) FROM {own.upsert} ANTI JOIN {own.current} USING ({keys})), "
        f"(SELECT count(*) FROM ({every}) SEMI JOIN {own.current} USING ({keys})), (SELECT count(*) FROM ({removed}))"
    )
    return Changes(added, changed - gone if record.stays else changed, gone)
