"""Who may try now: tries and pauses, networks, and the breaker.

Every count is one conditional statement *before* anything is hashed: a counter kept after hashing lets 16 to 20 of 40
guesses at once through (design/security, finding 2). What refuses a known number refuses an unknown one alike.

What one network adds to the breaker is limited to its share, so that nobody shuts the door for everybody: the puzzle
takes ten networks that press, and its last stage `breaker_networks` of them. Whoever goes on beyond the share meets
what is of their own network alone: harder and harder puzzles, and then nothing for a while.
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

from connect.access.models import Account, NetworkMinute, PressureMinute, PrivateDevice

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
# Of everybody, and of one block of addresses: one statement, since the sign-in page asks it each time.
_SEEN = """
SELECT * FROM (SELECT COALESCE(SUM(failed), 0), COALESCE(SUM(failed_solved), 0), COALESCE(SUM(turned_away), 0)
                 FROM access_pressureminute WHERE minute > %s AND minute <= %s) AS everybody,
              (SELECT COALESCE(SUM(failed), 0), COALESCE(SUM(failed_solved), 0), COALESCE(SUM(turned_away), 0),
                      COALESCE(SUM(got_in), 0), COALESCE(SUM(pressed), 0), COALESCE(SUM(pressed_solved), 0)
                 FROM access_networkminute WHERE block = %s AND minute > %s AND minute <= %s) AS own
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


class BreakerStage(Enum):
    """What the breaker asks of devices we do not know."""

    OPEN = "open"
    PUZZLE = "puzzle"
    KNOWN_ONLY = "known devices only"


@dataclass(frozen=True, slots=True)
class Own:
    """What came from one block of addresses in the last ten minutes, and what of it the breaker counted (pressed).

    `named`: it has a public address. Those without one cannot be told apart: all of them are one block, of which the
    breaker counts every failure, as long as that only asks for a puzzle.
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
    """What came from unknown devices in the last ten minutes, all people together but of each network no more than its
    share, and the number that is too much. `own`: the block of addresses that the question is about."""

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
        """Whether one failure more of this block presses on everybody."""
        return not self.own.named or self.own.pressed < self.share


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a caller is, as the table knows it: keyed. `block`: what has one share of the pressure."""

    network: str
    block: str
    named: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted as failed in advance, to be taken back by a right PIN. `presses`: by the breaker too."""

    place: _Place
    solved: bool
    presses: bool
    presses_solved: bool
    learns: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to look at one PIN. `row`: whose tries it used, none where there is no such account or no try left.

    `known`: a private device's. `counted`: what was counted as failed in advance.
    """

    row: QuerySet[Account] | QuerySet[PrivateDevice] | None
    known: bool = False
    counted: _Counted | None = None


def admit_network(caller: Caller, now: datetime, *, asks: str = "sign in") -> None:
    """Counts one request of the caller's network. Raises Closed(NETWORK) beyond the profile's number a minute."""
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
    """Adds `counts` (columns of NetworkMinute) to this minute of `place`, and holds its row until the transaction ends,
    so that requests of one network come one after the other. How often it has asked in it."""
    names = ("failed", "failed_solved", "turned_away", "got_in", "pressed", "pressed_solved")
    row = [place.network, place.block, connection.ops.adapt_datetimefield_value(_minute(now)), asked]
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, [*row, *(counts.get(name, 0) for name in names)])
        return int(cursor.fetchone()[0])


def block_of(address: str) -> str:
    """What has one share of the pressure: the /24 around a public `address`, or the /48, which anybody gets for nothing
    and which holds 256 networks of /56; '' for none."""
    return _around(address, 48)


def network_of(address: str) -> str:
    """The /24 or /56 around a public `address` ('192.0.2.0/24'); '' for none."""
    return _around(address, 56)


def _around(address: str, six: int) -> str:
    """An address that is not of the public internet is the machine itself or a proxy that nobody declared: counting it
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
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else six), strict=False))


@transaction.atomic
def reserve(participant_id: str, caller: Caller, now: datetime, *, visiting: bool = False) -> Pass:
    """One try, before anything is hashed. Raises Closed: then nobody looks and no try is used up.

    `visiting`: somebody signed in says their PIN again, which neither networks nor the breaker are about.
    A private device of the account uses tries of its own, so that nobody can lock its owner out; where they are used
    up it is a device like any other. Locks rows in the order network, pressure, account; so does whoever locks more
    than one of them (`succeeded`, `turned_away`).
    """
    mine = private_device(participant_id, caller.device_key)
    if caller.device_key and _take_try(mine, now):
        return Pass(mine, known=True)
    counted = None if visiting else _let_by_the_breaker(caller, now)
    account = Account.objects.filter(participant_id=participant_id)
    taken = _take_try(account.filter(_has_a_pin(now)), now)
    return Pass(account if taken else None, counted=counted)


def give_back(way: Pass, now: datetime) -> None:
    """Nobody looked after all: the try of `way` was none. A pause that it had set is lifted with it."""
    if way.row is not None:
        way.row.filter(tries__gte=1).update(tries=F("tries") - 1, paused_until=None)
    if way.counted:
        _take_back(way.counted, now)


def succeeded(way: Pass, now: datetime) -> None:
    """What was counted as failed was right. First in its transaction: see the order of `reserve`."""
    if way.counted:
        _take_back(way.counted, now, got_in=1)


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
    """Counts somebody whom the breaker did not let by, after the transaction in which it did not, and which took back
    that they asked."""
    place = _place_of(caller)
    _add(place, now, asked=1, turned_away=1)
    if _seen_from(place, now).counts:
        _add(place, now, pressed=1)
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


def _let_by_the_breaker(caller: Caller, now: datetime) -> _Counted:
    """Counts the request, and a failure in advance. Raises Closed where one network asks or fails too often, and where
    unknown devices must solve a puzzle, or may not try at all."""
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
    """The last ten minutes up to `now`, of everybody and of the network of `caller`."""
    return _seen_from(_place_of(caller), now)


def _seen_from(place: _Place, now: datetime) -> Pressure:
    begin, end = (connection.ops.adapt_datetimefield_value(moment) for moment in (_minute(now) - WINDOW, now))
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
    """Those that press, the hardest first."""
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
    """The profile's number, or three times what is usual at this hour of this weekday, whichever is more, up to the
    profile's most.

    Usual: the middle of the last four weeks' failures in the hour around, as a share of ten minutes. An agency with
    many people has many typing errors; a spray must stand out from them, and must not teach us that it is usual. So
    failures count only beside as many right PINs, and where somebody was turned away no more than the profile's number.
    Worked out once in ten minutes.
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
    row = [connection.ops.adapt_datetimefield_value(_minute(now)), secrets.randbelow(PRESSURE_PARTS)]
    with connection.cursor() as cursor:
        cursor.execute(_PRESSED, [*row, failed, failed_solved, turned_away, got_in])


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
