"""Who may try now: tries and pauses, networks, and the breaker.

Every count is one conditional statement *before* anything is hashed: a counter kept after hashing lets 16 to 20 of 40
guesses at once through (design/security, finding 2). Unknown numbers are refused exactly as known ones are.

One network adds no more than its share to the breaker, so that no one can shut the door for everyone: the puzzle takes
ten networks that press, the last stage `breaker_networks`. A network that goes beyond its share meets limits of its
own: harder and harder puzzles, and then nothing for a while.
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
from django.db.models import F, Q, Sum

from connect.access.models import Account, NetworkMinute, PressureMinute, PrivateDevice, TryCounters
from connect.lib.rows import moment_parameter

_log = logging.getLogger(__name__)

PRESSURE_PARTS = 8  # rows that a minute of pressure is spread over, so that sign-ins do not wait for each other
SHORT = 10  # characters of a network's keyed name, for an operator
MINUTE, WINDOW, WEEK = timedelta(minutes=1), timedelta(minutes=10), timedelta(weeks=1)
# Of a machine itself, or of the networks behind a proxy (RFC 1918, 3927, 4193, 4291).
_INSIDE = [
    ipaddress.ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]

_ADDED = """
INSERT INTO access_networkminute (network, block, minute,
    asked, failed, failed_solved, turned_away, got_in, pressed, pressed_solved)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (network, minute) DO UPDATE SET asked = access_networkminute.asked + excluded.asked,
    failed = access_networkminute.failed + excluded.failed,
    failed_solved = access_networkminute.failed_solved + excluded.failed_solved,
    turned_away = access_networkminute.turned_away + excluded.turned_away,
    got_in = access_networkminute.got_in + excluded.got_in,
    pressed = access_networkminute.pressed + excluded.pressed,
    pressed_solved = access_networkminute.pressed_solved + excluded.pressed_solved
RETURNING asked
"""
_PRESSED = """
INSERT INTO access_pressureminute (minute, part, failed, failed_solved, turned_away, got_in)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (minute, part) DO UPDATE SET failed = access_pressureminute.failed + excluded.failed,
    failed_solved = access_pressureminute.failed_solved + excluded.failed_solved,
    turned_away = access_pressureminute.turned_away + excluded.turned_away,
    got_in = access_pressureminute.got_in + excluded.got_in
