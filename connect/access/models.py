"""Who may come in: PINs, temporary PINs and who asked for them, visits, private devices, and what to undo."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from connect.lib.personal import Keys, personal, plain, sealed


class Account(models.Model):
    """A participant's PIN, the temporary PIN beside it, and the tries both share.

    '' is no PIN. A temporary PIN opens only the page where a PIN is chosen (S000 L44-51) and never replaces the
    active one by itself. `tries` counts wrong PINs in a row from devices we do not know, through every door.
    """

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    pin_hash = personal(models.CharField(max_length=200, blank=True))
    temporary_hash = personal(models.CharField(max_length=200, blank=True))
    temporary_until = plain(models.DateTimeField(null=True))
    temporary_request = plain(models.UUIDField(null=True))  # the PinRequest that it answers; None: set by an operator
    tries = plain(models.PositiveSmallIntegerField(default=0))
    paused_until = plain(models.DateTimeField(null=True))
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

    `temporary`: it opens only the page where a PIN is chosen. `browser`: what the browser calls itself, in a word
    or two, so that a person knows their own visits again. `confirmed_at`: when they last proved again who they are.
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


class PrivateDevice(models.Model):
    """A browser that a person called their own. It has tries of its own, so nobody can lock its owner out.

    `device_hash` is the SHA-256 of the key in its cookie; several people of one household may share the device.
    """

    pk = models.CompositePrimaryKey("participant_id", "device_hash")
    participant_id = personal(models.CharField(max_length=10))
    device_hash = personal(models.CharField(max_length=64))
    browser = personal(models.CharField(max_length=60, blank=True))
    made_at = plain(models.DateTimeField())
    used_at = plain(models.DateTimeField())
    tries = plain(models.PositiveSmallIntegerField(default=0))
    paused_until = plain(models.DateTimeField(null=True))


class DeliveryMethod(models.TextChoices):
    """How a temporary PIN travels (S002 L38-41)."""

    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"  # on a slip that staff hand over


class PinRequest(models.Model):
    """A request for a temporary PIN that was accepted: what the caps count and what the person may follow."""

    class AskedBy(models.TextChoices):
        WEB = "web"
        STAFF = "staff"
        NOT_ME = "not_me"  # somebody said that a change was not theirs

    pk = models.CompositePrimaryKey("participant_id", "id")
    participant_id = personal(models.CharField(max_length=10))
    id = plain(models.UUIDField())
    asked_at = plain(models.DateTimeField())
    asked_by = plain(models.CharField(max_length=10, choices=AskedBy.choices))
    how = personal(models.CharField(max_length=10, choices=DeliveryMethod.choices))
    until = plain(models.DateTimeField())  # the temporary PIN works until then
    voided_at = plain(models.DateTimeField(null=True))  # a later request, or the person, made it stop working
    used_at = plain(models.DateTimeField(null=True))


class Disavowal(models.Model):
    """A "this was not me" that a person may say for ten days after a change, and for ten days after the letter that
    brought its code was mailed. `code_hash`: SHA-256 of its code. `letter_key`: what the outbox calls that letter, ''
    for none.
    """

    pk = models.CompositePrimaryKey("participant_id", "code_hash")
    participant_id = personal(models.CharField(max_length=10))
    code_hash = personal(models.CharField(max_length=64, db_index=True))
    about = plain(models.CharField(max_length=40))  # the act it undoes, as the trail calls it
    made_at = plain(models.DateTimeField())
    until = plain(models.DateTimeField())
    letter_key = plain(models.CharField(max_length=100, blank=True, default="", db_default=""))
    used_at = plain(models.DateTimeField(null=True))


class ConfirmedPlace(models.Model):
    """A place on file of which its owner said that it is theirs: an e-mail address whose reader opened the link we sent
    there, a mailing address whose mail, they said in a visit, they alone get. Whether it still counts: access/channels.
    """

    pk = models.CompositePrimaryKey("participant_id", "place_hash")
    participant_id = personal(models.CharField(max_length=10))
    place_hash = personal(models.CharField(max_length=64))  # keyed, so that the table says no addresses
    confirmed_at = plain(models.DateTimeField())


class NetworkMinute(models.Model):
    """How often one network asked to sign in, or for a PIN, in one minute, and how it pressed on the breaker.

    `network` and `block` are keyed: no address is kept. `block`: the /24 or /48 around it, whose rows share what one
    may add to the pressure; '' where nothing presses. failed, failed_solved, turned_away: as in PressureMinute, but all
    of them. got_in: PINs that were right. pressed, pressed_solved: what the breaker counted of them.
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
    """What came from devices we do not know, all people together, in one minute; in parts, so that nobody waits.

    failed: wrong, or not known yet. failed_solved: the same of those who had solved a puzzle. turned_away: had not
    solved the puzzle they were asked for, or came while only known devices may. Of each network no more than its share.
    got_in: PINs that were right, of each network no more than its share too.
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


class CodeTries(models.Model):
    """Wrong recovery codes in a row: tries of their own, so that whoever pauses a PIN has not paused the codes."""

    participant_id = personal(models.CharField(max_length=10, primary_key=True))
    tries = plain(models.PositiveSmallIntegerField(default=0))
    paused_until = plain(models.DateTimeField(null=True))


class SingleUseKey(models.Model):
    """A key that was used and may not be used again (connect.access.single_use): only its SHA-256."""

    key_hash = plain(models.CharField(max_length=64, primary_key=True))
    expires_at = plain(models.DateTimeField(db_index=True))


class SavedAnswer(models.Model):
    """What its reader may read again (connect.access.saved_answers). `sealed`: under what they alone can say; '' while
    somebody acts.
    """

    name = personal(models.CharField(max_length=64, primary_key=True))
    sealed = sealed(models.TextField(blank=True), Keys.READER)
    expires_at = plain(models.DateTimeField(db_index=True))
