"""The language that a person chose, the outbox with every mail and letter, and addresses to which no mail goes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from connect.lib.personal import Keys, personal, plain, sealed
from connect.notices.kinds import OPEN, Channel, OutboxState, StopReason


class ContactPreference(models.Model):
    """One row per participant, written by the participant."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    language = personal(models.CharField(max_length=2, choices=[("en", "English"), ("es", "Español")]))
    chosen_at = plain(models.DateTimeField())


class LetterBatch(models.Model):
    """The letters of one run, as one PDF for the print shop. `id` is a plain counter: batch 7."""

    made_at = plain(models.DateTimeField())  # also the time inside the PDF, so that a second run makes the same bytes
    letters = plain(models.PositiveIntegerField(default=0))
    sha256 = plain(models.CharField(max_length=64, blank=True))  # of the PDF; blank until it is written
    confirmed_at = plain(models.DateTimeField(null=True))


class OutboxMessage(models.Model):
    """One mail or letter, written in the transaction of what it tells of. `key` names its reason, once for ever.

    `event` is the kind of notice (connect/notices/kinds.py); `urgent` and `content_free` say what the kind says.
    """

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = personal(models.CharField(max_length=10))
    id = plain(models.UUIDField(default=uuid.uuid4))
    key = plain(models.CharField(max_length=100))
    channel = plain(models.CharField(max_length=10, choices=Channel))
    event = plain(models.CharField(max_length=40))
    urgent = plain(models.BooleanField(default=False, db_default=False))
    content_free = plain(models.BooleanField(default=False, db_default=False))
    language = personal(models.CharField(max_length=2, blank=True))  # '' while it is not worked out: content-free
    also_in = personal(models.CharField(max_length=2, blank=True, default="", db_default=""))  # a second language
    sealed = sealed(models.TextField(blank=True), Keys.OUTBOX)  # where to, and the facts: a PIN, links
    state = plain(models.CharField(max_length=10, choices=OutboxState, default=OutboxState.QUEUED))
    made_at = plain(models.DateTimeField())
    not_before = plain(models.DateTimeField())
    not_after = plain(models.DateTimeField(null=True))  # later than this it is worth nothing: a PIN that has run out
    attempts = plain(models.PositiveSmallIntegerField(default=0))
    claimed_at = plain(models.DateTimeField(null=True))
    batch_id = plain(models.BigIntegerField(null=True))
    printed_at = plain(models.DateTimeField(null=True))
    finished_at = plain(models.DateTimeField(null=True))
    withdrawn_at = plain(models.DateTimeField(null=True))
    trouble = plain(models.CharField(max_length=40, blank=True))  # the kind of the last error, never its text
    address_hash = personal(models.CharField(max_length=64, blank=True, default="", db_default=""))  # once it left
    provider_id = plain(  # the name that a mail provider gave it
        models.CharField(max_length=200, blank=True, default="", db_default="")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant_id", "key"], name="never_two_for_one_request"),
            models.CheckConstraint(
                name="an_open_row_alone_holds_a_secret_unless_content_free",
                condition=Q(state__in=OPEN, content_free=False) ^ Q(sealed=""),
            ),
            models.CheckConstraint(
                name="content_free_is_mail_that_can_wait",
                condition=Q(content_free=False) | Q(urgent=False, channel=Channel.MAIL),
            ),
            models.CheckConstraint(
                name="a_finished_row_says_when",
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="mail_is_sent_and_letters_are_printed",
                condition=Q(channel=Channel.MAIL) & ~Q(state__in=(OutboxState.PRINTED, OutboxState.CONFIRMED))
                | Q(channel=Channel.LETTER) & ~Q(state__in=(OutboxState.SENDING, OutboxState.UNSURE, OutboxState.SENT)),
            ),
            models.CheckConstraint(
                name="a_printed_letter_has_its_batch",
                condition=~Q(state__in=(OutboxState.PRINTED, OutboxState.CONFIRMED))
                | Q(batch_id__isnull=False, printed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="whoever_sends_has_claimed",
                condition=~Q(state__in=(OutboxState.SENDING, OutboxState.UNSURE)) | Q(claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_end_comes_after_its_beginning",
                condition=Q(not_after__isnull=True) | Q(not_after__gt=F("made_at")),
            ),
        ]
        indexes: ClassVar = [
            # Each query reads only its own part, however much waits or has been sent. SQLite takes an index of a part
            # only for the very state that the part is of, so there is one for each.
            models.Index(
                fields=["channel", "urgent", "not_before"],
                name="outbox_waiting",
                condition=Q(state=OutboxState.QUEUED),
            ),
            models.Index(
                fields=["content_free", "not_after"], name="outbox_too_late", condition=Q(state=OutboxState.QUEUED)
            ),
            models.Index(fields=["claimed_at"], name="outbox_sending", condition=Q(state=OutboxState.SENDING)),
            models.Index(fields=["not_after"], name="outbox_unsure", condition=Q(state=OutboxState.UNSURE)),
            models.Index(fields=["id"], name="outbox_id"),
            models.Index(fields=["provider_id"], name="outbox_provider", condition=~Q(provider_id="")),
            models.Index(fields=["state"], name="outbox_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["batch_id"], name="outbox_batch", condition=Q(batch_id__isnull=False)),
            models.Index(fields=["finished_at"], name="outbox_finished", condition=Q(finished_at__isnull=False)),
        ]


class StoppedAddress(models.Model):
    """An address to which no mail goes, for one person who has it: its server has no such mailbox, or its reader called
    our mail spam. It is put right when its owner opens a link of ours there, or an operator says so."""

    pk = models.CompositePrimaryKey("participant_id", "address_hash")
    participant_id = personal(models.CharField(max_length=10))
    address_hash = personal(models.CharField(max_length=64, db_index=True))
    reason = plain(models.CharField(max_length=10, choices=StopReason))
    stopped_at = plain(models.DateTimeField())
    stopped_on = plain(models.DateField())  # the agency's day, from which the days for paper are counted
    message_id = plain(models.UUIDField())  # the mail that came back
    put_right_at = plain(models.DateTimeField(null=True))


class ProviderEvent(models.Model):
    """Something a mail provider told us, so that it counts once however often it is told."""

    event_hash = plain(models.CharField(max_length=64, primary_key=True))
    told_at = plain(models.DateTimeField())
