"""The tables a feed writes, named once: the side file, the comparison and the merge are all made from this."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from django.conf import settings
from django.db import models

from connect.cases.models import (
    Address,
    AgencyAppointment,
    AgencyCase,
    AgencyOrder,
    Balance,
    Change,
    DisclosedAppointment,
    DisclosedCase,
    DisclosedOrder,
    Email,
    NondisclosureMark,
    Participant,
    Party,
)
from connect.feed.format import FILES, File
from connect.payments.models import Allocation, Collection, Disbursement, PayerHidden, PaymentLine, PaymentYear

_NUMBERS = {"BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "BooleanField"}
_VALIDITY = ("valid_from", "valid_to")
FRESH = "fresh"
OF_NO_CASE = "..made"  # what follows the collection in the line_id of a payer's money that is not shared out yet
Kinds = dict[str, str]  # columns of a table of the side file: TEXT or BIGINT


@dataclass(frozen=True)
class Table:
    """One table of the main database. Of a table with history only the current rows take part, without their times.

    `made`: columns that the side file does not keep, since they follow from the others: SQL for a row on its way out.
    """

    name: str  # short: 'paymentline'
    main: str  # in the database: 'payments_paymentline'
    columns: tuple[str, ...]
    key: tuple[str, ...]
    numbers: frozenset[str]  # columns whose values are whole numbers
    booleans: frozenset[str]
    unequal: tuple[str, ...]  # the columns that decide whether a row has changed
    history: bool
    file: str = ""  # the feed file whose rows it counts as
    made: tuple[tuple[str, str], ...] = ()

    @property
    def written(self) -> str:
        """The columns of a row that leaves the side file, in the order of `leaving`."""
        return ", ".join((*self.columns, *(name for name, _ in self.made)))

    @property
    def leaving(self) -> str:
        """SQL for the values of `written`."""
        return ", ".join((*self.columns, *(value for _, value in self.made)))

    def kinds(self, columns: tuple[str, ...]) -> Kinds:
        """`columns` as the side file keeps them."""
        return {c: "BIGINT" if c in self.numbers or c == FRESH else "TEXT" for c in columns}

    def listed(self, alias: str = "", columns: tuple[str, ...] = ()) -> str:
        """The columns with commas, each after `alias.`."""
        return ", ".join(f"{alias}.{c}" if alias else c for c in columns or self.columns)

    def differs(self, one: str, other: str) -> str:
        """SQL that is true where two rows with the same key are not the same."""
        return " OR ".join(f"{one}.{c} IS DISTINCT FROM {other}.{c}" for c in self.unequal) or "false"

    def same_key(self, one: str, other: str) -> str:
        """SQL that is true where two rows have the same key."""
        return " AND ".join(f"{one}.{c} = {other}.{c}" for c in self.key)


def _table(model: type[models.Model], file: str = "", **made: str) -> Table:
    fields = [f for f in model._meta.local_fields if f.column and f.attname not in (*_VALIDITY, *made)]
    kinds = {f.attname: f.get_internal_type() for f in fields}
    key = tuple(f.attname for f in model._meta.pk_fields if f.attname not in _VALIDITY)
    # Sealing gives another text every time, so the index alone says whether the number has changed.
    unequal = tuple(name for name in kinds if name not in key and name != "ssn_sealed")
    return Table(
        name=model._meta.model_name or "",
        main=model._meta.db_table,
        columns=tuple(kinds),
        key=key,
        numbers=frozenset(name for name, kind in kinds.items() if kind in _NUMBERS),
        booleans=frozenset(name for name, kind in kinds.items() if kind == "BooleanField"),
        unequal=unequal,
        history=any(f.attname == "valid_to" for f in model._meta.local_fields),
        file=file,
        made=tuple(made.items()),
    )


PARTICIPANT = _table(Participant, "participants")
ADDRESS = _table(Address)
EMAIL = _table(Email)
AGENCY_CASE = _table(AgencyCase, "cases")
PARTY = _table(Party, "parties")
MARK = _table(NondisclosureMark)
BALANCE = _table(Balance)
AGENCY_ORDER = _table(AgencyOrder, "orders")
AGENCY_APPOINTMENT = _table(AgencyAppointment, "appointments")
COLLECTION = _table(Collection, "collections")
ALLOCATION = _table(Allocation, "allocations")
DISBURSEMENT = _table(Disbursement, "disbursements")
DISCLOSED_CASE = _table(DisclosedCase, public_id="public_id('case', participant_id, case_number)")
DISCLOSED_ORDER = _table(DisclosedOrder)
DISCLOSED_APPOINTMENT = _table(DisclosedAppointment)
PAYMENT_LINE = _table(PaymentLine, public_id="public_id('payment', participant_id, line_id)")
PAYMENT_YEAR = _table(PaymentYear)
PAYER_HIDDEN = _table(PayerHidden)
CHANGE = _table(Change)
# Who has a PIN; nothing else of an account ever leaves the main database.
ACCOUNT = Table(
    "account", "access_account", ("participant_id",), ("participant_id",), frozenset(), frozenset(), (), history=False
)

MIRROR = (
    PARTICIPANT,
    ADDRESS,
    EMAIL,
    AGENCY_CASE,
    PARTY,
    MARK,
    BALANCE,
    AGENCY_ORDER,
    AGENCY_APPOINTMENT,
    COLLECTION,
    ALLOCATION,
    DISBURSEMENT,
)
DERIVED = (DISCLOSED_CASE, DISCLOSED_ORDER, DISCLOSED_APPOINTMENT, PAYMENT_LINE, PAYMENT_YEAR, PAYER_HIDDEN)
ALL = (*MIRROR, *DERIVED, CHANGE)


def staged_columns(file: File) -> list[str]:
    """The columns of in_<file>, after `line` and `op`: the format's, the SSN as its sealed text and its index."""
    return list(chain.from_iterable(("ssn_sealed", "ssn_index") if c.kind == "ssn" else (c.name,) for c in file))


