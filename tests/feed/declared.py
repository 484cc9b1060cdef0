"""Whether rows keep to connect.feed.format, read from the declaration alone, so that it stands beside the loader's."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, time

from connect.feed.format import Column, File
from connect.lib.money import cents

Row = dict[str, str]

_PATTERNS = {
    "id": r"[A-Za-z0-9_-]+",
    "ids": r"[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*",
    "yesno": r"yes|no",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "ssn": r"[0-9]{9}",
    "time": r"[0-9]{2}:[0-9]{2}",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}


def breaches(file: File, rows: Iterable[Row]) -> Iterator[str]:
    """Every way in which `rows` break the declaration of `file`; none for good rows."""
    seen = set()
    for number, row in enumerate(rows, 1):
        if list(row) != [column.name for column in file]:
            yield f"{file.name} {number}: columns {list(row)}"
        key = tuple(row[name] for name in file.key)
        if key in seen:
            yield f"{file.name} {number}: key {key} twice"
        seen.add(key)
        for column in file:
            if reason := _breach(column, row[column.name]):
                yield f"{file.name} {number}: {column.name}: {reason}"


def _breach(column: Column, value: str) -> str:
    if not value:
        return "missing" if column.required else ""
    wrong = {
        "width": column.width and len(value) > column.width,
        "not digits": column.kind == "digits" and not re.fullmatch(f"[0-9]{{{column.width}}}", value),
        f"{value!r} is no choice": column.kind == "choice" and value not in column.choices,
        f"{value!r} is no {column.kind}": not re.fullmatch(_PATTERNS.get(column.kind, ".*"), value),
        "spaces around it": value != value.strip(),
    }
    return next((reason for reason, so in wrong.items() if so), "") or _unreadable(column.kind, value)


def _unreadable(kind: str, value: str) -> str:
    try:
        if kind == "date":
            date.fromisoformat(value)
        elif kind == "time":
            time.fromisoformat(value)
        elif kind == "money":
            cents(value)
    except ValueError as problem:
        return str(problem)
    return ""


def dangling(rows: dict[str, list[Row]]) -> Iterator[str]:
    """References to people, cases, collections and allocations that the same files do not hold."""
    people = {row["participant_id"] for row in rows["participants"]}
    cases = {row["case_number"] for row in rows["cases"]}
    collections = {row["collection_id"] for row in rows["collections"]}
    allocations = {row["allocation_id"] for row in rows["allocations"]}
    disbursements = {row["disbursement_id"] for row in rows["disbursements"]}
    known = {
        "participant_id": people,
        "payee_id": people | {""},
        "case_number": cases,
        "collection_id": collections,
        "reissue_of": disbursements | {""},
    }
    for name, file_rows in rows.items():
        for row in file_rows:
            yield from (
                f"{name}: {column} {row[column]}"
                for column in known
                if row.get(column, "") not in known[column] and column in row
            )
            if name == "disbursements":
                yield from (f"allocation {one}" for one in row["allocations"].split() if one not in allocations)


def unbalanced(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Accounts that do not add up, and money that is shared or sent in other sums than it came."""
    for row in rows["parties"]:
        owed = {name: cents(row[name]) for name in ("past_due_support", "arrears_family", "arrears_state")}
        if owed["past_due_support"] != owed["arrears_family"] + owed["arrears_state"]:
            yield f"past due of {row['participant_id']} on {row['case_number']}"
        if cents(row["past_due_installment"]) > owed["past_due_support"]:
            yield f"installment of {row['participant_id']} on {row['case_number']}"
        if cents(row["current_support"]) > cents(row["monthly_support"]):
            yield f"current support of {row['participant_id']} on {row['case_number']}"
    amounts = {row["allocation_id"]: cents(row["amount"]) for row in rows["allocations"]}
    shared: dict[str, int] = {}
    for row in rows["allocations"]:
        shared[row["collection_id"]] = shared.get(row["collection_id"], 0) + cents(row["amount"])
    for row in rows["collections"]:
        if shared.get(row["collection_id"]) != cents(row["amount"]):
            yield f"collection {row['collection_id']}"
    for row in rows["disbursements"]:
        if cents(row["amount"]) != sum(amounts[one] for one in row["allocations"].split()):
            yield f"disbursement {row['disbursement_id']}"
