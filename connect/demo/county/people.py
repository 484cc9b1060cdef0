"""Synthetic people: names, addresses, e-mail and telephones. None of these can belong to a real person."""

from datetime import date, timedelta
from random import Random

from connect.demo.county.places import Home
from connect.demo.county.words import COMMUNITIES, EMPLOYERS, STREETS, WAYS, Community
from connect.lib.folding import folded

FeedRow = dict[str, str]

FIRST_ID = 2_000_000_000
_ACCOMMODATIONS = ("large_print", "braille", "audio")


def county_participant_id(number: int) -> str:
    """Return the Participant ID of person `number` (from 0). The demo's cast uses other numbers."""
    return str(FIRST_ID + number)


def community_of(family: int, rng: Random) -> Community:
    """Return English or Spanish for half of the families, and each language in turn for the others."""
    if family % 2:
        return COMMUNITIES[(family // 2) % len(COMMUNITIES)]
    return COMMUNITIES[rng.randrange(2)]


def person(number: int, community: Community, home: Home, today: date, rng: Random) -> FeedRow:
    """Make the row of participants.csv for person `number`."""
    first = rng.choice(community.given)
    row = {
        "participant_id": county_participant_id(number),
        "first_name": first,
        "middle_name": rng.choice(community.given) if number % 5 == 0 else "",
        "last_name": rng.choice(community.family),
        "suffix": "JR" if number % 97 == 50 else "",
        "birth_date": _day(today, rng, 19 * 365, 68 * 365),
        # Numbers 9xx were never issued; the cast uses numbers below 910.
        "ssn": "" if number % 19 == 11 else str(910_000_000 + number % 89_000_000),
        "language": community.language,
        "accommodation": _ACCOMMODATIONS[number // 40 % 3] if number % 40 == 13 else "",
    }
    return row | _address(number, home, today, rng) | _ways_to_reach(number, first, home, today, rng)


def _address(number: int, home: Home, today: date, rng: Random) -> FeedRow:
    if number % 53 == 29:  # this person's address is unknown
        return {"address_valid": "no"}
    abroad = number % 101 == 77
    return {
        "address_line1": f"{rng.randrange(100, 9900)} {rng.choice(STREETS)} {rng.choice(WAYS)}",
        "address_line2": f"APT {rng.randrange(1, 240)}" if rng.random() < 0.3 else "",
        "address_city": "TIJUANA" if abroad else home.city,
        "address_state": "BC" if abroad else "CA",
        "address_postcode": "22000" if abroad else f"{home.zip_start}{rng.randrange(1, 99):02d}",
        "address_country": "MEXICO" if abroad else "",
        "address_valid": "no" if number % 31 == 17 else "yes",
        "address_since": _day(today, rng, 5, 4000),
    }


def _ways_to_reach(number: int, first: str, home: Home, today: date, rng: Random) -> FeedRow:
    """Make e-mail addresses and telephone numbers in a domain and a range that are reserved for examples.

    The cast uses 555-0190 and above.
    """
    row: FeedRow = {}
    if rng.random() < 0.6:
        domain = "example.net" if number % 2 else "example.org"
        row |= {"email": f"{_plain(first)}.{number}@{domain}", "email_since": _day(today, rng, 2, 3000)}
    if rng.random() < 0.8:
        row["phone_mobile"] = f"{home.area}-555-01{rng.randrange(90):02d}"
    if rng.random() < 0.2:
        row["phone_home"] = f"{home.area}-555-01{rng.randrange(90):02d}"
    if rng.random() < 0.6:
        row["employer"] = rng.choice(EMPLOYERS)
        row["phone_work"] = f"{home.area}-555-01{rng.randrange(90):02d}"
    return row


def _plain(name: str) -> str:
    """'gao.nou' for 'GAO NOU', 'dung' for 'DŨNG': ASCII for an e-mail address."""
    return folded(name).replace(" ", ".")


def _day(today: date, rng: Random, least: int, most: int) -> str:
    """Return a random day from `least` to `most` days before `today`."""
    return (today - timedelta(days=rng.randrange(least, most))).isoformat()
