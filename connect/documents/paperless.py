"""What the print shop must know: who gets which document online alone, and which must be mailed after all.

It goes by the newest export. A document counts as online alone where the export before it was made said so; if no mail
of ours reached its reader since, it is mailed within three business days of the day on which that is known. Who leaves,
or whose address breaks, is left out of the next export, and so gets paper again.
"""

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.kinds import DOCUMENT_RULES, OnPaper
from connect.cases.models import Email, Participant
from connect.documents.came_notices import CAME_NOTICE
from connect.documents.models import Document, PaperOwed
from connect.notices.addresses import address_hash
from connect.notices.confirmed import notice_place
from connect.notices.kinds import OPEN, OutboxState
from connect.notices.models import ConfirmedPlace, Consent, NoticeEmail, OutboxMessage, StoppedAddress

BUSINESS_DAYS = 3
ONLINE_ALONE = [kind.value for kind, rule in DOCUMENT_RULES.items() if rule.on_paper is not OnPaper.ALWAYS]
_AT_ONCE = 500
_PRIVATE = 0o600

type _Key = tuple[str, str]  # a participant, and a kind, a document or a place of theirs
type _Row = tuple[str | date, ...]


class ExportRefused(Exception):
    """The export cannot be written; the message says why."""


class ExportedFile(msgspec.Struct):
    name: str
    rows: int
    sha256: str


class ExportManifest(msgspec.Struct):
    made_at: datetime
    files: list[ExportedFile]


@dataclass(frozen=True, slots=True)
class OnlineAlone:
    """`participant_id` reads documents of `kind` online, and gets no paper, since the agency's day `since`."""

    participant_id: str
    kind: str
    since: date


@transaction.atomic
def export_paperless(folder: Path, *, by: str, now: datetime) -> ExportManifest:
    """Write online.csv, mail.csv and manifest.json into `folder`, which must not be there yet. Raises ExportRefused.

    What it tells is noted in the same transaction. If it is killed before that, the next export tells it again.
    """
    note_owed(now=now)
    owed = list(PaperOwed.objects.select_for_update().filter(exported_at=None).order_by("pk"))
    online = list(online_alone())
    _note_listed(online, now)
    manifest = _write(
        folder,
        [
            ("online.csv", ("participant_id", "kind", "since"), [_online_row(each) for each in online]),
            ("mail.csv", ("participant_id", "document_id", "kind", "dated_on", "mail_by"), list(_mail_rows(owed))),
        ],
        now,
    )
    for some in batched(owed, _AT_ONCE, strict=False):
        PaperOwed.objects.filter(pk__in=[each.pk for each in some]).update(exported_at=now)
    counts = {each.name.partition(".")[0]: each.rows for each in manifest.files}
    audit.record(Act.PAPERLESS_EXPORTED, by=by, about="", **counts)
    return manifest


def online_alone() -> Iterator[OnlineAlone]:
    """Who agreed to have which kind online alone, at a confirmed address from which no mail came back."""
    given = Consent.objects.filter(until=None, kind__in=ONLINE_ALONE).order_by("participant_id", "kind")
    for some in batched(_people(given.values_list("participant_id", flat=True)), _AT_ONCE, strict=False):
        reached = _reached(some)
        rows = given.filter(participant_id__in=reached)
        for person, kind, given_at in rows.values_list("participant_id", "kind", "given_at"):
            since = max(given_at, reached[person]).astimezone(settings.AGENCY.zone).date()
            yield OnlineAlone(person, kind, since)


