"""The local agencies and their offices by county, from a table of the agency profile (offices.csv).

The column `seen` says where an address was read. One that the agency's own page does not state now is shown with the
warning to call first. A county without facts gets no invented ones.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from connect.lib.agency import BadProfile, Phrase
from connect.lib.by_hand import Unreadable, load_table
from connect.lib.folding import folded

COLUMNS = (
    *("fips", "county", "agency_name", "office_name", "street", "city", "zip", "phone", "hours", "hours_es"),
    *("website", "source", "seen", "last_confirmed"),
)
SHOWN = ("agency_name", "office_name", "street", "city", "hours", "hours_es")
SEEN = {"stated on page", "older page", ""}
_NOTE = re.compile(r"[()\[\]|]")  # how people set off a note to themselves
_YEAR = re.compile(r"(\d{4})?")


@dataclass(frozen=True, slots=True)
class Office:
    """One office. `confirmed`: the agency's own page states it now.

    If not, `last_confirmed` is when it last did: a day, a year as text, or "" if no one knows.
    """

    name: str
    street: str
    city: str
    zip: str
    phone: str
    hours: Phrase
    confirmed: bool
    last_confirmed: date | str


@dataclass(frozen=True, slots=True)
class County:
    """A county and the agency that works on its cases; `agency` is "" if that is not known.

    `agency_counties`: every county of an agency that serves more than one, this one too; otherwise ().
    """

    slug: str
    name: str
    agency: str
    website: str
    offices: tuple[Office, ...]
    agency_counties: tuple[str, ...]

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities with an office whose address the county's page gives."""
        return tuple(dict.fromkeys(office.city for office in self.addresses))

    @property
    def addresses(self) -> tuple[Office, ...]:
        return tuple(office for office in self.offices if office.street)

    @property
    def phones(self) -> tuple[str, ...]:
        """The agency's own telephone numbers."""
        return tuple(dict.fromkeys(office.phone for office in self.offices if office.phone))

    @property
    def hours(self) -> Phrase | None:
        """Opening hours that the agency states without an address."""
        stated = (office.hours for office in self.offices if office.confirmed and office.hours.en)
        return None if self.addresses else next(stated, None)


def read_offices(path: Path) -> dict[str, County]:
    """Return {slug: County} in alphabetical order. Raises BadProfile with the file, the line and the reason."""
    try:
        table = [_checked(row, f"{path}: line {line}") for line, row in load_table(path, COLUMNS)]
    except Unreadable as problem:
        raise BadProfile(str(problem)) from problem
    table.sort(key=lambda row: folded(row["county"]))
    counties = [_county(name, list(rows), table) for name, rows in groupby(table, key=lambda row: row["county"])]
    return {county.slug: county for county in counties}


def county_slug(name: str) -> str:
    """'los-angeles' for 'Los Angeles' or 'LOS ANGELES': its key in the table, and its part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")


def _checked(row: dict[str, str], where: str) -> dict[str, str]:
    if not row["county"]:
        raise BadProfile(f"{where}: county is empty")
    if row["seen"] not in SEEN:
        raise BadProfile(f"{where}: seen is {row['seen']!r}; it must be one of {', '.join(map(repr, sorted(SEEN)))}")
    if bool(row["hours"]) != bool(row["hours_es"]):
        raise BadProfile(f"{where}: hours and hours_es must both be filled in or both be empty")
    if noted := [column for column in SHOWN if _NOTE.search(row[column])]:
        raise BadProfile(f"{where}: {noted[0]} has a note in brackets; people read this column, so move it to source")
    try:
        _day_or_year(row["last_confirmed"])
    except ValueError as problem:
        raise BadProfile(f"{where}: last_confirmed must be a day (2026-11-22), a year (2026) or empty") from problem
    return row


def _day_or_year(written: str) -> date | str:
    """Raises ValueError for anything but a day, a year (which stays text) or nothing."""
    return written if _YEAR.fullmatch(written) else date.fromisoformat(written)


def _county(name: str, rows: list[dict[str, str]], table: list[dict[str, str]]) -> County:
    known = [row for row in rows if row["seen"]]
    first = known[0] if known else dict.fromkeys(COLUMNS, "")
    agency = first["agency_name"]
    served = tuple(dict.fromkeys(row["county"] for row in table if agency and row["agency_name"] == agency))
    website = first["website"] if first["website"].startswith("https://") else ""
    return County(
        slug=county_slug(name),
        name=name,
        agency=agency,
        website=website,
        offices=tuple(_office(row) for row in known),
        agency_counties=served if len(served) > 1 else (),
    )


def _office(row: dict[str, str]) -> Office:
    hours = Phrase(en=_unbroken(row["hours"]), es=_unbroken(row["hours_es"]))
    confirmed = row["seen"] == "stated on page"
    last = _day_or_year(row["last_confirmed"])
    return Office(row["office_name"], row["street"], row["city"], row["zip"], row["phone"], hours, confirmed, last)


def _unbroken(hours: str) -> str:
    """Keep '8:00 AM' and '8:00 a. m.' on one line."""
    return re.sub(
        r" ([ap]\.) (m\.)",
        "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}\\2",
        re.sub(r" ([AP]M)", "\N{NO-BREAK SPACE}\\1", hours),
    )
