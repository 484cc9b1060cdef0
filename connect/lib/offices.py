"""The local agencies and their offices by county, from a table of the agency profile (offices.csv).

An address is shown only if the agency's own page states it (the column `seen`). Other addresses stay in the table until
someone has checked them. A county without facts gets no invented ones.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from connect.lib.agency import BadProfile, Phrase
from connect.lib.by_hand import Unreadable, load_table
from connect.lib.folding import folded
from connect.lib.word_search import contains_words

COLUMNS = (
    *("fips", "county", "agency_name", "office_name", "street", "city", "zip", "phone", "hours", "hours_es"),
    *("website", "source", "seen"),
)
SEEN = {"stated on page", "older page", ""}


@dataclass(frozen=True, slots=True)
class Office:
    """One office. `confirmed`: the agency's own page states it. Otherwise only its city is used, to find the county."""

    name: str
    street: str
    city: str
    zip: str
    phone: str
    hours: Phrase
    confirmed: bool

    @property
    def has_address(self) -> bool:
        return self.confirmed and bool(self.street)


@dataclass(frozen=True, slots=True)
class County:
    """A county and the agency that works on its cases; `agency` is "" if that is not known."""

    slug: str
    name: str
    agency: str
    website: str
    offices: tuple[Office, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(office.city for office in self.offices if office.city))

    @property
    def addresses(self) -> tuple[Office, ...]:
        return tuple(office for office in self.offices if office.has_address)

    @property
    def hours(self) -> Phrase | None:
        """Opening hours that the agency states without an address."""
        stated = (office.hours for office in self.offices if office.confirmed and office.hours.en)
        return None if self.addresses else next(stated, None)

    def found_by(self, words: list[str]) -> bool:
        return any(contains_words(name, words) for name in (self.name, *self.cities))


def read_offices(path: Path) -> dict[str, County]:
    """Return {slug: County} in alphabetical order. Raises BadProfile with the file, the line and the reason."""
    try:
        table = [_checked(row, f"{path}: line {line}") for line, row in load_table(path, COLUMNS)]
    except Unreadable as problem:
        raise BadProfile(str(problem)) from problem
    table.sort(key=lambda row: folded(row["county"]))
    counties = [_county(name, list(rows)) for name, rows in groupby(table, key=lambda row: row["county"])]
    return {county.slug: county for county in counties}


def _checked(row: dict[str, str], where: str) -> dict[str, str]:
    if not row["county"]:
        raise BadProfile(f"{where}: county is empty")
    if row["seen"] not in SEEN:
        raise BadProfile(f"{where}: seen is {row['seen']!r}; it must be one of {', '.join(map(repr, sorted(SEEN)))}")
    if bool(row["hours"]) != bool(row["hours_es"]):
        raise BadProfile(f"{where}: hours and hours_es must both be filled in or both be empty")
    return row


def _county(name: str, rows: list[dict[str, str]]) -> County:
    known = [row for row in rows if row["seen"]]
    first = known[0] if known else dict.fromkeys(COLUMNS, "")
    website = first["website"] if first["website"].startswith("https://") else ""
    return County(
        slug=re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-"),
        name=name,
        agency=first["agency_name"],
        website=website,
        offices=tuple(_office(row) for row in rows),
    )


def _office(row: dict[str, str]) -> Office:
    hours = Phrase(en=row["hours"], es=row["hours_es"])
    confirmed = row["seen"] == "stated on page"
    return Office(row["office_name"], row["street"], row["city"], row["zip"], row["phone"], hours, confirmed)