def _people(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _reached(ids: Sequence[str]) -> dict[str, datetime]:
    """{person: since when their address is confirmed} of those whom our mail reaches now."""
    here = set(Participant.objects.filter(participant_id__in=ids, gone=False).values_list("participant_id", flat=True))
    on_file = dict(Email.objects.filter(participant_id__in=ids, valid_to=None).values_list("participant_id", "email"))
    places = ConfirmedPlace.objects.filter(participant_id__in=ids)
    confirmed = {row[:2]: row[2] for row in places.values_list("participant_id", "place_hash", "confirmed_at")}
    chosen = NoticeEmail.objects.filter(participant_id__in=here & set(ids))
    emails = {
        person: (email or on_file.get(person, ""), place)
        for person, email, place in chosen.values_list("participant_id", "email", "place_hash")
    }
    hashes = {person: address_hash(email) for person, (email, _) in emails.items() if email}
    stops = StoppedAddress.objects.filter(address_hash__in=hashes.values(), put_right_at=None)
    stopped = set(stops.values_list("address_hash", flat=True))
    return {
        person: confirmed[person, place]
        for person, (email, place) in emails.items()
        if email and place == notice_place(email) and (person, place) in confirmed and hashes[person] not in stopped
    }


@transaction.atomic
def note_owed(*, now: datetime) -> int:
    """Note the documents that must be mailed after all; how many are new."""
    today = now.astimezone(settings.AGENCY.zone).date()
    mail_by = settings.AGENCY.hours.business_days_after(today, BUSINESS_DAYS)
    since = now - timedelta(days=settings.AGENCY.retention.outbox_days - 1)  # of older mail nothing is known any more
    listed = Consent.objects.filter(kind__in=ONLINE_ALONE, listed_at__isnull=False).order_by("participant_id")
    new = 0
    for some in batched(_people(listed.values_list("participant_id", flat=True)), _AT_ONCE, strict=False):
        known = set(PaperOwed.objects.filter(participant_id__in=some).values_list("participant_id", "document_id"))
        owed = [
            PaperOwed(participant_id=person, document_id=document_id, owed_on=today, mail_by=mail_by)
            for person, document_id in _unreached(some, since)
            if (person, document_id) not in known
        ]
        new += len(PaperOwed.objects.bulk_create(owed))
    return new


def _unreached(ids: Sequence[str], since: datetime) -> Iterator[_Key]:
    """(person, document) of documents made while the print shop was told that there is no paper, of which no mail
    reached its reader. One whose mail is still on its way is left for the next export."""
    spans: dict[_Key, list[tuple[datetime, datetime | None]]] = {}
    listed = Consent.objects.filter(participant_id__in=ids, kind__in=ONLINE_ALONE, listed_at__isnull=False)
    for person, kind, began, ended in listed.values_list("participant_id", "kind", "listed_at", "left_out_at"):
        if began:
            spans.setdefault((person, kind), []).append((began, ended))
    sent = OutboxMessage.objects.filter(participant_id__in=ids, event=CAME_NOTICE)
    mails = {(row.participant_id, row.key): row for row in sent}
    broke = _broke(ids)
    rows = Document.objects.filter(participant_id__in=ids, made_at__gt=since, withdrawn_on=None, opened_at=None)
    for document in rows.filter(kind__in=ONLINE_ALONE).order_by("pk"):
        person = document.participant_id
        told_no_paper = any(
            began <= document.made_at and (ended is None or document.made_at < ended)
            for began, ended in spans.get((person, document.kind), [])
        )
        mail = mails.get((person, f"{CAME_NOTICE} {document.public_id}"))
        if told_no_paper and not _may_have_arrived(mail, broke):
            yield person, document.document_id


def _broke(ids: Sequence[str]) -> dict[_Key, datetime]:
    """{(person, address): when the first mail left that came back from there}."""
    stops = StoppedAddress.objects.filter(participant_id__in=ids)
    left = OutboxMessage.objects.filter(
        participant_id__in=ids, id__in=stops.values("message_id"), finished_at__isnull=False
    )
    sent = {row_id: at for row_id, at in left.values_list("id", "finished_at") if at}
    return {(stop.participant_id, stop.address_hash): sent.get(stop.message_id, stop.stopped_at) for stop in stops}


def _may_have_arrived(mail: OutboxMessage | None, broke: dict[_Key, datetime]) -> bool:
    if mail is None:
        return False
    if mail.state in OPEN:
        return True
    if mail.state != OutboxState.SENT or mail.finished_at is None:
        return False
    came_back = broke.get((mail.participant_id, mail.address_hash))
    return came_back is None or mail.finished_at < came_back


def _note_listed(online: Iterable[OnlineAlone], now: datetime) -> None:
    """What this export says of each consent that it, or an earlier one, lists."""
    listed = {(each.participant_id, each.kind) for each in online}
    for some in batched(sorted({person for person, _ in listed}), _AT_ONCE, strict=False):
        new = Consent.objects.filter(participant_id__in=some, until=None)
        for row in new.filter(Q(listed_at=None) | Q(left_out_at__isnull=False)):
            if (row.participant_id, row.kind) in listed:
                Consent.objects.filter(pk=row.pk).update(listed_at=now, left_out_at=None)
    for row in Consent.objects.filter(listed_at__isnull=False, left_out_at=None).iterator():
        if row.until is not None or (row.participant_id, row.kind) not in listed:
            Consent.objects.filter(pk=row.pk).update(left_out_at=now)


def _online_row(each: OnlineAlone) -> _Row:
    return each.participant_id, each.kind, each.since


def _mail_rows(owed: Sequence[PaperOwed]) -> Iterator[_Row]:
    for some in batched(owed, _AT_ONCE, strict=False):
        rows = Document.objects.filter(pk__in=[each.pk for each in some], withdrawn_on=None)
        found = {row[:2]: row[2:] for row in rows.values_list("participant_id", "document_id", "kind", "dated_on")}
        for each in some:
            key = each.participant_id, each.document_id
            if key in found:
                yield *key, *found[key], each.mail_by


def _write(folder: Path, files: Sequence[tuple[str, Sequence[str], Sequence[_Row]]], now: datetime) -> ExportManifest:
    """The files of one export, for this account alone; the manifest last, without which an export is not whole."""
    try:
        folder.mkdir(mode=0o700)
        written = []
        for name, head, rows in files:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows([head, *rows])
            content = text.getvalue().encode()
            _put(folder / name, content)
            written.append(ExportedFile(name, len(rows), hashlib.sha256(content).hexdigest()))
        manifest = ExportManifest(now, written)
        _put(folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    except OSError as problem:
        raise ExportRefused(f"{folder} cannot be written: {problem.strerror}") from problem
    return manifest


def _put(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE), "wb") as file:
        file.write(content)
