"""Who may try now: tries and pauses, networks, and the breaker.

Every count is one conditional statement *before* anything is hashed: a counter kept after hashing lets 16 to 20 of 40
guesses at once through (design/security, finding 2). What refuses a known number refuses an unknown one alike.
"""

import hashlib
import hmac
import ipaddress
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from statistics import median

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from connect.access.models import Account, PressureMinute, PrivateDevice

log = logging.getLogger(__name__)

PARTS = 8  # rows that a minute of pressure is spread over, so that sign-ins do not wait for each other
MINUTE, WINDOW, WEEK = timedelta(minutes=1), timedelta(minutes=10), timedelta(weeks=1)
# Of a machine itself, or of the networks behind a proxy (RFC 1918, 3927, 4193, 4291).
_INSIDE = [
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]

_ASKED = """
INSERT INTO access_networkminute (network, minute, asked) VALUES (%s, %s, 1)
ON CONFLICT (network, minute) DO UPDATE SET asked = access_networkminute.asked + 1 RETURNING asked
"""
_PRESSED = """
INSERT INTO access_pressureminute (minute, part, failed, failed_solved, turned_away) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (minute, part) DO UPDATE SET failed = access_pressureminute.failed + excluded.failed,
    failed_solved = access_pressureminute.failed_solved + excluded.failed_solved,
    turned_away = access_pressureminute.turned_away + excluded.turned_away
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """From where somebody asks. `address`: an IP address as text, '' where there is none, as on a telephone.

    `device_key`: from the cookie of a private device. `puzzle_solved`: they brought the answer to a puzzle of ours.
    `browser`: what the browser calls itself, in a word or two.
    """

    address: str = ""
    device_key: str = ""
    puzzle_solved: bool = False
    browser: str = ""


class Shut(Enum):
    """Why nobody looked at what was sent; the same for every account."""

    NETWORK = "too often from this network"
    PUZZLE = "a puzzle must be solved first"
    KNOWN_ONLY = "only private devices and passkeys for now"


NOBODY = Caller()


class Closed(Exception):
    """Nothing was looked at and no try is used up."""

    def __init__(self, why: Shut) -> None:
        super().__init__(why.value)
        self.why = why


class Stage(Enum):
    """What the breaker asks of devices we do not know."""

    OPEN = "open"
    PUZZLE = "puzzle"
    KNOWN_ONLY = "known devices only"


@dataclass(frozen=True, slots=True)
class Pressure:
    """What came from unknown devices in the last ten minutes, all people together, and the number that is too much."""

    failed: int
    failed_solved: int
    turned_away: int
    threshold: int

    @property
    def stage(self) -> Stage:
        """Those turned away keep a stage up for as long as they keep coming."""
        if self.failed_solved >= self.threshold:
            return Stage.KNOWN_ONLY
        return Stage.PUZZLE if self.failed + self.turned_away >= self.threshold else Stage.OPEN


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to look at one PIN. `row`: whose tries it used, none where there is no such account or no try left.

    `known`: a private device's. `counted`: the breaker has counted a failure in advance; `solved`: with a puzzle.
    """

    row: QuerySet[Account] | QuerySet[PrivateDevice] | None
    known: bool = False
    counted: bool = False
    solved: bool = False


def admit_network(caller: Caller, now: datetime, *, asks: str = "sign in") -> None:
    """Counts one request of the caller's network. Raises Closed(NETWORK) beyond the profile's number a minute."""
    if not (network := network_of(caller.address)):
        return
    key = hmac.digest(settings.SECRET_KEY.encode(), f"{asks}\x1f{network}".encode(), "sha256").hex()
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [key, connection.ops.adapt_datetimefield_value(_minute(now))])
        asked = cursor.fetchone()[0]
    if asked > settings.AGENCY.access.network_tries_a_minute:
        raise Closed(Shut.NETWORK)