"""
# Of everyone, and of one block of addresses: one statement, since the sign-in page asks it each time.
_SEEN = """
SELECT * FROM (SELECT COALESCE(SUM(failed), 0), COALESCE(SUM(failed_solved), 0), COALESCE(SUM(turned_away), 0)
                 FROM access_pressureminute WHERE minute > %s AND minute <= %s) AS everybody,
              (SELECT COALESCE(SUM(failed), 0), COALESCE(SUM(failed_solved), 0), COALESCE(SUM(turned_away), 0),
                      COALESCE(SUM(got_in), 0), COALESCE(SUM(pressed), 0), COALESCE(SUM(pressed_solved), 0)
                 FROM access_networkminute WHERE block = %s AND minute > %s AND minute <= %s) AS own
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from. `address`: an IP address as text, '' where there is none, as on a telephone.

    `device_key`: from the cookie of a private device. `puzzle_solved`: the request brought the answer to a puzzle of
    ours. `browser`: what the browser calls itself, in a word or two.
    """

    address: str = ""
    device_key: str = ""
    puzzle_solved: bool = False
    browser: str = ""


class Shut(Enum):
    """Why no one looked at what was sent; the same for every account."""

    NETWORK = "too often from this network"
    PUZZLE = "a puzzle must be solved first"
    KNOWN_ONLY = "only private devices and passkeys for now"


NOBODY = Caller()


class Closed(Exception):
    """Nothing was looked at and no try is used up."""

    def __init__(self, why: Shut) -> None:
        super().__init__(why.value)
        self.why = why


class BreakerStage(Enum):
    """What the breaker asks of devices we do not know."""

    OPEN = "open"
    PUZZLE = "puzzle"
    KNOWN_ONLY = "known devices only"


@dataclass(frozen=True, slots=True)
class Own:
    """What came from one block of addresses in the last ten minutes, and how much of it the breaker counted (pressed).

    `named`: the block has a public address. Requests without one cannot be told apart. They form one block, and the
    breaker counts all of its failures as long as it only asks for a puzzle.
    """

    named: bool
    failed: int
    failed_solved: int
    turned_away: int
    got_in: int
    pressed: int
    pressed_solved: int


@dataclass(frozen=True, slots=True)
class Pressure:
    """What came from unknown devices in the last ten minutes, and the number that is too much.

    Each network counts with no more than its share. `own`: the block of addresses that asks.
    """

    failed: int
    failed_solved: int
    turned_away: int
    threshold: int
    own: Own

    @property
    def stage(self) -> BreakerStage:
        """Those turned away keep a stage up for as long as they keep coming."""
        if self.failed_solved >= self.threshold:
            return BreakerStage.KNOWN_ONLY
        return BreakerStage.PUZZLE if self.failed + self.turned_away >= self.threshold else BreakerStage.OPEN

    @property
    def share(self) -> int:
        """The most that one block adds to the failures and those turned away: a tenth, so that one trips nothing."""
        return max(1, self.threshold * settings.AGENCY.access.network_share_percent // 100)

    @property
    def solved_share(self) -> int:
        """The most that one block adds to the failures behind a solved puzzle, which alone bring the last stage."""
        return max(1, self.threshold // settings.AGENCY.access.breaker_networks)

    @property
    def own_limit(self) -> int:
        """With more failures than these a block alone solves puzzles; with more behind a solved one it waits."""
        return max(self.share, settings.AGENCY.access.network_tries_a_minute)

    @property
    def asks_for_a_puzzle(self) -> bool:
        own = self.own.named and self.own.failed + self.own.turned_away > self.own_limit
        return self.stage is BreakerStage.PUZZLE or (self.stage is BreakerStage.OPEN and own)

    @property
    def puzzle_tries(self) -> int:
        """Doubled with each share of failures of this block: 6, 12, 18 where 60 are too much."""
        access = settings.AGENCY.access
        doubled: int = access.puzzle_tries << min(self.own.failed // self.share, 20)
        return min(doubled, access.puzzle_most_tries)

    @property
    def counts(self) -> bool:
        """Whether one failure more of this block presses on everyone."""
        return not self.own.named or self.own.pressed < self.share


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a caller is, as the table knows it: keyed. `block`: what has one share of the pressure."""

    network: str
    block: str
    named: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted as failed in advance; a right PIN takes it back. `presses`: the breaker counted it too."""

    place: _Place
    solved: bool
    presses: bool
    presses_solved: bool
    learns: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """Permission to look at one PIN. `row`: whose try it used; None where there is no such account or no try left.

    `known`: it is a private device. `counted`: what was counted as failed in advance.
    """

    row: TryCounters[Account] | TryCounters[PrivateDevice] | None
    known: bool = False
    counted: _Counted | None = None


def admit_network(caller: Caller, now: datetime, *, asks: str = "sign in") -> None:
    """Count one request of the caller's network. Raises Closed(NETWORK) beyond the profile's number a minute."""
    if network := network_of(caller.address):
        _admit(_Place(_keyed(asks, network), "", named=True), now)


def _admit(place: _Place, now: datetime) -> None:
    asked = _add(place, now, asked=1)
    if place.named and asked > settings.AGENCY.access.network_tries_a_minute:
        raise Closed(Shut.NETWORK)


def _place_of(caller: Caller) -> _Place:
    network, block = network_of(caller.address), block_of(caller.address)
    return _Place(_keyed("sign in", network), _keyed("block", block), named=bool(network))


def _keyed(asks: str, network: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), f"{asks}\x1f{network}".encode(), "sha256").hex()


def _add(place: _Place, now: datetime, *, asked: int = 0, **counts: int) -> int:
    """Add `counts` (columns of NetworkMinute) to this minute of `place`; how often it has asked in it.

    The row stays locked until the transaction ends, so requests of one network follow one another.
    """
    names = ("failed", "failed_solved", "turned_away", "got_in", "pressed", "pressed_solved")
    row = [place.network, place.block, moment_parameter(_minute(now)), asked]
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, [*row, *(counts.get(name, 0) for name in names)])
        return int(cursor.fetchone()[0])


def block_of(address: str) -> str:
    """The /24 around a public IPv4 `address`, or the /48 around an IPv6 one; '' for none. It has one share.

    Anyone gets a /48 for free; it holds 256 networks of /56.
    """
    return _around(address, 48)


def network_of(address: str) -> str:
    """The /24 or /56 around a public `address` ('192.0.2.0/24'); '' for none."""
    return _around(address, 56)


def _around(address: str, six: int) -> str:
    """The network of `address`; '' for an address that is not on the public internet.

    Such an address is this machine or a proxy that no one declared. Counting it would give everyone one common count.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in inside for inside in _INSIDE if inside.version == ip.version):
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else six), strict=False))


