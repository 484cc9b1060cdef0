"""Tell a person that their account changed, wherever a PIN might go, with a way to say "this was not me".

Places that are too new, or were just left, are only asked to call us (channels.to_tell).
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from connect.access import links
from connect.access.channels import Destination, to_tell
from connect.access.models import Disavowal
from connect.lib.digits import without_gaps
from connect.notices import outbox
from connect.notices.events import CallUs, Event, NotMeEvent
from connect.notices.kinds import Channel
from connect.notices.queries import language_of

# No letter that looks like a digit, so that a code can be read off a letter: 20 characters are 100 random bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _EACH = 4, 5


def notify_owner(
    participant_id: str,
    event: Callable[..., NotMeEvent],
    *,
    about: str,
    now: datetime,
    but: Destination | None = None,
    asked_in: str = "",
) -> None:
    """Queue `event` for every destination that may read it except `but`, and CallUs for the others, in the caller's
    transaction.

    `event` takes the three facts of "this was not me": PinChanged, or partial(SignInMethodChanged, what=...).
    `about`: the act of the trail that "this was not me" undoes, until the profile's days are over (ten). Where no one
    gets the code there is none. `asked_in`: the language of the page where it was asked for; the notice is in that one
    too.
    """
    recipients = to_tell(participant_id, now)
    code = new_code(_GROUPS * _EACH)
    until = now + timedelta(days=settings.AGENCY.access.on_file_days)
    everything = [destination for destination in recipients.everything if destination != but]
    to_call = [destination for destination in recipients.to_call if destination != but]
    key = code_hash(code)[:32]
    notice = event(not_me_link=links.not_me_link(code), not_me_code=code, not_me_until=until)
    keys = [f"{notice.name} {key} {number}" for number in range(len(everything))]
    if everything:
        letters = [each for each, to in zip(keys, everything, strict=True) if to.channel == Channel.LETTER]
        Disavowal.objects.create(
            participant_id=participant_id,
            code_hash=code_hash(code),
            about=about,
            made_at=now,
            until=until,
            letter_key=letters[0] if letters else "",
        )
    call_us = CallUs()
    messages: list[tuple[str, Event, Destination]] = [
        *((key, notice, destination) for key, destination in zip(keys, everything, strict=True)),
        *((f"{call_us.name} {key} {number}", call_us, destination) for number, destination in enumerate(to_call)),
    ]
    for message_key, message, destination in messages:
        outbox.enqueue(
            message,
            participant_id=participant_id,
            key=message_key,
            channel=destination.channel,
            to=destination.to,
            language=language_of(participant_id),
            also_in=asked_in if message is notice else "",
            now=now,
            not_after=until,
        )


def new_code(characters: int) -> str:
    """Random, in groups of five with dashes between: 'K7P2M-…'."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(characters))
    return "-".join(text[i : i + _EACH] for i in range(0, characters, _EACH))


def typed_code(text: str) -> str:
    """A code as someone typed it, in capitals and with its dashes; '' for text that cannot be one."""
    plain = without_gaps(text).upper()
    if not plain or len(plain) > 60 or set(plain) - set(ALPHABET):
        return ""
    return "-".join(plain[i : i + _EACH] for i in range(0, len(plain), _EACH))


def code_hash(code: str) -> str:
    """The SHA-256 that the table keeps of a code of 100 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()
