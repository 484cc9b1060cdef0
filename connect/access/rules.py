"""The form of a Participant ID and of a typed PIN, and how long a visit lasts. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from connect.lib.agency import Access
from connect.lib.digits import without_gaps
from connect.lib.folding import folded_spellings

TEMPORARY_DIGITS = 8
LETTER_TAKES_DAYS = 10  # S002 L36
CAP_WINDOW = timedelta(days=30)
REQUEST_WAITS = timedelta(days=10)  # for a worker; after that the person has been told to ask again

_ID = re.compile(r"[0-9]{10}", re.ASCII)
_REQUEST_KEY = re.compile(r"pin ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?: by letter)?", re.ASCII)


def participant_id_in(text: str) -> str | None:
    """The Participant ID in `text`: ten digits, spaces and dashes forgiven (S002 L38); None where it is none."""
    digits = without_gaps(text)
    return digits if _ID.fullmatch(digits) else None


def pin_digits(text: str) -> str:
    """`text` without spaces and dashes, which a letter may print inside a PIN. It may still be no PIN at all."""
    return without_gaps(text)


def ends_at(started: datetime, now: datetime, idle: timedelta, absolute: timedelta) -> datetime:
    """When a visit used `now` ends: after `idle` without use, and never later than `absolute` after its start."""
    return min(now + idle, started + absolute)


# What files hold for the name that a person with one name does not have ("first name unknown", "no last name").
_NO_NAME = frozenset({"fnu", "lnu", "nfn", "nln"})


def same_person(typed: tuple[str, str], on_file: tuple[str, str, str, str]) -> bool:
    """Whether the first and last name `typed` are those `on_file` (first, middle, last, suffix).

    Letters count, as connect.lib.folding compares them; capitals, spaces, dashes and apostrophes do not. A middle name
    or a suffix may be missing. A single name may stand in either field or in both, in what was typed and in the file.
    """
    first, middle, last, suffix = on_file
    given, family = _spellings(first, middle), _spellings(last, suffix)
    typed_given, typed_family = _spellings(typed[0]), _spellings(typed[1])
    if _is_one_name(typed_given, typed_family) and _is_one_name(given, family):
        return bool((typed_given | typed_family) & (given | family))
    return bool(typed_given & given and typed_family & family)


def _is_one_name(given: frozenset[str], family: frozenset[str]) -> bool:
    return not given or not family or bool(given & family)


def _spellings(name: str, more: str = "") -> frozenset[str]:
    """The ways to write `name`, and it with `more` behind it; none where it is no name."""
    alone = {_letters(way) for way in folded_spellings(name)} - {""}
    if not alone or alone & _NO_NAME:
        return frozenset()
    return frozenset(alone | {_letters(way) for way in folded_spellings(name + more)})


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def request_key(asked: UUID) -> str:
    """The key of the mail or letter in the outbox that answers a request."""
    return f"pin {asked}"


def letter_key(asked: UUID) -> str:
    """The key of the letter in the outbox that replaces the mail of a request."""
    return f"{request_key(asked)} by letter"


def request_of(key: str) -> UUID | None:
    """The request that a mail or letter of the outbox answers; None for any other message."""
    found = _REQUEST_KEY.fullmatch(key)
    return UUID(found[1]) if found else None


class Refusal(Enum):
    """Why a request sends nothing. The asker never learns it; the trail does."""

    OTHER_NAME = "the names are not those on file"
    NO_ADDRESS = "nothing on file long enough to send it to"
    ON_ITS_WAY = "one asked for less than ten days ago, and no tick that it may stop working"
    CAP = "too many requests"
    TOO_LATE = "no one could look at it for ten days"
    NOT_LEFT = "its letter did not leave"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request and what came before it. `earlier`: when the working temporary PIN was asked for."""

    named: bool
    earlier_may_stop: bool
    earlier: datetime | None
    asked_at: tuple[datetime, ...]
    can_be_reached: bool


def why_not(asked: RequestFacts, access: Access, now: datetime) -> Refusal | None:
    """The reason to send nothing; None: it is sent. One in 24 hours and three in 30 days (Policy 6); the tick: S002
    L36.
    """
    if not asked.named:
        return Refusal.OTHER_NAME
    if not asked.can_be_reached:
        return Refusal.NO_ADDRESS
    in_a_day = sum(1 for each in asked.asked_at if each > now - timedelta(days=1))
    in_30_days = sum(1 for each in asked.asked_at if each > now - CAP_WINDOW)
    if in_a_day >= access.requests_a_day or in_30_days >= access.requests_in_30_days:
        return Refusal.CAP
    fresh = asked.earlier is not None and asked.earlier > now - timedelta(days=LETTER_TAKES_DAYS)
    return Refusal.ON_ITS_WAY if fresh and not asked.earlier_may_stop else None
