"""Which county a city or a ZIP Code lies in, as people type it, from a table of the agency profile (cities.csv)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from connect.lib.agency import BadProfile
from connect.lib.by_hand import Unreadable, load_table
from connect.lib.offices import County
from connect.lib.word_search import search_words

CITY_COLUMNS = ("zip", "city", "county", "other_names")
# Words around a name: "county of Kern", "condado de Kern".
_AROUND = {"city", "ciudad", "code", "condado", "county", "de", "del", "el", "in", "of", "the", "zip"}
_WRITTEN_OUT = {"e": "east", "ft": "fort", "mt": "mount", "n": "north", "s": "south", "st": "saint", "w": "west"}
_SHORTEST_BEGINNING = 3
_SHORTEST_WITH_SLIP = 5
_ZIP_LENGTH = 5


@dataclass(frozen=True, slots=True)
class FoundCounty:
    """A county, and the place in it by which it was found: "" for the county's own name."""

    county: County
    place: str


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    counties: tuple[str, ...]  # slugs; the one with most of its ZIP Codes first


class CountyFinder:
    """Finds counties by their own name, a city, another name of a city, or a ZIP Code."""

    def __init__(self, counties: Mapping[str, County], table: Iterable[dict[str, str]]) -> None:
        self._counties = counties
        slugs = {county.name: county.slug for county in counties.values()}
        rows = [(slugs[row["county"]], row) for row in table]
        self._cities = _places((slug, *each) for slug, row in rows for each in _names_of(row))
        self._other_names = _places((slug, *each) for slug, row in rows for each in _other_names_of(row))

    def find(self, question: str) -> list[FoundCounty]:
        """Return the counties of the place that `question` names; [] if no name is like it.

        The whole name comes first, then a part of a county's name, then another name of a city, then the beginning of
        a city's name, then a name with a slip of the pen.
        """
        words = search_words(question)
        inner = [word for word in words if word not in _AROUND] or words
        zips = [word for word in words if word.isdecimal() and len(word) == _ZIP_LENGTH]
        if not words:
            return []
        return (
            self._exact(zips[0] if zips else _joined(words))
            or self._exact(_joined(inner))
            or self._exact(_joined(inner[:-1]))  # the state may follow: "Oakland, CA"
            or self._counties_with(inner)
            or self._of(self._other_names.get(_joined(words)))
            or self._cities_beginning_with(" ".join(inner))
            or self._like(_joined(inner))
        )

    def _exact(self, spelled: str) -> list[FoundCounty]:
        own = [FoundCounty(each, "") for each in self._counties.values() if _spelled(each.name) == spelled]
        return _once([*own, *self._of(self._cities.get(spelled))])

    def _counties_with(self, words: list[str]) -> list[FoundCounty]:
        named = ((each, search_words(each.name)) for each in self._counties.values())
        return [FoundCounty(each, "") for each, name in named if all(_begins_one(word, name) for word in words)]

    def _cities_beginning_with(self, beginning: str) -> list[FoundCounty]:
        if len(beginning) < _SHORTEST_BEGINNING:
            return []
        places = (*self._cities.values(), *self._other_names.values())
        begun = (place for place in places if " ".join(search_words(place.name)).startswith(beginning))
        return _once(each for place in begun for each in self._of(place))

    def _like(self, spelled: str) -> list[FoundCounty]:
        if len(spelled) < _SHORTEST_WITH_SLIP or spelled.isdecimal():
            return []
        names = [*map(_spelled, (each.name for each in self._counties.values())), *self._cities]
        close = get_close_matches(spelled, names, n=1, cutoff=0.84)
        return self._exact(close[0]) if close else []

    def _of(self, place: _Place | None) -> list[FoundCounty]:
        return [FoundCounty(self._counties[slug], place.name) for slug in place.counties] if place else []


def read_county_finder(path: Path, counties: Mapping[str, County]) -> CountyFinder:
    """Raises BadProfile with the file, the line and the reason, also for a county that is not one of `counties`."""
    known = {county.name for county in counties.values()}
    try:
        table = list(load_table(path, CITY_COLUMNS))
    except Unreadable as problem:
        raise BadProfile(str(problem)) from problem
    for line, row in table:
        if row["county"] not in known:
            raise BadProfile(f"{path}: line {line}: {row['county']!r} is no county of the table of offices")
    return CountyFinder(counties, (row for _, row in table))


def _places(named: Iterable[tuple[str, str, str]]) -> dict[str, _Place]:
    """{name as it is compared: place} of (slug of a county, name as it is compared, name as it is shown)."""
    shares: defaultdict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for slug, spelled, name in named:
        shares[spelled][slug] += 1
        names.setdefault(spelled, name)
    return {
        spelled: _Place(names[spelled], tuple(slug for slug, _ in by.most_common())) for spelled, by in shares.items()
    }


def _names_of(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The city, and its ZIP Code, which is shown with the city beside it."""
    yield _spelled(row["city"]), row["city"]
    if row["zip"]:
        yield row["zip"], f"{row['zip']} {row['city']}"


def _other_names_of(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((_spelled(name), name) for name in row["other_names"].split(";") if name)


def _spelled(name: str) -> str:
    return _joined(search_words(name))


def _joined(words: Iterable[str]) -> str:
    return "".join(_WRITTEN_OUT.get(word, word) for word in words)


def _begins_one(word: str, names: list[str]) -> bool:
    return any(name.startswith(word) for name in names)


def _once(found: Iterable[FoundCounty]) -> list[FoundCounty]:
    """Each county once, with the first place that led to it."""
    first: dict[str, FoundCounty] = {}
    for each in found:
        first.setdefault(each.county.slug, each)
    return list(first.values())
