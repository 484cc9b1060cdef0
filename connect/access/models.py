"""Who may come in: PINs, temporary PINs and who asked for them, visits, private devices, and what to undo."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from connect.lib.personal import Declared


class Account(Declared, models.Model):
    """A participant's PIN, the temporary PIN beside it, and the tries both share.

    '' is no PIN. A temporary PIN opens only the page where a PIN is chosen (S000 L44-51) and never replaces the
    active one by itself. `tries` counts wrong PINs in a row from devices we do not know, through every door.
    """

    participant_id = models.CharField(max_length=10, primary_key=True)
    pin_hash = models.CharField(max_length=200, blank=True)
    temporary_hash = models.CharField(max_length=200, blank=True)
    temporary_until = models.DateTimeField(null=True)
    temporary_request = models.UUIDField(null=True)  # the PinRequest that it answers; None: set by an operator
    tries = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    visited_at = models.DateTimeField(null=True)  # when the last visit began
    must_check_since = models.DateTimeField(null=True)  # "Check who can get into your account" waits to be gone through
    made_safe_at = models.DateTimeField(null=True)  # links made before open nothing (connect/access/safety_check.py)
    choices = models.PositiveSmallIntegerField(default=0)  # PINs of their own choice without an hour's rest between
    chose_at = models.DateTimeField(null=True)  # the last of them

    PERSONAL = ("participant_id", "pin_hash", "temporary_hash")
    PLAIN = (
        "temporary_until",
        "temporary_request",
        "tries",
        "paused_until",
        "changed_at",
        "visited_at",
        "must_check_since",
        "made_safe_at",
        "choices",
        "chose_at",
    )

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


class Visit(Declared, AbstractBaseSession):
    """A signed-in visit. `session_key` is the SHA-256 of the cookie's key, so a stolen table opens nothing.

    `temporary`: it opens only the page where a PIN is chosen. `browser`: what the browser calls itself, in a word
    or two, so that a person knows their own visits again. `confirmed_at`: when they last proved again who they are.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    participant_id = models.CharField(max_length=10, db_index=True)
    started_at = models.DateTimeField()
    previous_visit_at = models.DateTimeField(null=True)  # when the person's visit before this one began
    way_in = models.CharField(max_length=10, choices=SignInMethod.choices, default=SignInMethod.PIN)
    temporary = models.BooleanField(default=False)
    browser = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True)

    PERSONAL = ("session_key", "session_data", "participant_id", "browser")
    PLAIN = ("expire_date", "started_at", "previous_visit_at", "way_in", "temporary", "confirmed_at")


class PrivateDevice(Declared, models.Model):
    """A browser that a person called their own. It has tries of its own, so nobody can lock its owner out.

    `device_hash` is the SHA-256 of the key in its cookie; several people of one household may share the device.
    """

    pk = models.CompositePrimaryKey("participant_id", "device_hash")
    participant_id = models.CharField(max_length=10)
    device_hash = models.CharField(max_length=64)
    browser = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "device_hash", "browser")
    PLAIN = ("pk", "made_at", "used_at", "tries", "paused_until")


class DeliveryMethod(models.TextChoices):
    """How a temporary PIN travels (S002 L38-41)."""

    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"  # on a slip that staff hand over


class PinRequest(Declared, models.Model):
    """A request for a temporary PIN that was accepted: what the caps count and what the person may follow."""

    class AskedBy(models.TextChoices):
        WEB = "web"
        STAFF = "staff"
        NOT_ME = "not_me"  # somebody said that a change was not theirs

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = models.CharField(max_length=10)
    id = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=10, choices=AskedBy.choices)
    how = models.CharField(max_length=10, choices=DeliveryMethod.choices)
    until = models.DateTimeField()  # the temporary PIN works until then
    voided_at = models.DateTimeField(null=True)  # a later request, or the person, made it stop working
    used_at = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "how")
    PLAIN = ("pk", "id", "asked_at", "asked_by", "until", "voided_at", "used_at")


class Disavowal(Declared, models.Model):
    """A "this was not me" that a person may say for ten days after a change, and for ten days after the letter that
    brought its code was mailed. `code_hash`: SHA-256 of its code. `letter_key`: what the outbox calls that letter, ''
    for none.
    """

    pk = models.CompositePrimaryKey("participant_id", "code_hash")
    participant_id = models.CharField(max_length=10)
    code_hash = models.CharField(max_length=64, db_index=True)
    about = models.CharField(max_length=40)  # the act it undoes, as the trail calls it
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    letter_key = models.CharField(max_length=100, blank=True, default="", db_default="")
    used_at = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "code_hash")
    PLAIN = ("pk", "about", "made_at", "until", "letter_key", "used_at")


