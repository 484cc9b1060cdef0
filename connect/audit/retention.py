"""How long the trail is kept. Rows leave it only here, only sealed ones, and only from the beginning."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from connect.audit import rules
from connect.audit.actions import position_content
from connect.audit.models import ChainHead, Checkpoint, Entry, HeadAtSeal
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain


def remove_old_entries(now: datetime, kept: Retention, limit: int) -> int:
    """Remove the rows under about `limit` of the oldest sealed heads, in one transaction; how many rows and heads.

    1. A checkpoint says up to which day sealed heads may be missing. 2. In each lane: lock its head, so that no one
    looks at it meanwhile; write a checkpoint with the last row that leaves; delete the rows and the sealed head.
    """
    last = months_before(rules.agency_day(now, settings.AGENCY.zone), 12 * kept.audit_years)
    with transaction.atomic():
        heads = list(HeadAtSeal.objects.filter(day__lt=last).order_by("day", "chain", "lane")[:limit])
        if not heads:
            return 0
        _let_seals_stand_alone(max(head.day for head in heads))
        return sum(_remove_up_to(head) for head in heads)


def _let_seals_stand_alone(day: date) -> None:
    before = Checkpoint.objects.filter(chain=rules.SEALS).aggregate(last=Max("number"))["last"] or 0
    _set(Checkpoint(chain=rules.SEALS, lane=0, number=max(before, day.toordinal()), hash=""))


def _remove_up_to(head: HeadAtSeal) -> int:
    lane = {"chain": head.chain, "lane": head.lane}
    list(ChainHead.objects.select_for_update().filter(**lane))
    _set(Checkpoint(**lane, number=head.number, hash=head.hash))
    removed = Entry.objects.filter(**lane, number__lte=head.number).delete()[0]
    return removed + HeadAtSeal.objects.filter(**lane, day=head.day).delete()[0]


def _set(point: Checkpoint) -> None:
    point.mac = rules.mac(settings.AUDIT_KEYS[0], "checkpoint", *position_content(point))
    Checkpoint.objects.update_or_create(
        chain=point.chain,
        lane=point.lane,
        defaults={"number": point.number, "hash": point.hash, "mac": point.mac},
    )


retain("the trail", remove_old_entries)