@transaction.atomic
def reserve(participant_id: str, caller: Caller, now: datetime, *, visiting: bool = False) -> Pass:
    """Use one try before anything is hashed. Raises Closed: then no one looks and no try is used up.

    `visiting`: someone signed in enters their PIN again; networks and the breaker do not count that. A private device
    has its own tries, so that no one can lock its owner out; when they are used up it is a device like any other. Rows
    are locked in the order network, pressure, account, here and in `succeeded` and `turned_away`.
    """
    mine = private_device(participant_id, caller.device_key)
    if caller.device_key and _take_try(mine, now):
        return Pass(mine, known=True)
    counted = None if visiting else _let_by_the_breaker(caller, now)
    account = Account.objects.filter(participant_id=participant_id)
    taken = _take_try(account.filter(_has_a_pin(now)), now)
    return Pass(account if taken else None, counted=counted)


def give_back(reserved: Pass, now: datetime) -> None:
    """Return the try of `reserved`, because no one looked after all. A pause that it had set is lifted with it."""
    if reserved.row is not None:
        reserved.row.filter(tries__gte=1).update(tries=F("tries") - 1, paused_until=None)
    if reserved.counted:
        _take_back(reserved.counted, now)


def succeeded(reserved: Pass, now: datetime) -> None:
    """Record that what was counted as failed was right. Call it first in its transaction (see `reserve`)."""
    if reserved.counted:
        _take_back(reserved.counted, now, got_in=1)


@transaction.atomic
def _take_back(counted: _Counted, now: datetime, *, got_in: int = 0) -> None:
    fewer = {"pressed": -int(counted.presses), "pressed_solved": -int(counted.presses_solved)}
    _add(counted.place, now, failed=-1, failed_solved=-int(counted.solved), got_in=got_in, **fewer)
    _press(
        now,
        failed=fewer["pressed"],
        failed_solved=fewer["pressed_solved"],
        got_in=got_in if counted.learns else 0,
    )


@transaction.atomic
def turned_away(caller: Caller, now: datetime) -> None:
    """Count a caller whom the breaker turned away.

    Call it after the transaction that turned them away, because that one rolled back its own count.
    """
    place = _place_of(caller)
    _add(place, now, asked=1, turned_away=1)
    if _seen_from(place, now).counts:
        _add(place, now, pressed=1)
        _press(now, turned_away=1)


def _has_a_pin(now: datetime) -> Q:
    """A PIN that was not guessed at too often, or a temporary PIN: of eight random digits, so it is only paused."""
    alive = ~Q(pin_hash="") & Q(tries__lt=settings.AGENCY.access.tries_until_dead)
    return alive | Q(temporary_until__gt=now)


def _take_try(rows: TryCounters[Account] | TryCounters[PrivateDevice], now: datetime) -> bool:
    """One of the PIN's tries, or of the device's own: after each fifth wrong PIN in a row a pause of 15 minutes, of an
    hour, then of a day."""
    access = settings.AGENCY.access
    minutes = (access.pause_minutes, access.second_pause_minutes, access.later_pause_minutes)
    return rows.take_try(now, each=access.tries, pauses=tuple(timedelta(minutes=each) for each in minutes))


def _let_by_the_breaker(caller: Caller, now: datetime) -> _Counted:
    """Count the request, and one failure in advance.

    Raises Closed where one network asks or fails too often, and where unknown devices must solve a puzzle or may not
    try.
    """
    place = _place_of(caller)
    _admit(place, now)
    before = _seen_from(place, now)
    if before.stage is BreakerStage.KNOWN_ONLY:
        raise Closed(Shut.KNOWN_ONLY)
    if place.named and before.own.failed_solved > before.own_limit:
        raise Closed(Shut.NETWORK)
    if before.asks_for_a_puzzle and not caller.puzzle_solved:
        raise Closed(Shut.PUZZLE)
    solved = caller.puzzle_solved
    presses, presses_solved = before.counts, solved and before.own.pressed_solved < before.solved_share
    if (presses and before.failed + 1 == before.threshold) or (
        presses_solved and before.failed_solved + 1 == before.threshold
    ):
        _log.warning("sign-in breaker: %s failures in ten minutes", before.threshold)
    counts = {"pressed": int(presses), "pressed_solved": int(presses_solved)}
    _add(place, now, failed=1, failed_solved=int(solved), **counts)
    if presses or presses_solved:
        _press(now, failed=counts["pressed"], failed_solved=counts["pressed_solved"])
    learns = not place.named or before.own.got_in < before.share
    return _Counted(place, solved, presses, presses_solved, learns)