class ConfirmedPlace(Declared, models.Model):
    """A place on file of which its owner said that it is theirs: an e-mail address whose reader opened the link we sent
    there, a mailing address whose mail, they said in a visit, they alone get. Whether it still counts: access/channels.
    """

    pk = models.CompositePrimaryKey("participant_id", "place_hash")
    participant_id = models.CharField(max_length=10)
    place_hash = models.CharField(max_length=64)  # keyed, so that the table says no addresses
    confirmed_at = models.DateTimeField()

    PERSONAL = ("participant_id", "place_hash")
    PLAIN = ("pk", "confirmed_at")


class NetworkMinute(Declared, models.Model):
    """How often one network asked to sign in, or for a PIN, in one minute, and how it pressed on the breaker.

    `network` and `block` are keyed: no address is kept. `block`: the /24 or /48 around it, whose rows share what one
    may add to the pressure; '' where nothing presses. failed, failed_solved, turned_away: as in PressureMinute, but all
    of them. got_in: PINs that were right. pressed, pressed_solved: what the breaker counted of them.
    """

    network = models.CharField(max_length=64)
    minute = models.DateTimeField()
    asked = models.PositiveIntegerField()
    block = models.CharField(max_length=64, default="")
    failed = models.IntegerField(default=0)
    failed_solved = models.IntegerField(default=0)
    turned_away = models.IntegerField(default=0)
    got_in = models.IntegerField(default=0)
    pressed = models.IntegerField(default=0)
    pressed_solved = models.IntegerField(default=0)
    pk = models.CompositePrimaryKey("network", "minute")

    PERSONAL = ("network", "block")
    PLAIN = (
        *("pk", "minute", "asked", "failed", "failed_solved", "turned_away", "got_in", "pressed", "pressed_solved"),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["block", "minute"], name="what_a_block_pressed")]


class PressureMinute(Declared, models.Model):
    """What came from devices we do not know, all people together, in one minute; in parts, so that nobody waits.

    failed: wrong, or not known yet. failed_solved: the same of those who had solved a puzzle. turned_away: had not
    solved the puzzle they were asked for, or came while only known devices may. Of each network no more than its share.
    got_in: PINs that were right, of each network no more than its share too.
    """

    minute = models.DateTimeField()
    part = models.PositiveSmallIntegerField()
    failed = models.IntegerField(default=0)
    failed_solved = models.IntegerField(default=0)
    turned_away = models.IntegerField(default=0)
    got_in = models.IntegerField(default=0)
    pk = models.CompositePrimaryKey("minute", "part")

    PLAIN = ("pk", "minute", "part", "failed", "failed_solved", "turned_away", "got_in")


class Passkey(Declared, models.Model):
    """A passkey of a participant. The private half never leaves the person's device."""

    pk = models.CompositePrimaryKey("participant_id", "credential_hash")
    participant_id = models.CharField(max_length=10)
    credential_hash = models.CharField(max_length=64, db_index=True)  # SHA-256 of the credential's id
    credential_id = models.TextField()  # URL-safe base64
    public_key = models.TextField()  # URL-safe base64 of the COSE key
    user_handle = models.CharField(max_length=64)  # whom it was made for, as the authenticator calls them; in hex
    sign_count = models.PositiveBigIntegerField()
    backup_eligible = models.BooleanField(null=True)  # may be synced to other devices; None: not used since we keep it
    name = models.CharField(max_length=60)  # given by its owner
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "credential_hash", "credential_id", "public_key", "user_handle", "name")
    PLAIN = ("pk", "sign_count", "backup_eligible", "made_at", "used_at")


class RecoveryCode(Declared, models.Model):
    """One of ten printed codes, each good once. `code_hash` is keyed with the pepper outside the database."""

    pk = models.CompositePrimaryKey("participant_id", "code_hash")
    participant_id = models.CharField(max_length=10)
    code_hash = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    PERSONAL = ("participant_id", "code_hash")
    PLAIN = ("pk", "made_at", "used_at")


class CodeTries(Declared, models.Model):
    """Wrong recovery codes in a row: tries of their own, so that whoever pauses a PIN has not paused the codes."""

    participant_id = models.CharField(max_length=10, primary_key=True)
    tries = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)

    PERSONAL = ("participant_id",)
    PLAIN = ("tries", "paused_until")


class SingleUseKey(Declared, models.Model):
    """A key that was used and may not be used again (connect.access.single_use): only its SHA-256."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    PERSONAL = ()
    PLAIN = ("key_hash", "expires_at")


class SavedAnswer(Declared, models.Model):
    """What its reader may read again (connect.access.saved_answers). `sealed`: under what they alone can say; '' while
    somebody acts.
    """

    name = models.CharField(max_length=64, primary_key=True)
    sealed = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    PERSONAL = ("name", "sealed")
    PLAIN = ("expires_at",)
