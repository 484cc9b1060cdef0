"""What a PIN may be, and why not. Pure: no database, no clock. docs/adr/0008 counts what the rules refuse."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

SHORTEST_PIN, LONGEST_PIN = 6, 12  # digits only, so that the same PIN works on a telephone
GUESSABLE_DIGITS = (
    5  # this many digits in a row of a number that others may know make a PIN guessable: a ZIP, half a telephone
)
LAST_DIGITS = 4  # and so do its last four, which are printed and read aloud everywhere

_PIN = re.compile(r"[0-9]{6,12}", re.ASCII)
_YEARS = range(1920, 2040)  # of births, weddings and plans
_DAYS_OF = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Where month and day begin and end; seven digits write one of the two without its zero, before the year.
_MONTH_AND_DAY = {
    6: ((0, 2, 4), (2, 4, 6)),
    7: ((0, 1, 3), (0, 2, 3)),
    8: ((0, 2, 4), (4, 6, 8)),
}
_BIRTHDAYS = ("%m%d%y", "%d%m%y", "%y%m%d", "%m%d", "%d%m", "%Y")  # a birth date written longer holds one of these

# A telephone's keys. Fingers find by themselves: a straight line, the four corners, the four between, the next key.
_KEYS = {key: (n % 3, n // 3) for n, key in enumerate("123456789 0") if key != " "}
_LINES = ("123", "456", "789", "147", "258", "369", "159", "357", "0852")
_SHAPES = tuple(frozenset(shape) for shape in (*_LINES, "1379", "2468"))
_THREES = {line[at : at + 3][::way] for line in _LINES for at in range(len(line) - 2) for way in (1, -1)}
_NEIGHBOURS = {a + b for a, (x, y) in _KEYS.items() for b, (v, w) in _KEYS.items() if abs(x - v) + abs(y - w) <= 1}
_LETTERS = zip("23456789", ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"], strict=True)
_KEY_OF = str.maketrans({letter: key for key, letters in _LETTERS for letter in letters})
# What people spell on the keys when a number is asked for, in both languages.
_WORDS = """america amigos amorcito angels banana bebita bonita brother butter cheese chicken chiquita cookie corazon
cowboy daddys daughter december dinero dolphin dragon estrella familia family father flower forever friday friend
gatito guitar hermana hermano iloveyou jesucristo letmein loveme loveyou mexico miamor mihija mihijo monday monkey
mother muneca mybaby myboys mychild mygirls myself october orange password payment peanut pepper perrito pokemon
pretty princesa princess purple raiders rainbow secret secreto sister soccer spring summer sunday sunshine support
tequiero verano welcome winter yellow""".split()  # noqa: SIM905 - one word a line says no more
_SPELLED = {word.translate(_KEY_OF) for word in _WORDS}

_DIGITS = "0123456789"
_AROUND = (_DIGITS * 2, _DIGITS[::-1] * 2)  # longer than LONGEST, so that no run over zero is missed


def _counted() -> set[str]:
    """Counting by digits with one step, also across zero (456789, 890123, 024680), and counting aloud (246810,
    5101520).
    """
    said = {
        "".join(_DIGITS[(first + step * at) % 10] for at in range(LONGEST_PIN))
        for first in range(10)
        for step in range(10)
    }
    said |= {
        "".join(map(str, range(first, first + LONGEST_PIN * step, step)))
        for first in range(1, 21)
        for step in range(1, 26)
    }
    return {pin[:length] for pin in said for length in range(SHORTEST_PIN, LONGEST_PIN + 1)}


_COUNTED = _counted()


class PinReason(Enum):
    """Why a PIN was refused, each with its sentence, the most useful first: a form shows only that one.

    After one of the first two the others are not checked. EASY_TO_GUESS covers dates, words and everything on file, so
    that a refusal never reveals which fact it met.
    """

    NOT_DIGITS = _("Use only the digits 0 to 9.")
    LENGTH = _("Use 6 to 12 digits.")
    REPEATED = _("That PIN is too easy to guess: it repeats itself, like 121212 or 112233. Try another one.")
    RUN = _("That PIN is too easy to guess: it counts up or down, like 456789 or 102030. Try another one.")
    MIRRORED = _("That PIN is too easy to guess: it reads the same backward, like 472274. Try another one.")
    KEYS = _("That PIN is too easy to guess: it makes a line or shape on the keypad, like 147258. Try another one.")
    SAME_DIGIT = _("That PIN is too easy to guess: too many of its digits are the same. Try another one.")
    EASY_TO_GUESS = _("Someone who knows you could guess that PIN. Try another one.")
    THE_OLD_ONE = _("Choose a PIN that is different from the one you have now.")
    WRONG_CURRENT = _("That is not your current PIN.")
    PAUSED = _("There were too many wrong PINs. Wait at least %(minutes)s minutes, then try again.")
    NO_MORE_CHOICES = _("You have tried as many new PINs as we allow in an hour.")
    DEAD = _("There were too many wrong PINs, so this PIN no longer works. Sign out and ask for a new one.")

    @property
    def sentence(self) -> str:
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Known:
    """What others may know of a person: digits on file (ID, telephones, SSN, ZIP; digits only) and the birth date."""

    numbers: tuple[str, ...] = ()
    birth_date: date | None = None


NOTHING_KNOWN = Known()


def reasons_against(pin: str, known: Known = NOTHING_KNOWN) -> tuple[PinReason, ...]:
    """Every reason against `pin`, in the order of PinReason; empty when it may be chosen.

    If its digits alone are a reason, `known` is not compared: such a refusal says nothing of the file.
    """
    if found := _wrong_by_itself(pin):
        return found
    return (PinReason.EASY_TO_GUESS,) if _is_known(pin, known) else ()


def _wrong_by_itself(pin: str) -> tuple[PinReason, ...]:
    if not (pin.isascii() and pin.isdigit()):
        return (PinReason.NOT_DIGITS,)
    if not _PIN.fullmatch(pin):
        return (PinReason.LENGTH,)
    found = (
        (PinReason.REPEATED, _repeats(pin)),
        (PinReason.RUN, _counts(pin)),
        (PinReason.MIRRORED, pin == pin[::-1]),
        (PinReason.KEYS, _is_a_shape(pin)),
        (PinReason.SAME_DIGIT, _is_mostly_the_same(pin)),
        (PinReason.EASY_TO_GUESS, _begins_with_a_word(pin) or _is_date(pin)),
    )
    return tuple(reason for reason, yes in found if yes)


def _is_known(pin: str, known: Known) -> bool:
    return _holds_birth_date(pin, known.birth_date) or any(_shares_a_piece(pin, number) for number in known.numbers)


def _is_mostly_the_same(pin: str) -> bool:
    digits = set(pin)
    return len(digits) <= 2 or max(map(pin.count, digits)) * 2 > len(pin)


def _counts(pin: str) -> bool:
    """Counting, by digits or numbers; a run of all digits but two (912345); the same step between numbers of two or
    more digits (102030), or one number and the next (407408)."""
    run = len(pin) - 2
    if pin in _COUNTED or any(pin[at : at + run] in around for at in range(3) for around in _AROUND):
        return True
    return any(len(pin) % size == 0 and _counts_in_groups(pin, size) for size in range(2, len(pin) // 2 + 1))


def _counts_in_groups(pin: str, size: int) -> bool:
    numbers = [int(pin[at : at + size]) for at in range(0, len(pin), size)]
    steps = {b - a for a, b in pairwise(numbers)}
    return len(steps) == 1 and (len(numbers) > 2 or abs(steps.pop()) == 1)


def _repeats(pin: str) -> bool:
    """One group over and over (121212, 123123), every digit doubled (112233) or tripled (111222)."""
    doubled = pin[::2] == pin[1::2]
    tripled = pin[::3] == pin[1::3] == pin[2::3]
    return doubled or tripled or pin in (pin + pin)[1:-1]


def _is_a_shape(pin: str) -> bool:
    """All on one line or on the corners, lines of three (147258), or always to the next key (125478)."""
    digits = frozenset(pin)
    if len(digits) <= 4 and any(digits <= shape for shape in _SHAPES):
        return True
    if all(a + b in _NEIGHBOURS for a, b in pairwise(pin)):
        return True
    return len(pin) % 3 == 0 and all(pin[at : at + 3] in _THREES for at in range(0, len(pin), 3))


def _begins_with_a_word(pin: str) -> bool:
    """Whether the PIN is a word, with at most two digits after it, as people add when the word is refused."""
    return any(pin[:end] in _SPELLED for end in range(max(SHORTEST_PIN, len(pin) - 2), len(pin) + 1))


def _is_date(pin: str) -> bool:
    """The whole PIN is a day (022988, 290288, 880229, 02291988), two of them, two years, or a year and at most two
    digits more, as in 7/4/1988 and 1988-07."""
    if len(pin) == 12 and _is_date(pin[:6]) and _is_date(pin[6:]):
        return True
    begins, ends = int(pin[:4]) in _YEARS, int(pin[-4:]) in _YEARS
    if (len(pin) == 6 and (begins or ends)) or (len(pin) == 8 and begins and ends):
        return True
    return any(
        _is_day(pin, start, middle, end)
        for start, middle, end in _MONTH_AND_DAY.get(len(pin), ())
        if len(pin) == 6 or (begins if start else ends)
    )


def _is_day(pin: str, start: int, middle: int, end: int) -> bool:
    """Whether the digits are month and day in either order (02/29, 29/02); month first after a year."""
    one, other = int(pin[start:middle]), int(pin[middle:end])
    return _are_month_and_day(one, other) or (start == 0 and _are_month_and_day(other, one))


def _are_month_and_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS_OF[month - 1]


def _holds_birth_date(pin: str, born: date | None) -> bool:
    return born is not None and any(born.strftime(form) in pin for form in _BIRTHDAYS)


def _shares_a_piece(pin: str, number: str) -> bool:
    """Whether GUESSABLE_DIGITS of `pin` in a row are in `number`, forward or backward, or its last four in `pin`."""
    pieces = {pin[at : at + GUESSABLE_DIGITS] for at in range(len(pin) - GUESSABLE_DIGITS + 1)}
    last = number[-LAST_DIGITS:]
    return (len(last) == LAST_DIGITS and last in pin) or any(
        piece in number or piece in number[::-1] for piece in pieces
    )
