"""Write a synthetic county one family at a time: millions of people need no more memory than a hundred."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from connect.demo.county import accounts, families, money
from connect.demo.county.families import Family, pattern_of
from connect.demo.county.people import community_of, person
from connect.demo.county.places import HOMES
from connect.feed.writer import FeedWriter


def write_county(
    folder: Path,
    *,
    participants: int,
    seed: int,
    agency: str,
    sequence: int,
    as_of: datetime,
    zipped: bool = False,
    demo: bool = False,
    progress: Callable[[int], None] = lambda people: None,
) -> dict[str, int]:
    """Write a full feed of `participants` people into `folder`. Returns the number of rows by file.

    The same arguments give the same bytes. Days are counted from the date of `as_of`. After each family `progress`
    gets the number of its people.
    """
    with FeedWriter(folder, agency=agency, sequence=sequence, as_of=as_of, zipped=zipped, demo=demo) as feed:
        people = cases = number = 0
        while people < participants:
            pattern = pattern_of(number, participants - people)
            family = Family(number, pattern, people, cases, HOMES[number % len(HOMES)], as_of.date())
            sources = (Random(f"{seed}/{number}"), Random(f"{seed}/{number}/accounts"))  # noqa: S311 - nothing secret
            _write_family(feed, family, *sources)
            people += pattern.people
            cases += len(pattern.cases)
            number += 1
            progress(pattern.people)
        return feed.rows


def _write_family(feed: FeedWriter, family: Family, rng: Random, further: Random) -> None:
    community = community_of(family.number, rng)
    for number in range(family.first_person, family.first_person + family.pattern.people):
        feed.put("participants", person(number, community, family.home, family.today, rng))
    cases = families.county_cases(family, rng)
    for case in cases:
        feed.put("cases", families.case_row(case, rng))
        for row in families.party_rows(case, family.today, rng):
            feed.put("parties", row)
        orders = list(families.order_rows(case, rng))
        for row in orders:
            feed.put("orders", row)
        for row in accounts.obligation_rows(case, orders):
            feed.put("obligations", row)
        for row in accounts.ledger_rows(family, case, further):
            feed.put("ledger", row)
        for row in accounts.notice_rows(family, case, further):
            feed.put("notices", row)
        for row in families.appointment_rows(family, case, rng):
            feed.put("appointments", row)
    for payer in dict.fromkeys(case.payer for case in cases):
        cases_of_payer = [case for case in cases if case.payer == payer]
        for file, row in money.payment_rows(family, payer, cases_of_payer, rng):
            feed.put(file, row)
