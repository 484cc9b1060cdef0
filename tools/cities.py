"""Make cities.csv: which county each city and ZIP Code of California lies in, and other names of a place.

    uv run --with zipcodes==3.0.0 python -m tools.cities

The package `zipcodes` (MIT) is needed for this alone: what it names is written down, and read from the file. Of a ZIP
Code that belongs to one company or office, only the city is taken, because its other names are those of companies.
"""

import csv
from collections import Counter, defaultdict
from pathlib import Path

from connect.lib.county_finder import CITY_COLUMNS

STATE = "CA"
FILE = Path(__file__).resolve().parent.parent / "cities.csv"
# What people say or write for a city; no ZIP Code is named.
SPOKEN = {"LA": "Los Angeles", "SF": "San Francisco", "Frisco": "San Francisco", "East LA": "Los Angeles"}


def lines(found: list[dict[str, object]]) -> list[tuple[str, str, str, str]]:
    """The rows of the file, from what the package knows of one state."""
    counties: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        if each["county"]:
            for name in (str(each["city"]), *_other_names(each)):
                counties[name][_county(each)] += 1
    rows = [
        (str(each["zip_code"]), str(each["city"]), county, ";".join(_other_names(each)))
        for each in sorted(found, key=lambda each: str(each["zip_code"]))
        if (county := _county(each) or _only(counties[str(each["city"])]))
    ]
    spoken = [("", said, counties[city].most_common(1)[0][0], "") for said, city in SPOKEN.items() if city in counties]
    return [*rows, *spoken]


def _county(place: dict[str, object]) -> str:
    return str(place["county"]).removesuffix(" County")


def _only(counties: Counter[str]) -> str:
    """The county of a ZIP Code that names none: that of its city, if it is one alone."""
    return next(iter(counties)) if len(counties) == 1 else ""


def _other_names(place: dict[str, object]) -> list[str]:
    if place["zip_code_type"] == "UNIQUE":
        return []
    names = [*place["acceptable_cities"], *place["unacceptable_cities"]]  # type: ignore[misc]
    return sorted({str(name) for name in names})


if __name__ == "__main__":
    import zipcodes  # type: ignore[import-not-found]

    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([CITY_COLUMNS, *lines(zipcodes.filter_by(state=STATE))])
