"""Whether the rows of a feed keep to the format, lead to each other, and add up."""

from collections.abc import Iterable, Iterator

from connect.feed.record import Record
from connect.lib.money import cents
from tests.feed.row_check import BadValue, RowCheck

Row = dict[str, str]


def breaches(file: Record, rows: Iterable[Row]) -> Iterator[str]:
    """Every row of `rows` that the format does not allow, or whose key came before."""
    check, seen = RowCheck(file), set()
    for number, row in enumerate(rows, 1):
        if list(row) != [column.name for column in file]:
            yield f"{file.name} {number}: columns {list(row)}"
        key = tuple(row[name] for name in file.key)
        if key in seen:
            yield f"{file.name} {number}: key {key} twice"
        seen.add(key)
        try:
            check.values(["put", *row.values()])
        except BadValue as problem:
            yield f"{file.name} {number}: {problem}"


def dangling(rows: dict[str, list[Row]]) -> Iterator[str]:
    """References to people, cases, collections and allocations that the same files do not hold."""
    people = {row["participant_id"] for row in rows["participants"]}
    cases = {row["case_number"] for row in rows["cases"]}
    collections = {row["collection_id"] for row in rows["collections"]}
    allocations = {row["allocation_id"] for row in rows["allocations"]}
    disbursements = {row["disbursement_id"] for row in rows["disbursements"]}
    orders = {(row["case_number"], row["order_id"]) for row in rows["orders"]}
    known = {
        "participant_id": people,
        "payee_id": people | {""},
        "case_number": cases,
        "collection_id": collections,
        "reissue_of": disbursements | {""},
        "disbursement_id": disbursements,
    }
    for name, file_rows in rows.items():
        for row in file_rows:
            yield from (
                f"{name}: {column} {row[column]}"
                for column in known
                if row.get(column, "") not in known[column] and column in row
            )
            if name == "obligations" and (row["case_number"], row["order_id"]) not in orders:
                yield f"{name}: order {row['order_id']}"
            if name == "disbursements":
                yield from (f"allocation {one}" for one in row["allocations"].split() if one not in allocations)


def unbalanced(rows: dict[str, list[Row]]) -> Iterator[str]:
    """Accounts that do not add up, and money shared or sent in other sums than it came less what was taken, or before
    it was posted."""
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
        if shared.get(row["collection_id"]) != (cents(row["amount"]) if row["posted_on"] else None):
            yield f"collection {row['collection_id']}"
    taken: dict[str, int] = {}
    for row in rows["deductions"]:
        taken[row["disbursement_id"]] = taken.get(row["disbursement_id"], 0) + cents(row["amount"])
    for row in rows["disbursements"]:
        left = sum(amounts[one] for one in row["allocations"].split()) - taken.get(row["disbursement_id"], 0)
        if cents(row["amount"]) != left:
            yield f"disbursement {row['disbursement_id']}"
