"""Proof of work for an unknown device while an attack is on (design/security, row 3): a little arithmetic, no service.

ALTCHA's challenges, made and checked here with its library. Each try is a PBKDF2 of COST rounds, because a browser does
one as fast as an attacker's own program does (0.43 and 0.47 ms on one core), where it does a single SHA-256 some twenty
times slower. Making a puzzle costs the server one try, checking it none.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import altcha
from django.conf import settings

from connect.access.single_use import use_once

PUZZLE_ROUNDS = 2000  # rounds of one try
PUZZLE_LASTS = timedelta(minutes=10)
LONGEST_SOLUTION = 1000  # characters of an answer; ours have about 500
KEY_CHARACTERS = 64  # characters of a key in hex


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What design/puzzle.html puts into the page: ALTCHA's parameters and its signature, as JSON."""

    challenge: str


def new_puzzle(now: datetime, tries: int = 0) -> Puzzle:
    """A puzzle of at most `tries` tries (0: access.puzzle_tries), good for ten minutes and for one answer."""
    most = tries or settings.AGENCY.access.puzzle_tries
    challenge = altcha.create_challenge(
        "PBKDF2/SHA-256",
        PUZZLE_ROUNDS,
        counter=secrets.randbelow(most),
        data={
            "until": int((now + PUZZLE_LASTS).timestamp()),
            "tries": most,
        },  # not ALTCHA's own expiry, which uses another clock than ours
        hmac_secret=_key("puzzle"),
        hmac_key_secret=_key("answer"),
    )
    return Puzzle(json.dumps(challenge.to_dict(), separators=(",", ":")))


def solved(payload: str, now: datetime, at_least: int = 0) -> bool:
    """Whether `payload` (the puzzle with the key found behind it) is right, in time, first, and hard enough.

    `at_least`: the number of tries it must have taken, so that easy puzzles from elsewhere or before do not count. Only
    a right answer writes a row: junk costs one HMAC.
    """
    challenge, answer = _read(payload)
    if challenge is None or not _is_right(challenge, answer):
        return False
    signed = challenge.parameters.data or {}
    until = datetime.fromtimestamp(signed.get("until", 0), UTC)
    hard_enough = signed.get("tries", 0) >= at_least
    return hard_enough and now <= until and use_once(f"puzzle {challenge.signature}", until)


def _read(payload: str) -> tuple[altcha.Challenge | None, str]:
    """The two parts of an answer; (None, '') for text that the solver could not have sent."""
    if len(payload) > LONGEST_SOLUTION:
        return None, ""
    try:
        challenge = altcha.Challenge.from_dict(json.loads(payload[:-KEY_CHARACTERS]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, ""
    return challenge, payload[-KEY_CHARACTERS:]


def _is_right(challenge: altcha.Challenge, answer: str) -> bool:
    found = altcha.Payload(challenge, altcha.Solution(counter=0, derived_key=answer))
    try:
        checked = altcha.verify_solution(found, _key("puzzle"), hmac_key_secret=_key("answer"))
    except (ValueError, TypeError, AttributeError):  # a stranger's JSON may hold anything
        return False
    return bool(checked.verified)


def _key(purpose: str) -> str:
    """Two keys from one secret: the key that signs a puzzle does not reveal its answer."""
    return f"{purpose} {settings.PUZZLE_KEY}"
