"""What is worked out again: the scopes that a feed touches, all that stands around them, and what people read of it.

Afterwards upsert_ and delete_ of every derived table say how it differs from what is on file. Call once the records are
compared.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import tee

from django.conf import settings

from connect.feed import nondisclosure, records
from connect.feed.pipeline.database import Database
from connect.feed.pipeline.diff import difference
from connect.feed.pipeline.steps import take
from connect.feed.pipeline.tables import PUBLIC_ID, mirror_of, model_table
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import Derived, Make, Record, RecordScope
from connect.lib.public_id import public_ids


def scopes() -> list[RecordScope]:
    """Each scope that a record names, once, in the order of the records."""
    return list({id(record.scope): record.scope for record in records.RECORDS if record.scope}.values())


def complete(workspace: Workspace, database: Database, *, everything: bool) -> None:
    """scope_<name>, and around every value in it the rows of the records, and what is derived from them on file.

    `everything`: all that is on file is derived anew, whatever the feed touches.
    """
    for scope in scopes():
        take(workspace, database, scope.before)
        if everything:
            _fetch_everything(workspace, database, scope)
        if touched := list(_touched(workspace, scope)):
            workspace.add(scope.table, f"SELECT {scope.column} FROM ({' UNION '.join(touched)})")
        _fetch_rows(workspace, database, scope)
        take(workspace, database, scope.widen)
        if any(isinstance(s, Make) and s.name == scope.table and workspace.has(*s.given) for s in scope.widen):
            _fetch_rows(workspace, database, scope)
        if workspace.has(scope.table):
            take(workspace, database, scope.around)
            for derived in _derived(scope):
                if not derived.given:
                    take(workspace, database, [derived.keys])


def _records(scope: RecordScope) -> Iterator[Record]:
    return (record for record in records.RECORDS if record.scope is scope)


def _derived(scope: RecordScope) -> Iterator[Derived]:
    return (derived for record in _records(scope) for derived in record.derived)


def _touched(workspace: Workspace, scope: RecordScope) -> Iterator[str]:
    """Queries of the values whose rows come, change or go."""
    for table in (table for record in _records(scope) for table in mirror_of(record)):
        if workspace.has(table.upsert):
            yield f"SELECT {scope.column} FROM {table.upsert}"
        if workspace.has(table.current) and workspace.has(table.upsert, table.delete):
            yield (
                f"SELECT {scope.column} FROM {table.current} SEMI JOIN (SELECT {table.keys} FROM {table.upsert} "
                f"UNION ALL SELECT {table.keys} FROM {table.delete}) USING ({table.keys})"
            )
    yield from (f"({rows.query})" for rows in scope.touched if workspace.has(*rows.given))


def _fetch_rows(workspace: Workspace, database: Database, scope: RecordScope) -> None:
    if workspace.has(scope.table):
        for record in _records(scope):
            keys = f"SELECT {scope.column} AS k1 FROM {scope.table}"
            database.fetch(model_table(record.model), (scope.column,), keys)


def _fetch_everything(workspace: Workspace, database: Database, scope: RecordScope) -> None:
    tables = [model_table(record.model) for record in _records(scope)]
    for table in tables:
        database.fetch(table)
    if held := [f"SELECT {scope.column} FROM {table.current}" for table in tables if workspace.has(table.current)]:
        workspace.add(scope.table, " UNION ".join(held))


def derive(workspace: Workspace, database: Database) -> None:
    """upsert_ and delete_ of what is derived: the columns that are declared alone, as their readers may read them."""
    for scope in scopes():
        take(workspace, database, scope.steps)
        if workspace.has(scope.table):
            for derived in _derived(scope):
                _derive(workspace, database, derived)


def _derive(workspace: Workspace, database: Database, derived: Derived) -> None:
    table = model_table(derived.model)
    take(workspace, database, derived.steps)
    if derived.given:
        if not workspace.has(*derived.given):
            return
        take(workspace, database, [derived.keys])
    difference(workspace, table, nondisclosure.readable(derived.model, table.columns, derived.rows))
    workspace.drop(step.name for step in derived.steps if isinstance(step, Make))


def what_follows(workspace: Workspace) -> list[tuple[Callable[[Sequence[str]], None], list[str]]]:
    """What a record has done once the feed is loaded, and of which rows: it is asked before the merge takes them."""
    return [
        (record.once_loaded, [str(touched) for (touched,) in workspace.rows(f"SELECT * FROM {record.scope.table}")])
        for record in records.RECORDS
        if record.once_loaded and record.scope and workspace.has(record.scope.table)
    ]


def make_public_ids(workspace: Workspace) -> None:
    """ids_<table>: the public ids of the rows that come or change, in the tables that have any."""
    secret = settings.PUBLIC_ID_KEY.encode()
    for derived in (derived for record in records.RECORDS for derived in record.derived if derived.public_id):
        table = model_table(derived.model)
        if workspace.has(table.upsert):
            workspace.declare(f"ids_{table.name}", table.kinds((*table.key, PUBLIC_ID)))
            rows, named = tee(workspace.rows(f"SELECT {table.keys} FROM {table.upsert}"))
            ids = public_ids(secret, derived.public_id, named)
            workspace.add_rows(f"ids_{table.name}", ((*key, made) for key, made in zip(rows, ids, strict=True)))
