"""Who may come in: PINs, temporary PINs and their requests, visits, private devices, and what can be undone."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from connect.lib.personal import Keys, personal, plain, sealed


class TryCounters[Row: models.Model](models.QuerySet[Row]):
    """Rows that count wrong answers in a row."""

    def take_try(self, now: datetime, *, each: int, pauses: tuple[timedelta, ...]) -> bool:
        """Use one try of the row, in one UPDATE, so that forty guesses at once evaluate only as many as there are.

        False: there is no row, or it is paused. Every `each`-th try in a row sets a pause at once: the first of
        `pauses`, then the second, and the last from then on. A right answer lifts it.
        """
        earlier = [
            When(tries__lt=each * (number + 1), then=Value(now + pause)) for number, pause in enumerate(pauses[:-1])
        ]
        pause = Case(
            When(~Q(Exact(Mod(F("tries") + 1, each), 0)), then=None),
            *earlier,
            default=Value(now + pauses[-1]),
            output_field=models.DateTimeField(),
        )
        not_paused = self.filter(Q(paused_until__isnull=True) | Q(paused_until__lte=now))
        return not_paused.update(tries=F("tries") + 1, paused_until=pause) == 1


class TryCounter(models.Model):
    """Something that can be guessed at: how many wrong answers in a row, and until when no one may try again."""

    tries = plain(models.PositiveSmallIntegerField(default=0))
    paused_until = plain(models.DateTimeField(null=True))

    objects = TryCounters.as_manager()

    class Meta:
        abstract = True


class Account(TryCounter):
    """A participant's PIN, the temporary PIN beside it, and the tries both share.

    '' is no PIN. A temporary PIN opens only the page where a PIN is chosen (S000 L44-51) and never replaces the
    active one by itself. `tries` counts wrong PINs in a row from devices we do not know, through every door.
    """

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    pin_hash = personal(models.CharField(max_length=200, blank=True))
    temporary_hash = personal(models.CharField(max_length=200, blank=True))
    temporary_until = plain(models.DateTimeField(null=True))
    temporary_request = plain(models.UUIDField(null=True))  # the PinRequest that it answers; None: set by an operator
    changed_at = plain(models.DateTimeField())
    visited_at = plain(models.DateTimeField(null=True))  # when the last visit began
    must_check_since = plain(
        models.DateTimeField(null=True)
    )  # "Check who can get into your account" waits to be gone through
    made_safe_at = plain(
        models.DateTimeField(null=True)
    )  # links made before open nothing (connect/access/safety_check.py)
    choices = plain(
        models.PositiveSmallIntegerField(default=0)
    )  # PINs of their own choice without an hour's rest between
    chose_at = plain(models.DateTimeField(null=True))  # the last of them
    unread_messages = plain(models.PositiveIntegerField(default=0, db_default=0))  # connect/access/unread.py

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_temporary_pin_expires",
                condition=Q(temporary_hash="", temporary_until__isnull=True)
                | (~Q(temporary_hash="") & Q(temporary_until__isnull=False)),
            )
        ]


class SignInMethod(models.TextChoices):
    """What opened a visit."""

    PIN = "pin"
    TEMPORARY_PIN = "temporary"
    PASSKEY = "passkey"
    RECOVERY_CODE = "code"


class Visit(AbstractBaseSession):
    """A signed-in visit. `session_key` is the SHA-256 of the cookie's key, so a stolen table opens nothing.

    `temporary`: it opens only the page where a PIN is chosen. `browser`: what the browser calls itself, in a word or
    two, so that people recognize their own visits. `confirmed_at`: when the person last proved again who they are.
    """

    session_key = personal(models.CharField(max_length=64, primary_key=True))
    # Of the abstract model, word for word, with what it holds: the input that waits since the visit ended.
    session_data = sealed(models.TextField("session data"), Keys.FIELD)
    expire_date = plain(models.DateTimeField("expire date", db_index=True))
    participant_id = personal(models.CharField(max_length=10, db_index=True))
    started_at = plain(models.DateTimeField())
    previous_visit_at = plain(models.DateTimeField(null=True))  # when the person's visit before this one began
    way_in = plain(models.CharField(max_length=10, choices=SignInMethod.choices, default=SignInMethod.PIN))
    temporary = plain(models.BooleanField(default=False))
    browser = personal(models.CharField(max_length=60, blank=True))
    confirmed_at = plain(models.DateTimeField(null=True))


class PrivateDevice(TryCounter):
    """A browser that a person called their own. It has its own tries, so no one can lock its owner out.

    `device_hash` is the SHA-256 of the key in its cookie. Several people of one household may share the device.
    """

    pk = models.CompositePrimaryKey("participant_id", "device_hash")
    participant_id = personal(models.CharField(max_length=10))
    device_hash = personal(models.CharField(max_length=64))
    browser = personal(models.CharField(max_length=60, blank=True))
    made_at = plain(models.DateTimeField())
    used_at = plain(models.DateTimeField())


class DeliveryMethod(models.TextChoices):
    """How a temporary PIN travels (S002 L38-41)."""

    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"  # on a slip that staff hand over


class PinRequest(models.Model):
    """An accepted request for a temporary PIN: the caps count it, and the person may follow it."""

    class AskedBy(models.TextChoices):
        WEB = "web"
        STAFF = "staff"
        NOT_ME = "not_me"  # someone said that a change was not theirs

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = personal(models.CharField(max_length=10))
    id = plain(models.UUIDField())
    asked_at = plain(models.DateTimeField())
    asked_by = plain(models.CharField(max_length=10, choices=AskedBy.choices))
    how = personal(models.CharField(max_length=10, choices=DeliveryMethod.choices))
    # The language of the page where it was asked for; '' where there was none.
    asked_in = personal(models.CharField(max_length=2, blank=True, default="", db_default=""))
    until = plain(models.DateTimeField())  # the temporary PIN works until then
    voided_at = plain(models.DateTimeField(null=True))  # a later request, or the person, made it stop working
    used_at = plain(models.DateTimeField(null=True))


class MailedLink(models.Model):
    """A link that we mailed (connect.access.mailed_links).

    `link_hash`: SHA-256 of the 22 characters in the link. `about`: what it is about, in the words of its kind.
    """

    class Kind(models.TextChoices):
        PIN_STATUS = "pin_status"  # about a PinRequest: its id
        CONFIRM_EMAIL = "confirm_email"  # about an email address: its place_hash
        NEW_EMAIL = "new_email"  # about a new email address that waits for its owner: a name of `contact`'s

    link_hash = personal(models.CharField(max_length=64, primary_key=True))
    participant_id = personal(models.CharField(max_length=10, db_index=True))
    kind = plain(models.CharField(max_length=20, choices=Kind.choices))
    about = personal(models.CharField(max_length=64))
    made_at = plain(models.DateTimeField())
    until = plain(models.DateTimeField(db_index=True))


class Disavowal(models.Model):
    """A "this was not me" that a person may say for ten days after a change.

    If a letter brought its code, the ten days count from the day the letter was mailed. `code_hash`: SHA-256 of the
    code. `letter_key`: the key of that letter in the outbox, '' for none.
    """

    pk = models.CompositePrimaryKey("participant_id", "code_hash")
    participant_id = personal(models.CharField(max_length=10))
    code_hash = personal(models.CharField(max_length=64, db_index=True))
    about = plain(models.CharField(max_length=40))  # the act it undoes, as the trail calls it
    made_at = plain(models.DateTimeField())
    until = plain(models.DateTimeField())
    letter_key = plain(models.CharField(max_length=100, blank=True, default="", db_default=""))
    used_at = plain(models.DateTimeField(null=True))


class NetworkMinute(models.Model):
    """How often one network asked to sign in, or for a PIN, in one minute, and how hard it pressed on the breaker.

    `network` and `block` are keyed: no address is kept. `block`: the /24 or /48 around the network, whose rows have one
    share of the pressure; '' where nothing presses. failed, failed_solved, turned_away: as in PressureMinute, but
    without the limit of a share. got_in: right PINs. pressed, pressed_solved: what the breaker counted.
    """

    network = personal(models.CharField(max_length=64))
    minute = plain(models.DateTimeField())
    asked = plain(models.PositiveIntegerField())
    block = personal(models.CharField(max_length=64, default=""))
    failed = plain(models.IntegerField(default=0))
    failed_solved = plain(models.IntegerField(default=0))
    turned_away = plain(models.IntegerField(default=0))
    got_in = plain(models.IntegerField(default=0))
    pressed = plain(models.IntegerField(default=0))
    pressed_solved = plain(models.IntegerField(default=0))
    pk = models.CompositePrimaryKey("network", "minute")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["block", "minute"], name="what_a_block_pressed")]


class PressureMinute(models.Model):
    """What came from unknown devices in one minute, everyone together; in parts, so that no one waits.

    failed: wrong, or not known yet. failed_solved: the same after a solved puzzle. turned_away: did not solve the
    puzzle, or came while only known devices may. got_in: right PINs. Each network counts with no more than its share.
    """

    minute = plain(models.DateTimeField())
    part = plain(models.PositiveSmallIntegerField())
    failed = plain(models.IntegerField(default=0))
    failed_solved = plain(models.IntegerField(default=0))
    turned_away = plain(models.IntegerField(default=0))
    got_in = plain(models.IntegerField(default=0))
    pk = models.CompositePrimaryKey("minute", "part")


class Passkey(models.Model):
    """A passkey of a participant. The private half never leaves the person's device."""

    pk = models.CompositePrimaryKey("participant_id", "credential_hash")
    participant_id = personal(models.CharField(max_length=10))
    credential_hash = personal(models.CharField(max_length=64, db_index=True))  # SHA-256 of the credential's id
    credential_id = personal(models.TextField())  # URL-safe base64
    public_key = personal(models.TextField())  # URL-safe base64 of the COSE key
    user_handle = personal(
        models.CharField(max_length=64)
    )  # whom it was made for, as the authenticator calls them; in hex
    sign_count = plain(models.PositiveBigIntegerField())
    backup_eligible = plain(
        models.BooleanField(null=True)
    )  # may be synced to other devices; None: not used since we keep it
    name = personal(models.CharField(max_length=60))  # given by its owner
    made_at = plain(models.DateTimeField())
    used_at = plain(models.DateTimeField(null=True))


class RecoveryCode(models.Model):
    """One of ten printed codes, each good once. `code_hash` is keyed with the pepper outside the database."""

    pk = models.CompositePrimaryKey("participant_id", "code_hash")
    participant_id = personal(models.CharField(max_length=10))
    code_hash = personal(models.CharField(max_length=80))
    made_at = plain(models.DateTimeField())
    used_at = plain(models.DateTimeField(null=True))


class CodeTries(TryCounter):
    """Wrong recovery codes in a row. They have their own tries: pausing a person's PIN does not pause the codes."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))


class SingleUseKey(models.Model):
    """A key that was used and may not be used again (connect.access.single_use). Only its SHA-256 is kept."""

    key_hash = plain(models.CharField(max_length=64, primary_key=True))
    expires_at = plain(models.DateTimeField(db_index=True))


class SavedAnswer(models.Model):
    """Text that its reader may read again (connect.access.saved_answers).

    `sealed`: under a key that only the reader can say; '' while someone acts.
    """

    name = personal(models.CharField(max_length=64, primary_key=True))
    sealed = sealed(models.TextField(blank=True), Keys.READER)
    expires_at = plain(models.DateTimeField(db_index=True))
