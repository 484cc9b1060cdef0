"""What a Participant ID looks like, what a PIN may be, and how long a visit lasts. Pure: no database, no clock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from connect.lib.agency import Access

SHORTEST, LONGEST = 6, 12  # digits only, so that the same PIN works on a telephone
TEMPORARY_DIGITS = 8
LETTER_TAKES_DAYS = 10  # S002 L36
CAP_WINDOW = timedelta(days=30)
PIECE = 6  # this many digits in a row of a number that others may know make a PIN guessable

# The spaces and dashes that people and word processors put into a printed number; never a letter, never a digit.
_GAPS = re.compile(r"[\s\u00ad\u200b\u2060\u2010-\u2015\u2212\-]+")
_ID = re.compile(r"[0-9]{10}", re.ASCII)
_PIN = re.compile(r"[0-9]{6,12}", re.ASCII)
_DATES = ("%m%d%y", "%d%m%y", "%y%m%d", "%m%d%Y", "%d%m%Y", "%Y%m%d")
# Lines of a telephone's keys, which fingers find by themselves.
_LINES = {"123", "456", "789", "147", "258", "369", "159", "357"}
_SHAPES = _LINES | {line[::-1] for line in _LINES}


class PinReason(Enum):
    """Why a PIN was not taken, each with its sentence. The first ones stop the others from being asked."""

    NOT_DIGITS = _("Use only the digits 0 to 9.")
    LENGTH = _("Use 6 to 12 digits.")
    SAME_DIGIT = _("Use more than two different digits.")
    RUN = _("Do not use digits in a row, such as 456789 or 987654.")
    REPEATED = _("Do not repeat a group of digits, such as 121212 or 112233.")
    KEYS = _("Do not use lines on the keypad, such as 147258.")
    A_DATE = _("Do not use a date, such as a birthday.")
    ON_FILE = _("Do not use part of your Participant ID, telephone number or another number we have for you.")
    THE_OLD_ONE = _("Choose a PIN that is different from the one you have now.")
    WRONG_CURRENT = _("This is not your current PIN.")
    PAUSED = _("Too many wrong PINs. Wait %(minutes)s minutes and try again.")
    DEAD = _("Too many wrong PINs: this PIN does not work any more. Sign out and ask for a new one.")

    @property
    def sentence(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Known:
    """What others may know of a person: digits on file (ID, telephones, SSN; digits only) and the birth date."""

    numbers: tuple[str, ...] = ()
    birth_date: date | None = None


def participant_id(text: str) -> str | None:
    """Ten ASCII digits, spaces and dashes forgiven (S002 L38); None when it cannot be a Participant ID."""
    digits = _GAPS.sub("", text)
    return digits if _ID.fullmatch(digits) else None


def pin_digits(text: str) -> str:
    """`text` without spaces and dashes, which a letter may print inside a PIN. It may still be no PIN at all."""
    return _GAPS.sub("", text)


def what_is_wrong(pin: str, known: Known) -> tuple[PinReason, ...]:
    """Every reason against `pin`, in the order of PinReason; empty when it may be chosen."""
    if not (pin.isascii() and pin.isdigit()):
        return (PinReason.NOT_DIGITS,)
    if not _PIN.fullmatch(pin):
        return (PinReason.LENGTH,)
    found = {
        PinReason.SAME_DIGIT: len(set(pin)) <= 2,
        PinReason.RUN: _is_run(pin),
        PinReason.REPEATED: _repeats(pin),
        PinReason.KEYS: len(pin) % 3 == 0 and all(pin[i : i + 3] in _SHAPES for i in range(0, len(pin), 3)),
        PinReason.A_DATE: _is_date(pin) or _holds_birth_date(pin, known.birth_date),
        PinReason.ON_FILE: _shares_a_piece(pin, known.numbers),
    }
    return tuple(reason for reason, yes in found.items() if yes)


def _is_run(pin: str) -> bool:
    """456789, 987654, also over zero (890123) and in steps (024680): always the same step between digits."""
    return len({(int(b) - int(a)) % 10 for a, b in pairwise(pin)}) == 1


def _repeats(pin: str) -> bool:
    """One group over and over (121212, 123123), every digit doubled (112233) or tripled (111222)."""
    half = len(pin) // 2
    groups = any(pin == pin[:n] * (len(pin) // n) for n in range(1, half + 1) if len(pin) % n == 0)
    stretched = any(
        len(pin) % n == 0 and all(len(set(pin[i : i + n])) == 1 for i in range(0, len(pin), n)) for n in (2, 3)
    )
    return groups or stretched


def _is_date(pin: str) -> bool:
    """The whole PIN is a day: 022988, 290288, 880229 or with the year in full, from 1900 to 2099."""
    for form in _DATES:
        if len(pin) != (8 if "%Y" in form else 6):
            continue
        try:
            day = datetime.strptime(pin, form)  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
        if 1900 <= day.year <= 2099:
            return True
    return False


def _holds_birth_date(pin: str, born: date | None) -> bool:
    return born is not None and any(born.strftime(form) in pin for form in _DATES)


def _shares_a_piece(pin: str, numbers: tuple[str, ...]) -> bool:
    """Six digits in a row of `pin` stand, forwards or backwards, in one of the numbers on file."""
    pieces = {pin[i : i + PIECE] for i in range(len(pin) - PIECE + 1)}
    return any(piece in number or piece in number[::-1] for piece in pieces for number in numbers)


def ends_at(started: datetime, now: datetime, idle: timedelta, absolute: timedelta) -> datetime:
    """When a visit used `now` ends: after `idle` without use, and never later than `absolute` after its start."""
    return min(now + idle, started + absolute)


def same_person(typed: tuple[str, str], on_file: tuple[str, str, str, str]) -> bool:
    """Whether the first and last name `typed` are those `on_file` (first, middle, last, suffix).

    Accents, capitals, spaces, dashes and apostrophes do not count; a middle name or a suffix may be there or not.
    """
    first, middle, last, suffix = (_letters(name) for name in on_file)
    return _letters(typed[0]) in (first, first + middle) and _letters(typed[1]) in (last, last + suffix)


def _letters(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if letter.isalpha())


def request_key(request: UUID) -> str:
    """What the outbox calls the mail or letter that answers a request."""
    return f"pin {request}"


class Refusal(Enum):
    """Why a request sends nothing. The asker never learns it; the trail does."""

    OTHER_NAME = "the names are not those on file"
    NO_ADDRESS = "nothing on file long enough to send it to"
    ON_ITS_WAY = "one asked for less than ten days ago, and no tick that it may stop working"
    CAP = "too many requests"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and what came before it. `earlier`: when the temporary PIN that still works was asked for."""

    named: bool
    earlier_may_stop: bool
    earlier: datetime | None
    asked_at: tuple[datetime, ...]
    can_be_reached: bool


def why_not(asked: Asked, access: Access, now: datetime) -> Refusal | None:
    """None: it is sent. One in 24 hours and three in 30 days (design/security, Policy 6); S002 L36 for the tick."""
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
