"""Small consistent worlds, drawn from a random source, and the feeds that lead from one to the next."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from connect.feed.outcome import Outcome
from connect.feed.pipeline.load import load
from connect.lib.money import as_decimal
from tests.feed.folder import (
    BY_NAME,
    Box,
    Row,
    Rows,
    allocation,
    appointment,
    case,
    collection,
    confirmed,
    disbursement,
    order,
    party,
    person,
)

PEOPLE = [f"500000000{n}" for n in range(6)]
CASES = [f"60{n}" for n in range(4)]
BUCKETS = ["current", "arrears_family", "arrears_state", "held", "future"]

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
    return rows | _money(random, people, cases)


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
    rows: Rows = {"collections": [], "allocations": [], "disbursements": []}
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
    return rows


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