def pressure(now: datetime, caller: Caller = NOBODY) -> Pressure:
    """The last ten minutes up to `now`, of everyone and of the network of `caller`."""
    return _seen_from(_place_of(caller), now)


def _seen_from(place: _Place, now: datetime) -> Pressure:
    begin, end = (moment_parameter(moment) for moment in (_minute(now) - WINDOW, now))
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [begin, end, place.block, begin, end])
        failed, solved, away, *own = (int(each) for each in cursor.fetchone())
    threshold = _threshold(now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0))
    return Pressure(failed, solved, away, threshold, Own(place.named, *own))


@dataclass(frozen=True, slots=True)
class Pressing:
    """A network that failed in the last ten minutes. `name`: the beginning of its keyed name; '' without an address."""

    name: str
    failed: int
    failed_solved: int
    turned_away: int


def pressing(now: datetime, most: int = 10) -> list[Pressing]:
    """The networks that press, hardest first."""
    rows = NetworkMinute.objects.filter(minute__gt=_minute(now) - WINDOW, minute__lte=now).exclude(block="")
    sums = rows.values("block").annotate(
        all_failed=Sum("failed"),
        all_solved=Sum("failed_solved"),
        away=Sum("turned_away"),
        in_all=F("all_failed") + F("away"),
    )
    hardest = sums.filter(in_all__gt=0).order_by("-in_all", "block")[:most]
    nowhere = _keyed("block", "")
    return [
        Pressing(
            "" if each["block"] == nowhere else each["block"][:SHORT],
            each["all_failed"],
            each["all_solved"],
            each["away"],
        )
        for each in hardest
    ]


def short_name(address: str) -> str:
    """What `pressing` calls the network around a public `address`; '' for none."""
    block = block_of(address)
    return _keyed("block", block)[:SHORT] if block else ""


@lru_cache(maxsize=8)
def _threshold(around_now: datetime) -> int:
    """The profile's number, or three times the usual number at this hour of the week if that is more, up to a maximum.

    Usual: the median of the last four weeks' failures in the hour around, per ten minutes. An agency with many people
    has many typing errors. An attack must stand out from them and must not teach us that it is usual, so failures count
    only up to the number of right PINs, and where someone was turned away only up to the profile's number. Computed
    every ten minutes.
    """
    access = settings.AGENCY.access
    hours: list[float] = []
    for weeks in range(1, 5):
        middle = around_now - weeks * WEEK
        around = PressureMinute.objects.filter(minute__range=(middle - 3 * WINDOW, middle + 3 * WINDOW))
        sums = around.aggregate(
            failed=Sum("failed", default=0), got_in=Sum("got_in", default=0), away=Sum("turned_away", default=0)
        )
        usual = min(sums["failed"], sums["got_in"]) / 6
        hours.append(min(usual, access.breaker_failures) if sums["away"] else usual)
    learned: int = round(3 * median(hours))
    least, most = access.breaker_failures, access.breaker_most
    return min(max(least, learned), most)


def _press(now: datetime, *, failed: int = 0, failed_solved: int = 0, turned_away: int = 0, got_in: int = 0) -> None:
    row = [moment_parameter(_minute(now)), secrets.randbelow(PRESSURE_PARTS)]
    with connection.cursor() as cursor:
        cursor.execute(_PRESSED, [*row, failed, failed_solved, turned_away, got_in])


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def private_device(participant_id: str, key: str) -> TryCounters[PrivateDevice]:
    """The row of this person's private device with the cookie's `key`, while it is one.

    After as many wrong PINs in a row as kill a PIN it is a device like any other, until its owner names it again.
    """
    return PrivateDevice.objects.filter(
        participant_id=participant_id,
        device_hash=device_hash(key),
        tries__lt=settings.AGENCY.access.tries_until_dead,
    )


def device_hash(key: str) -> str:
    """The name of a private device's row: SHA-256 of the 256 random bits in its cookie."""
    return hashlib.sha256(key.encode()).hexdigest()