def _staged(file: File) -> Kinds:
    numbers = {c.name for c in file if c.kind in ("money", "yesno")}
    kinds = {name: "BIGINT" if name in numbers else "TEXT" for name in staged_columns(file)}
    return {"line": "BIGINT", "op": "TEXT"} | kinds


def _side_tables() -> dict[str, Kinds]:
    made: dict[str, Kinds] = {
        "rejected": {"file": "TEXT", "line": "BIGINT", "reason": "TEXT", "cents": "BIGINT"},
        "unused": {"file": "TEXT", "line": "BIGINT", "reason": "TEXT"},
        "kept": {"file": "TEXT", "k1": "TEXT", "k2": "TEXT"},
        "marked": {"participant_id": "TEXT", "case_number": "TEXT", "sure": "BIGINT"},
        "scope_cases": {"case_number": "TEXT"},
        "scope_collections": {"collection_id": "TEXT"},
        "had_account": ACCOUNT.kinds(ACCOUNT.columns),
    }
    for file in FILES:
        made[f"in_{file.name}"] = _staged(file)
        made[f"gone_{file.name}"] = dict.fromkeys(file.key, "TEXT")
    for table in ALL:
        made[f"had_{table.name}"] = table.kinds(table.columns)
        made[f"put_{table.name}"] = table.kinds((*table.columns, FRESH))
        made[f"del_{table.name}"] = table.kinds(table.key)
    return made


# Every table of the side file.
#
# in_<file>: accepted rows. gone_<file>: keys a feed takes away. rejected: bad rows. unused: values of accepted rows
# that nothing will use. kept: keys of bad rows, which are not absent. marked: parties that must stay hidden whatever
# becomes of their rows (`sure`: the feed says it clearly; a row that names no one has a blank key). had_<table>: rows
# of the main database. put_, del_<table>: what the merge writes (`fresh`: has no such row yet) and the keys it takes
# away. scope_cases, scope_collections: what is derived again.
SIDE = _side_tables()


def definitions() -> list[str]:
    """SQL that makes the tables of the side file, and will_<table>: what the database will have, of the rows in it."""
    made = [f"CREATE TABLE {name} ({', '.join(map(' '.join, kinds.items()))})" for name, kinds in SIDE.items()]
    return [*made, *(_define_will(table) for table in MIRROR), _MARKED_PEOPLE, _define_public_id()]


# Everyone who carries the non-disclosure mark in any case: hidden in all of them (docs/adr/0001).
_MARKED_PEOPLE = (
    "CREATE VIEW marked_people AS SELECT participant_id FROM will_nondisclosuremark "
    "UNION SELECT participant_id FROM will_party WHERE nondisclosure = 1"
)


def _define_will(table: Table) -> str:
    had, put, gone = (f"{prefix}_{table.name}" for prefix in ("had", "put", "del"))
    return (
        f"CREATE VIEW will_{table.name} AS SELECT {table.listed()} FROM {put} UNION ALL SELECT {table.listed('h')} "
        f"FROM {had} AS h ANTI JOIN {put} AS p ON {table.same_key('p', 'h')} "
        f"ANTI JOIN {gone} AS d ON {table.same_key('d', 'h')}"
    )


def _define_public_id() -> str:
    """SQL public_id(kind, participant, agency_id): lib.public_id for whole columns.

    HMAC is two hashes, over a block of the key and what it is to sign (RFC 2104); 22 characters hold 16 bytes.
    """
    key = settings.PUBLIC_ID_KEY.encode()
    block = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block).hex() for pad in (0x36, 0x5C))
    message = "encode(kind || chr(31) || participant || chr(31) || agency_id)"
    signed = f"unhex(sha256(unhex('{outer}') || unhex(sha256(unhex('{inner}') || {message}))))"
    text = f"left(replace(replace(to_base64({signed}[1:16]), '+', '-'), '/', '_'), 22)"
    return f"CREATE MACRO public_id(kind, participant, agency_id) AS {text}"


_BLOCK = 64  # bytes that SHA-256 takes at a time
