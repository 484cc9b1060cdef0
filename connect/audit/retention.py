"""How long the trail is kept. The one place where rows of it leave, and only sealed ones, from the beginning."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from connect.audit import rules
from connect.audit.actions import place
from connect.audit.models import ChainHead, Checkpoint, Entry, HeadAtSeal
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain


def remove_old_entries(now: datetime, kept: Retention, limit: int) -> int:
    """Removes the rows under about `limit` of the oldest sealed tips, in one transaction; the number of rows and tips.

    1. A checkpoint says up to which day sealed tips may be missing. 2. Of each lane: lock its end, so that nobody
    looks at it meanwhile; a checkpoint with the last row that leaves; the rows; the sealed tip.
    """
    last = months_before(rules.day_of(now, settings.AGENCY.zone), 12 * kept.audit_years)
    with transaction.atomic():
        tips = list(HeadAtSeal.objects.filter(day__lt=last).order_by("day", "chain", "lane")[:limit])
        if not tips:
            return 0
        _let_seals_stand_alone(max(tip.day for tip in tips))
        return sum(_remove_up_to(tip) for tip in tips)


def _let_seals_stand_alone(day: date) -> None:
    before = Checkpoint.objects.filter(chain=rules.SEALS).aggregate(last=Max("number"))["last"] or 0
    _set(Checkpoint(chain=rules.SEALS, lane=0, number=max(before, day.toordinal()), hash=""))


def _remove_up_to(tip: HeadAtSeal) -> int:
    lane = {"chain": tip.chain, "lane": tip.lane}
    list(ChainHead.objects.select_for_update().filter(**lane))
    _set(Checkpoint(**lane, number=tip.number, hash=tip.hash))
    removed = Entry.objects.filter(**lane, number__lte=tip.number).delete()[0]
    return removed + HeadAtSeal.objects.filter(**lane, day=tip.day).delete()[0]


def _set(point: Checkpoint) -> None:
    point.mac = rules.mac(settings.AUDIT_KEYS[0], "checkpoint", *place(point))
    Checkpoint.objects.update_or_create(
        chain=point.chain,
        lane=point.lane,
        defaults={"number": point.number, "hash": point.hash, "mac": point.mac},
    )


retain("the trail", remove_old_entries)
