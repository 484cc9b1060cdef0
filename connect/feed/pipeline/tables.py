"""The tables that a load works with, made from the records: in the main database, and beside it in the workspace.

Those of the workspace are named in feed/record.py. `rejected`: bad rows. `rejected_keys`: their keys, which are not
absent. `unused`: values of accepted rows that nothing will use.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import Model

from connect.feed import appointment_history, news, nondisclosure, records
from connect.feed.record import Record, sealed_as

_NUMBERS = {"BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "BooleanField"}
_VALIDITY = ("valid_from", "valid_to")
PUBLIC_ID = "public_id"
Kinds = Mapping[str, str]  # columns of a table of the workspace: TEXT or BIGINT


@dataclass(frozen=True)
class Table:
    """One table of the main database. Of a table with history only the current rows take part, without their times.

    A public id is no column of it: it follows from the key, and is made for the rows that leave the workspace.
    """

    name: str  # short: 'paymentline'
    main: str  # in the database: 'payments_paymentline'
    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbers: frozenset[str]  # columns whose values are whole numbers
    booleans: frozenset[str]
    history: bool
    public_id: bool = False

    @property
    def current(self) -> str:
        return f"current_{self.name}"

    @property
    def upsert(self) -> str:
        return f"upsert_{self.name}"

    @property
    def delete(self) -> str:
        return f"delete_{self.name}"

    @property
    def listed(self) -> str:
        return ", ".join(self.columns)

    @property
    def keys(self) -> str:
        return ", ".join(self.key)

    @property
    def written(self) -> str:
        """The columns of a row that leaves the workspace."""
        return ", ".join((*self.columns, PUBLIC_ID)) if self.public_id else self.listed

    def kinds(self, columns: tuple[str, ...]) -> dict[str, str]:
        return {name: "BIGINT" if name in self.numbers else "TEXT" for name in columns}

    def leaving(self, rows: str) -> str:
        """SQL: `rows` of upsert_<table> with their public ids, where the table has them."""
        return f"({rows}) JOIN ids_{self.name} USING ({self.keys})" if self.public_id else f"({rows})"


@cache
def model_table(model: type[Model]) -> Table:
    """The table of a model as the workspace knows it."""
    fields = [f for f in model._meta.local_fields if f.column and f.attname not in (*_VALIDITY, PUBLIC_ID)]
    kinds = {f.attname: f.get_internal_type() for f in fields}
    own = {f.attname for f in model._meta.local_fields}
    return Table(
        name=model._meta.model_name or "",
        main=model._meta.db_table,
        columns=tuple(kinds),
        key=tuple(f.attname for f in model._meta.pk_fields if f.attname not in _VALIDITY),
        numbers=frozenset(name for name, kind in kinds.items() if kind in _NUMBERS),
        booleans=frozenset(name for name, kind in kinds.items() if kind == "BooleanField"),
        history="valid_to" in own,
        public_id=PUBLIC_ID in own,
    )


# Who has a PIN; nothing else of an account ever leaves the main database.
ACCOUNT = Table("account", news.ACCOUNTS, news.READER, news.READER, frozenset(), frozenset(), history=False)


def mirror_of(record: Record) -> list[Table]:
    """The tables that the rows of a record fill, its own first."""
    return [model_table(record.model), *(model_table(part.model) for part in record.parts)]


def all_tables() -> list[Table]:
    """Every table that a load may write."""
    mirror = [table for record in records.RECORDS for table in mirror_of(record)]
    others = (*nondisclosure.MARK_MODELS, *appointment_history.HISTORY_MODELS, *news.NEWS_MODELS)
    return [*mirror, *map(model_table, (*read_models(), *others))]


def read_models() -> list[type[Model]]:
    """The models whose rows people read."""
    return [derived.model for record in records.RECORDS for derived in record.derived]


def staged_columns(record: Record) -> list[str]:
    """The columns of staged_<record>, after `line` and `op`: an SSN as its sealed text and its index."""
    return [name for c in record for name in (sealed_as(c) if c.kind == "ssn" else (c.name,))]


def _staged(record: Record) -> dict[str, str]:
    numbers = {c.name for c in record if c.kind in ("money", "yesno", "number")}
    kinds = {name: "BIGINT" if name in numbers else "TEXT" for name in staged_columns(record)}
    return {"line": "BIGINT", "op": "TEXT"} | kinds


def workspace_tables() -> dict[str, Kinds]:
    """Every table that is made where a statement first names it."""
    made: dict[str, Kinds] = {
        "rejected": {"record": "TEXT", "line": "BIGINT", "reason": "TEXT", "cents": "BIGINT"},
        "rejected_keys": {"record": "TEXT", "k1": "TEXT", "k2": "TEXT"},
        "unused": {"record": "TEXT", "line": "BIGINT", "reason": "TEXT"},
        **nondisclosure.MARK_TABLES,
        **news.NEWS_TABLES,
    }
    for record in records.RECORDS:
        made[record.staged] = _staged(record)
        made[record.removed] = dict.fromkeys(record.key, "TEXT")
        if record.scope:
            made[record.scope.table] = {record.scope.column: "TEXT"}
    for table in all_tables():
        made[table.current] = table.kinds(table.columns)
        made[table.upsert] = table.kinds(table.columns) | {"fresh": "BIGINT"}
        made[table.delete] = table.kinds(table.key)
    return made


def workspace_views() -> dict[str, str]:
    """Every view, by its query. next_<table>: what the database will have, of the rows that are here."""
    own = {name: query for record in records.RECORDS for name, query in record.views.items()}
    return dict(_next(all_tables())) | nondisclosure.VIEWS | own


def _next(tables: list[Table]) -> Iterator[tuple[str, str]]:
    for t in tables:
        yield (
            f"next_{t.name}",
            f"SELECT {t.listed} FROM {t.upsert} UNION ALL SELECT {t.listed} FROM {t.current} "
            f"ANTI JOIN {t.upsert} USING ({t.keys}) ANTI JOIN {t.delete} USING ({t.keys})",
        )
