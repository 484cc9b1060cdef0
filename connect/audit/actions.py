"""Writing the trail. There is no other way to write it."""

import secrets

from django.conf import settings
from django.db import connection
from django.utils import timezone

from connect.audit import rules
from connect.audit.acts import Act, Silent
from connect.audit.models import ChainHead, Checkpoint, Entry

LANES = 2**31  # a new lane's number is drawn from these, so that two begun at once do not meet


def record(act: Act, *, by: str, about: str = "", **detail: str | int) -> None:
    """Append one entry in the caller's transaction, so that act and trail stand or fall together.

    `by`: a participant id, an operator's name or 'feed'. `about`: '', or the id of a participant who exists (alone, or
    before a space and more). It names the chain, so it must not be an id that a stranger typed. `detail`: no names,
    addresses, PINs or numbers of people. Never waits for another writer. Raises RuntimeError outside a transaction, and
    TypeError for an act that is not on the list.
    """
    if not isinstance(act, Act):
        raise TypeError("an act is one of connect.audit.acts.Act, which has its sentence")
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record is called inside the transaction of what it records")
    person = "" if act.sentence is Silent.ABOUT_NOBODY else rules.person_in(about)  # a feed's number may look like one
    head = _free_head(person or f"{rules.SYSTEM}{secrets.randbelow(rules.SYSTEM_CHAINS):x}")
    entry = Entry(chain=head.chain, lane=head.lane, number=head.number + 1, at=timezone.now(), act=act.value, by=by)
    entry.about, entry.detail = about, detail
    entry.hash = rules.mac(settings.AUDIT_KEYS[0], "entry", *entry_content(entry, head.hash))
    entry.save(force_insert=True)
    _advance(head, entry)


def entry_content(entry: Entry, previous: str) -> tuple[rules.MacField, ...]:
    """The fields that the hash of `entry` covers: all of them, and the hash of the row before ('' before the first)."""
    place = (previous, entry.chain, entry.lane, entry.number)
    return (*place, rules.moment_as_text(entry.at), entry.act, entry.by, entry.about, entry.detail)


def _free_head(chain: str) -> ChainHead:
    """The head of a lane that no one else holds, locked until the transaction ends; else that of a new lane.

    A head whose MAC does not hold was moved by someone else. It stays as it is, for `audit verify` to find.
    """
    broken: list[int] = []
    while True:
        free = ChainHead.objects.select_for_update(skip_locked=True).filter(chain=chain).exclude(lane__in=broken)
        head = free.order_by("lane").first()
        if head is None:
            return ChainHead(chain=chain, lane=secrets.randbelow(LANES), number=0, hash="")
        if rules.mac_holds(settings.AUDIT_KEYS, head.mac, "tip", *position_content(head)):
            return head
        broken.append(head.lane)


def position_content(end: ChainHead | Checkpoint) -> tuple[rules.MacField, ...]:
    """The fields that the MAC of a lane's head, or of its checkpoint, covers."""
    return (end.chain, end.lane, end.number, end.hash)


def _advance(head: ChainHead, entry: Entry) -> None:
    begun = head.number > 0
    head.number, head.hash = entry.number, entry.hash
    head.mac = rules.mac(settings.AUDIT_KEYS[0], "tip", *position_content(head))
    if begun:
        ChainHead.objects.filter(chain=head.chain, lane=head.lane).update(
            number=head.number, hash=head.hash, mac=head.mac
        )
    else:
        head.save(force_insert=True)
