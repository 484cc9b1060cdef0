"""Small consistent worlds, drawn from a random source, and the feeds that lead from one to the next."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from connect.feed.outcome import Outcome
from connect.feed.pipeline.load import load
from connect.lib.money import as_decimal, cents
from tests.feed.folder import (
    BY_NAME,
    Box,
    Row,
    Rows,
    adjustment,
    allocation,
    appointment,
    case,
    collection,
    confirmed,
    deduction,
    disbursement,
    ledger_entry,
    notice,
    obligation,
    order,
    party,
    person,
)

PEOPLE = [f"500000000{n}" for n in range(6)]
CASES = [f"60{n}" for n in range(4)]
BUCKETS = ["current", "arrears_family", "arrears_state", "held", "future", "fees", "medical", "spousal", "pass_through"]
NOTICES = {  # what each role may be told
    "receiving": [
        {"kind": "annual_fee", "acts_on": "2026-08-01", "amount": "35.00", "collected": "600.00", "recovered": "0.00"},
        {"kind": "closure", "acts_on": "2025-12-01", "reason": "no_contact", "tried": "mail-2025-08-01"},
    ],
    "paying": [
        {"kind": "warning", "actions": "levy-possible lien-started"},
        {"kind": "license_release", "variant": "denied", "reason": "no_plan_agreed", "board": "DMV"}
        | {"license_kind": "driver"},
    ],
}

Marks = dict[tuple[str, str], bool]


def marks(random: Random) -> Marks:
    """Who is marked where, and the other parts of these people (False): all of them in every world, since neither a
    mark nor a row of who carries one is a feed's to take away."""
    marked = {(random.choice(PEOPLE), random.choice(CASES)): True for _ in range(random.randint(0, 2))}
    others = {(who, where): False for who, _ in marked for where in CASES if random.random() < 0.4}
    return others | marked


def world(random: Random, marked: Marks) -> Rows:
    """Everything the agency says at one time."""
    some: Callable[[list], list] = lambda of: [one for one in of if random.random() < 0.7]  # noqa: E731
    people = sorted({*some(PEOPLE), *(who for who, _ in marked)})
    cases = sorted({*some(CASES), *(where for _, where in marked)})
    fixed = {who for who, _ in marked}
    pairs = [
        (who, where)
        for who in people
        for where in cases
        if (who, where) in marked or (who not in fixed and random.random() < 0.4)
    ]
    rows: Rows = {
        "participants": [_person(random, who) for who in people],
        "cases": [case(where, county=random.choice(["MADERA", "FRESNO"])) for where in cases],
        "parties": [_party(random, who, where, marked) for who, where in pairs],
        "orders": [order(c, str(n), county=random.choice("XY")) for c in cases for n in range(random.randint(0, 2))],
        "appointments": [],
    }
    if pairs:
        rows["appointments"] = [_appointment(random, n, *random.choice(pairs)) for n in some(list(range(4)))]
    return rows | _money(random, people, cases) | _accounts(random, rows)


def _accounts(random: Random, rows: Rows) -> Rows:
    """What orders say, what changed what is owed, and what the agency decided."""
    obligations = [
        obligation(row["case_number"], f"B{row['case_number']}{row['order_id']}", row["order_id"])
        | {"amount": random.choice(["10.00", "24.00"])}
        for row in rows["orders"]
        if random.random() < 0.6
    ]
    ledger, notices = [], []
    for part in rows["parties"]:
        who, where = part["participant_id"], part["case_number"]
        if part["role"] == "paying" and random.random() < 0.6:
            for number in range(random.randint(1, 2)):
                make = random.choice([ledger_entry, adjustment])
                ledger.append(make(who, where, f"L{who[-1]}{where}{number}", amount=random.choice(["1.00", "2.00"])))
        if random.random() < 0.4:
            told = random.choice([*NOTICES[part["role"]], {"kind": "review", "variant": "started"}])
            notices.append(notice(who, where, f"N{where}", told["kind"]) | told)
    return {"obligations": obligations, "ledger": ledger, "notices": notices}


def _person(random: Random, who: str) -> Row:
    row = person(who, last_name=random.choice(["REYES", "STONE", "PEÑA"]), ssn=random.choice(["", "900123456"]))
    if random.random() < 0.3:
        row |= {"address_line1": "", "address_city": "", "address_valid": ""}
    return row | {"email": random.choice(["", "a@example.org", "b@example.org"])}


