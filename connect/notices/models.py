"""What a person chose for our notices, the places they confirmed, the outbox, and addresses to which no mail goes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from connect.lib.doors import Door
from connect.lib.personal import Keys, personal, plain, sealed
from connect.notices.kinds import OPEN, Channel, ConsentKind, MailSays, OutboxState, StopReason


class ContactPreference(models.Model):
    """One row per participant, written by the participant."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    language = personal(models.CharField(max_length=2, choices=[("en", "English"), ("es", "Español")]))
    chosen_at = plain(models.DateTimeField())


class ConfirmedPlace(models.Model):
    """A place that its owner has confirmed (connect.notices.confirmed). access/channels.py says what it counts for.

    For an email address someone opened the link that we sent there. For a mailing address the person said in a visit
    that they alone get its mail.
    """

    pk = models.CompositePrimaryKey("participant_id", "place_hash")
    participant_id = personal(models.CharField(max_length=10))
    place_hash = personal(models.CharField(max_length=64))  # keyed, so that the table says no addresses
    confirmed_at = plain(models.DateTimeField())


class NoticeEmail(models.Model):
    """Where a person wants our notices, and how much these say. One row for each who ever signed up.

    `email`: '' for the one on the agency's file. `place_hash`: of the address that it was when it was chosen or the
    link was sent; while the address on file is another one, nothing is sent. `link_hash`: of the newest link to it.
    """

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    email = personal(models.CharField(max_length=254, blank=True))
    place_hash = personal(models.CharField(max_length=64))
    chosen_at = plain(models.DateTimeField())
    says = personal(models.CharField(max_length=10, choices=MailSays))
    says_chosen_at = plain(models.DateTimeField())
    link_hash = personal(models.CharField(max_length=64, blank=True, default=""))
    link_until = plain(models.DateTimeField(null=True))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["link_hash"], name="notice_email_link", condition=~Q(link_hash="")),
        ]


class Consent(models.Model):
    """A person's yes to one kind of document or notification, until they took it back. Never changed otherwise.

    `wording`, `wording_hash`, `language`: the sentences that stood beside the tick (connect.notices.consent_wording).
    """

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = personal(models.CharField(max_length=10))
    id = plain(models.UUIDField(default=uuid.uuid4))
    kind = personal(models.CharField(max_length=20, choices=ConsentKind))
    wording = plain(models.CharField(max_length=20))
    wording_hash = plain(models.CharField(max_length=64))
    language = personal(models.CharField(max_length=2))
    given_at = plain(models.DateTimeField())
    given_on = plain(models.DateField())  # the day of it at the agency
    door = plain(models.CharField(max_length=10, choices=[(door.value, door.value) for door in Door]))
    until = plain(models.DateTimeField(null=True))
    ended_by = plain(models.CharField(max_length=10, blank=True, default=""))  # the door by which it was taken back
    # When an export first told the print shop that there is no paper for it, and then that there is again.
    listed_at = plain(models.DateTimeField(null=True))
    left_out_at = plain(models.DateTimeField(null=True))

    class Meta:
        indexes: ClassVar = [
            # Those that count, of everyone: the runs over reminders, payments and documents join it.
            models.Index(fields=["kind", "participant_id"], name="consents_in_force", condition=Q(until__isnull=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_consent_in_force", fields=["participant_id", "kind"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="an_ended_consent_says_how",
                condition=Q(until__isnull=True, ended_by="") | (Q(until__isnull=False) & ~Q(ended_by="")),
            ),
        ]


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
    stopped_on = plain(models.DateField())  # the day of it at the agency
    message_id = plain(models.UUIDField())  # the mail that came back
    put_right_at = plain(models.DateTimeField(null=True))


class ProviderEvent(models.Model):
    """Something a mail provider told us, so that it counts once however often it is told."""

    event_hash = plain(models.CharField(max_length=64, primary_key=True))
    told_at = plain(models.DateTimeField())