def network_of(address: str) -> str:
    """The /24 or /56 around a public `address` ('192.0.2.0/24'); '' for none.

    An address that is not of the public internet is the machine itself or a proxy that nobody declared: counting it
    would make all people share one count.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in inside for inside in _INSIDE if inside.version == ip.version):
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 56), strict=False))


@transaction.atomic
def reserve(participant_id: str, caller: Caller, now: datetime, *, visiting: bool = False) -> Pass:
    """One try, before anything is hashed. Raises Closed: then nobody looks and no try is used up.

    `visiting`: somebody signed in says their PIN again, which neither networks nor the breaker are about.
    A private device of the account uses tries of its own, so that nobody can lock its owner out; where they are used
    up it is a device like any other. Locks rows in the order network, pressure, account, and so does nobody else.
    """
    mine = private_device(participant_id, caller.device_key)
    if caller.device_key and _take_try(mine, now):
        return Pass(mine, known=True)
    if not visiting:
        admit_network(caller, now)
        _let_by_the_breaker(caller, now)
    account = Account.objects.filter(participant_id=participant_id)
    taken = _take_try(account.filter(_has_a_pin(now)), now)
    return Pass(account if taken else None, counted=not visiting, solved=caller.puzzle_solved)


def give_back(way: Pass, now: datetime) -> None:
    """Nobody looked after all: the try of `way` was none. A pause that it had set is lifted with it."""
    if way.row is not None:
        way.row.filter(tries__gte=1).update(tries=F("tries") - 1, paused_until=None)
    succeeded(way, now)


def succeeded(way: Pass, now: datetime) -> None:
    """What was counted as failed was right. First in its transaction: see the order of `reserve`."""
    if way.counted:
        _press(now, failed=-1, failed_solved=-1 if way.solved else 0)


def turned_away(now: datetime) -> None:
    """Counts somebody whom the breaker did not let by, after the transaction in which it did not."""
    _press(now, turned_away=1)


def _has_a_pin(now: datetime) -> Q:
    """A PIN that was not guessed at too often, or a temporary PIN: of eight random digits, so it is only paused."""
    alive = ~Q(pin_hash="") & Q(tries__lt=settings.AGENCY.access.tries_until_dead)
    return alive | Q(temporary_until__gt=now)


def _take_try(rows: QuerySet[Account] | QuerySet[PrivateDevice], now: datetime) -> bool:
    """Uses one of the tries in one UPDATE, so that forty guesses at once still evaluate only as many as there are.

    Each fifth in a row sets a pause at once: 15 minutes, an hour, then a day; a right PIN lifts it.
    """
    access = settings.AGENCY.access
    first, second, later = (
        Value(now + timedelta(minutes=minutes))
        for minutes in (access.pause_minutes, access.second_pause_minutes, access.later_pause_minutes)
    )
    pause = Case(
        When(~Q(Exact(Mod(F("tries") + 1, access.tries), 0)), then=None),
        When(tries__lt=access.tries, then=first),
        When(tries__lt=2 * access.tries, then=second),
        default=later,
        output_field=DateTimeField(),
    )
    open_rows = rows.filter(Q(paused_until__isnull=True) | Q(paused_until__lte=now))
    return open_rows.update(tries=F("tries") + 1, paused_until=pause) == 1


def _let_by_the_breaker(caller: Caller, now: datetime) -> None:
    """Counts a failure in advance. Raises Closed where unknown devices must solve a puzzle, or may not try at all."""
    before = pressure(now)
    if before.stage is Stage.KNOWN_ONLY:
        raise Closed(Shut.KNOWN_ONLY)
    if before.stage is Stage.PUZZLE and not caller.puzzle_solved:
        raise Closed(Shut.PUZZLE)
    if before.failed + 1 == before.threshold or before.failed_solved + 1 == before.threshold:
        log.warning("sign-in breaker: %s failures in ten minutes", before.threshold)
    _press(now, failed=1, failed_solved=1 if caller.puzzle_solved else 0)


def pressure(now: datetime) -> Pressure:
    """The last ten minutes up to `now`."""
    found = PressureMinute.objects.filter(minute__gt=_minute(now) - WINDOW, minute__lte=now).aggregate(
        failed=Sum("failed", default=0),
        failed_solved=Sum("failed_solved", default=0),
        turned_away=Sum("turned_away", default=0),
    )
    return Pressure(**found, threshold=_threshold(now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)))


@lru_cache(maxsize=8)
def _threshold(around_now: datetime) -> int:
    """The profile's number, or three times what is usual at this hour of this weekday, whichever is more.

    Usual: the middle of the last four weeks' failures in the hour around, as a share of ten minutes. An agency with
    many people has many typing errors; a spray must stand out from them. Worked out once in ten minutes.
    """
    hours: list[float] = []
    for weeks in range(1, 5):
        middle = around_now - weeks * WEEK
        around = PressureMinute.objects.filter(minute__range=(middle - 3 * WINDOW, middle + 3 * WINDOW))
        hours.append(around.aggregate(failed=Sum("failed", default=0))["failed"] / 6)
    least: int = settings.AGENCY.access.breaker_failures
    usual: int = round(3 * median(hours))
    return max(least, usual)


def _press(now: datetime, *, failed: int = 0, failed_solved: int = 0, turned_away: int = 0) -> None:
    row = [connection.ops.adapt_datetimefield_value(_minute(now)), secrets.randbelow(PARTS)]
    with connection.cursor() as cursor:
        cursor.execute(_PRESSED, [*row, failed, failed_solved, turned_away])


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def private_device(participant_id: str, key: str) -> QuerySet[PrivateDevice]:
    """The row of this person's private device with the cookie's `key`, while it is one: after as many wrong PINs in a
    row as kill a PIN it is a device like any other, until its owner names it again."""
    return PrivateDevice.objects.filter(
        participant_id=participant_id,
        device_hash=device_hash(key),
        tries__lt=settings.AGENCY.access.tries_until_dead,
    )


def device_hash(key: str) -> str:
    """The name of a private device's row: SHA-256 of the 256 random bits in its cookie."""
    return hashlib.sha256(key.encode()).hexdigest()
