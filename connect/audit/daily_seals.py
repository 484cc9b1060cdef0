"""The daily seal: one digest over how far every lane of the trail has come, chained to the seal of the day before.

In each lane the seal of a day covers everything up to the last row whose time is before the day's end. A row that
commits after its day was sealed comes after that place and falls under the next seal, so every row is under exactly
one. Sealing locks nothing that a writer needs, and a writer nothing that sealing needs.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import batched
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Collate

from connect.audit import rules
from connect.audit.models import ChainHead, DailySeal, Entry, HeadAtSeal

_AT_ONCE = 1_000


class GrownLane(NamedTuple):
    """A lane with rows that no seal covers: up to which row it has come, and how far the last seal reached."""

    chain: str
    lane: int
    reached: int
    hash: str
    covered: int


_ADVISORY = 7_305_061_803  # on PostgreSQL: one sealing at a time


def seal_days(now: datetime) -> list[DailySeal]:
    """Seal every day that is over and has no seal, oldest first; the seals made.

    Each day is one transaction, so a run may be killed and run again at any time.
    """
    made = []
    today = rules.agency_day(now, settings.AGENCY.zone)
    while (day := next_day()) is not None and day < today:
        if seal := _seal(day, now):
            made.append(seal)
    return made


def next_day() -> date | None:
    """The day to seal next: after the last seal, or that of the first entry; None without either."""
    last = DailySeal.objects.order_by("-day").first()
    if last is not None:
        return last.day + timedelta(days=1)
    first = Entry.objects.aggregate(first=Min("at"))["first"]
    return rules.agency_day(first, settings.AGENCY.zone) if first else None


@transaction.atomic
def _seal(day: date, now: datetime) -> DailySeal | None:
    """The seal of `day`; None when another run was first."""
    _one_at_a_time()
    last = DailySeal.objects.order_by("-day").first()
    if last is not None and last.day >= day:
        return None
    entries = lanes = 0
    for batch in batched(_grown_lanes(rules.end_of(day, settings.AGENCY.zone)), _AT_ONCE, strict=False):
        HeadAtSeal.objects.bulk_create(
            HeadAtSeal(chain=grown.chain, lane=grown.lane, day=day, number=grown.reached, hash=grown.hash)
            for grown in batch
        )
        entries += sum(grown.reached - grown.covered for grown in batch)
        lanes += len(batch)
    seal = DailySeal(day=day, entries=entries, lanes=lanes, digest=digest_of(day), sealed_at=now)
    seal.hash = rules.mac(settings.AUDIT_KEYS[0], "seal", *seal_content(seal, last.hash if last else ""))
    seal.save(force_insert=True)
    return seal


def seal_content(seal: DailySeal, previous: str) -> tuple[rules.MacField, ...]:
    """The fields that the hash of `seal` covers, with the hash of the seal before it ('' before the first)."""
    numbers = (seal.entries, seal.lanes)
    return (previous, seal.day.isoformat(), *numbers, seal.digest, rules.moment_as_text(seal.sealed_at))


def digest_of(day: date) -> str:
    """SHA-256 over the sealed heads of `day`, in the order of their bytes."""
    digest = hashlib.sha256()
    heads = HeadAtSeal.objects.filter(day=day).order_by(in_order_of_bytes(), "lane")
    for head in heads.values_list("chain", "lane", "number", "hash").iterator(_AT_ONCE):
        digest.update("{} {} {} {}\n".format(*head).encode())
    return digest.hexdigest()


def in_order_of_bytes() -> Collate | F:
    """An order of chains that no language and no move to another server changes. SQLite has no other."""
    return Collate("chain", "C") if connection.vendor == "postgresql" else F("chain")


def _grown_lanes(end: datetime) -> Iterator[GrownLane]:
    """The lanes with rows before `end` that no seal covers. Each row is looked up by its key."""
    there = _of_the_same_lane(Entry.objects.filter(at__lt=end))
    sealed = _of_the_same_lane(HeadAtSeal.objects.all())
    found = ChainHead.objects.annotate(
        reached=Coalesce(Subquery(there.values("number")[:1]), 0),
        hash_there=Subquery(there.values("hash")[:1]),
        covered=Coalesce(Subquery(sealed.values("number")[:1]), 0),
    ).values_list("chain", "lane", "reached", "hash_there", "covered")
    for row in found.iterator(_AT_ONCE):
        grown = GrownLane(*row)
        if grown.reached > grown.covered:
            yield grown


def _of_the_same_lane[Model: (Entry, HeadAtSeal)](rows: QuerySet[Model]) -> QuerySet[Model]:
    return rows.filter(chain=OuterRef("chain"), lane=OuterRef("lane")).order_by("-number")


def _one_at_a_time() -> None:
    """On SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY])
