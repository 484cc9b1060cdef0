"""The language that a person chose, and the outbox with every mail and letter."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from connect.lib.personal import Keys, personal, plain, sealed
from connect.notices.kinds import OPEN, Channel, OutboxState


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
    """One mail or letter, written in the transaction of what it tells of. `key` names its reason, once for ever."""

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = personal(models.CharField(max_length=10))
    id = plain(models.UUIDField(default=uuid.uuid4))
    key = plain(models.CharField(max_length=100))
    channel = plain(models.CharField(max_length=10, choices=Channel))
    event = plain(models.CharField(max_length=40))
    language = personal(models.CharField(max_length=2))
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant_id", "key"], name="never_two_for_one_request"),
            models.CheckConstraint(name="a_finished_row_holds_no_secret", condition=Q(state__in=OPEN) ^ Q(sealed="")),
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
            # The queue is short and the archive is long: each query reads only its own part.
            models.Index(
                fields=["channel", "not_before"], name="outbox_waiting", condition=Q(state=OutboxState.QUEUED)
            ),
            models.Index(fields=["state"], name="outbox_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["batch_id"], name="outbox_batch", condition=Q(batch_id__isnull=False)),
            models.Index(fields=["finished_at"], name="outbox_finished", condition=Q(finished_at__isnull=False)),
        ]
