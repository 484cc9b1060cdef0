"""Whether the trail is whole: every row's hash, every lane's head, every seal. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q

from connect.audit import rules
from connect.audit.actions import position_content
from connect.audit.daily_seals import digest_of
from connect.audit.daily_seals import seal_content as content_of_seal
from connect.audit.lanes import LaneWalk
from connect.audit.models import ChainHead, Checkpoint, DailySeal, Entry, HeadAtSeal

_CHAINS_AT_ONCE = 500  # chains looked at together

type LaneKey = tuple[str, int]
type _Ends = tuple[ChainHead | None, Checkpoint | None, dict[int, str]]  # end, beginning, sealed hashes by number


class Finding(Enum):
    """What can be wrong with the trail, each with its sentence."""

    EDITED = "a row was edited"
    MOVED = "a row stands in the place of another"
    REMOVED = "a row was removed"
    ADDED = "a row was added after the end of its lane"
    TIP = "the end of a lane was edited or removed"
    CHECKPOINT = "the beginning of a lane was edited"
    UNSEALED = "a row is not the one that was sealed"
    SEAL_MISSING = "a day has no seal"
    SEAL_EDITED = "a seal, or what it covers, was edited"
    SEAL_UNKNOWN = "a published seal is not in the trail"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `chain` is masked; `number` names the row, '5' or '5-7'; for a seal both are its day."""

    kind: Finding
    chain: str
    number: str
    lane: int = 0


@dataclass(slots=True)
class Verdict:
    """What was looked at, and every problem found."""

    entries: int = 0
    lanes: int = 0
    seals: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify(now: datetime, *, participant: str = "", published: dict[date, str] | None = None) -> Verdict:
    """Check the trail as it stands: all of it with its seals, or one participant's chain.

    `published`: hashes of seals by day, as someone wrote them down elsewhere; the trail must hold these very seals.
    """
    verdict = Verdict()
    for chains in [Q(chain=participant)] if participant else _ranges():
        _verify_chains(chains, verdict)
    if not participant:
        verdict.problems += _seal_problems(rules.agency_day(now, settings.AGENCY.zone), verdict)
        for day, hashed in sorted((published or {}).items()):
            if not DailySeal.objects.filter(day=day, hash=hashed).exists():
                verdict.problems.append(_of_day(Finding.SEAL_UNKNOWN, day))
    return verdict


def _ranges() -> Iterator[Q]:
    """All possible chains, in ranges whose bounds the heads give, so that a chain without a head is in one of them."""
    last = ""
    while True:
        chains = ChainHead.objects.filter(chain__gt=last).order_by("chain").values_list("chain", flat=True).distinct()
        bound = list(chains[_CHAINS_AT_ONCE - 1 : _CHAINS_AT_ONCE])
        if not bound:
            yield Q(chain__gt=last)
            return
        yield Q(chain__gt=last, chain__lte=bound[0])
        last = bound[0]


def _verify_chains(chains: Q, verdict: Verdict) -> None:
    # The ends first: what is written while we read can only lie beyond them.
    heads = {(t.chain, t.lane): t for t in ChainHead.objects.filter(chains)}
    points = Checkpoint.objects.filter(chains).exclude(chain=rules.SEALS)
    begins = {(c.chain, c.lane): c for c in points}
    sealed: dict[LaneKey, dict[int, str]] = {}
    for head in HeadAtSeal.objects.filter(chains):
        sealed.setdefault((head.chain, head.lane), {})[head.number] = head.hash
    left = {*heads, *begins, *sealed}
    rows = Entry.objects.filter(chains).order_by("chain", "lane", "number").iterator(2_000)
    for key, of_lane in groupby(rows, lambda row: (row.chain, row.lane)):
        left.discard(key)
        _verify_lane(key, of_lane, (heads.get(key), begins.get(key), sealed.get(key, {})), verdict)
    for key in sorted(left):
        _verify_lane(key, iter(()), (heads.get(key), begins.get(key), sealed.get(key, {})), verdict)


def _verify_lane(key: LaneKey, rows: Iterator[Entry], ends: _Ends, verdict: Verdict) -> None:
    lane = _walked(rows, ends)
    verdict.entries += lane.seen
    verdict.lanes += 1
    if lane.found:  # also where someone wrote while we read: check it again while no one writes
        chain = rules.masked_chain(key[0])
        verdict.problems += [Problem(Finding[kind], chain, number, key[1]) for kind, number in _alone(key)]


def _walked(rows: Iterator[Entry], ends: _Ends) -> LaneWalk:
    lane = LaneWalk(*ends)
    for row in rows:
        lane.see(row)
    lane.end()
    return lane


@transaction.atomic
def _alone(key: LaneKey) -> list[tuple[str, str]]:
    """What is wrong with a lane while its head is locked: writers take another lane, and retention waits."""
    own = Q(chain=key[0], lane=key[1])
    head = ChainHead.objects.select_for_update().filter(own).first()
    sealed = dict(HeadAtSeal.objects.filter(own).values_list("number", "hash"))
    rows = Entry.objects.filter(own).order_by("number").iterator(2_000)
    return _walked(rows, (head, Checkpoint.objects.filter(own).first(), sealed)).found


def _seal_problems(today: date, verdict: Verdict) -> Iterator[Problem]:
    """Days without a seal, and seals that do not hold. The seal after a missing one is not checked against it."""
    unsealed = _first_day()
    previous: str | None = ""
    for seal in DailySeal.objects.order_by("day").iterator():
        verdict.seals += 1
        while unsealed is not None and unsealed < seal.day:
            yield _of_day(Finding.SEAL_MISSING, unsealed)
            previous, unsealed = None, unsealed + timedelta(days=1)
        if not _seal_holds(seal, previous):
            yield _of_day(Finding.SEAL_EDITED, seal.day)
        previous, unsealed = seal.hash, seal.day + timedelta(days=1)
    while unsealed is not None and unsealed < today:
        yield _of_day(Finding.SEAL_MISSING, unsealed)
        unsealed += timedelta(days=1)


def _seal_holds(seal: DailySeal, previous: str | None) -> bool:
    if previous is not None and not rules.mac_holds(
        settings.AUDIT_KEYS, seal.hash, "seal", *content_of_seal(seal, previous)
    ):
        return False
    same = HeadAtSeal.objects.filter(day=seal.day).count() == seal.lanes and digest_of(seal.day) == seal.digest
    return same or seal.day <= _days_whose_heads_have_left()


def _first_day() -> date | None:
    """The first day that must have a seal: of the first entry or the first seal, whichever is earlier."""
    first: dict[str, Any] = Entry.objects.aggregate(first=Min("at"))
    entry = rules.agency_day(first["first"], settings.AGENCY.zone) if first["first"] else None
    seal = DailySeal.objects.aggregate(first=Min("day"))["first"]
    return min((day for day in (entry, seal) if day), default=None)


def _days_whose_heads_have_left() -> date:
    """The last day whose sealed heads may have left by retention; the seals themselves stay for good."""
    point = Checkpoint.objects.filter(chain=rules.SEALS).first()
    if point is None or not rules.mac_holds(settings.AUDIT_KEYS, point.mac, "checkpoint", *position_content(point)):
        return date.min
    return date.fromordinal(point.number)


def _of_day(kind: Finding, day: date) -> Problem:
    return Problem(kind, "seals", day.isoformat())