def _party(random: Random, who: str, where: str, marked: Marks) -> Row:
    mark = "yes" if marked.get((who, where)) else "no"
    amount = random.choice(["0.00", "667.93"])
    return party(who, where, role=random.choice(["paying", "receiving"]), nondisclosure=mark, interest=amount)


def _appointment(random: Random, number: int, who: str, where: str) -> Row:
    return appointment(who, where, str(number), place_shown=random.choice(["yes", "no"]))


def _money(random: Random, people: list[str], cases: list[str]) -> Rows:
    rows: Rows = {"collections": [], "allocations": [], "disbursements": [], "deductions": []}
    if not people or not cases:
        return rows
    by_payee: dict[str, list[Row]] = {}
    for n in range(3):
        if random.random() < 0.3:
            continue
        year, left = random.choice(["2019", "2020"]), random.choice([13015, 6738])
        dates = {"received_on": f"{year}-04-10", "reversed_on": random.choice(["", "", "", f"{year}-05-01"])}
        rows["collections"].append(collection(f"C{n}", random.choice(people), as_decimal(left), **dates))
        for m in range(random.randint(0, 3)):  # shares of some of it, or of all
            payee, amount = random.choice([*people, ""]), random.choice([0, 2400, 4338, left])
            amount = min(amount, left)
            left -= amount
            share = allocation(f"A{n}{m}", f"C{n}", random.choice(cases), payee, as_decimal(amount))
            rows["allocations"].append(share | {"bucket": random.choice(BUCKETS)})
            by_payee.setdefault(payee, []).append(share)
    by_payee.pop("", None)
    for payee, shares in by_payee.items():
        _send(random, rows["disbursements"], payee, " ".join(share["allocation_id"] for share in shares))
    for row in list(rows["disbursements"]):
        _take(random, rows, row, cases)
    return rows


def _take(random: Random, rows: Rows, sent: Row, cases: list[str]) -> None:
    """Deductions of a disbursement, on cases of its shares or on others, and mostly the amount that is left."""
    left = sum(
        cents(row["amount"]) for row in rows["allocations"] if row["allocation_id"] in sent["allocations"].split()
    )
    for number in range(random.choice([0, 0, 1, 2])):
        taken = min(left, random.choice([0, 350, 3500]))
        left -= taken
        row = deduction(f"X{sent['disbursement_id']}{number}", sent["disbursement_id"], random.choice(cases), "0.00")
        rows["deductions"].append(row | {"amount": as_decimal(taken), "kind": random.choice(["annual_fee", "other"])})
    if random.random() < 0.7:
        sent["amount"] = as_decimal(left)


def _send(random: Random, sent: list[Row], payee: str, shares: str) -> None:
    how = random.randint(0, 3)
    if how:
        status = "returned" if how > 1 else "sent"
        sent.append(disbursement(f"D{payee[-1]}", payee, shares, "1.00", status=status))
    if how == 3:
        again = {"reissue_of": f"D{payee[-1]}", "sent_on": "2020-06-01", "method": "check"}
        sent.append(disbursement(f"R{payee[-1]}", payee, shares, "1.00", **again))


def changes(before: Rows, after: Rows) -> tuple[Rows, Rows]:
    """What a feed of changes says: rows new or different, and keys that are gone."""
    put, gone = {}, {}
    for name, file in BY_NAME.items():
        old = {tuple(row[key] for key in file.key): row for row in before[name]}
        new = {tuple(row[key] for key in file.key): row for row in after[name]}
        put[name] = [row for key, row in new.items() if old.get(key) != row]
        gone[name] = [dict(zip(file.key, key, strict=True)) for key in old if key not in new]
    return put, gone


def load_all(folder: Path, put: Rows, gone: Rows | None = None, *, compare_all: bool = False, **box: object) -> Outcome:
    """Loads a feed, and where it is held, as an operator who confirms it."""
    path = Box(folder, **box).write(put, gone)  # type: ignore[arg-type]
    outcome = load(path, compare_all=compare_all)
    if outcome.state == "held":
        return load(path, compare_all=compare_all, confirmed=confirmed(outcome))
    return outcome


def shuffled(random: Random, rows: Rows) -> Rows:
    """The same rows in another order."""
    return {name: random.sample(rows[name], len(rows[name])) for name in rows}
