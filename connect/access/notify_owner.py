"""Telling a person that their account changed, with a way to say "this was not me", wherever a PIN might go too.

Places that are too new, or were just left, are asked to call us, and learn no more (channels.to_tell).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from connect.access import links
from connect.access.channels import Destination, to_tell
from connect.access.models import Disavowal
from connect.lib.digits import without_gaps
from connect.notices import outbox
from connect.notices.kinds import Channel
from connect.notices.queries import language_of

# No letter that looks like a digit, so that a code can be read off a letter: 20 characters are 100 random bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _EACH = 4, 5


def notify_owner(
    participant_id: str,
    template: str,
    *,
    about: str,
    now: datetime,
    facts: dict[str, str] | None = None,
    but: Destination | None = None,
) -> None:
    """Queue `template` for every channel that may read it except `but`, and "call us" for the others, in the caller's
    transaction.

    `about`: the act of the trail that "this was not me" undoes, until the profile's days are over (ten). Where nobody
    gets the code there is none.
    """
    told = to_tell(participant_id, now)
    code = new_code(_GROUPS * _EACH)
    until = now + timedelta(days=settings.AGENCY.access.on_file_days)
    everything = [channel for channel in told.everything if channel != but]
    to_call = [channel for channel in told.to_call if channel != but]
    key = code_hash(code)[:32]
    said = (facts or {}) | {
        "not_me_link": links.not_me_link(code),
        "not_me_code": code,
        "not_me_until": until.isoformat(),
    }
    keys = [f"{template} {key} {number}" for number in range(len(everything))]
    if everything:
        letters = [each for each, channel in zip(keys, everything, strict=True) if channel.kind == Channel.LETTER]
        Disavowal.objects.create(
            participant_id=participant_id,
            code_hash=code_hash(code),
            about=about,
            made_at=now,
            until=until,
            letter_key=letters[0] if letters else "",
        )
    outgoing = [
        *((key, template, channel, said) for key, channel in zip(keys, everything, strict=True)),
        *((f"call_us {key} {number}", "call_us", channel, {}) for number, channel in enumerate(to_call)),
    ]
    for name, text, channel, with_facts in outgoing:
        outbox.enqueue(
            participant_id=participant_id,
            key=name,
            template=text,
            kind=channel.kind,
            to=channel.to,
            language=language_of(participant_id),
            facts=with_facts,
            now=now,
            not_after=until,
        )


def new_code(characters: int) -> str:
    """Random, in groups of five with dashes between: 'K7P2M-…'."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(characters))
    return "-".join(text[i : i + _EACH] for i in range(0, characters, _EACH))


def typed_code(text: str) -> str:
    """A code as somebody typed it, in capitals and with its dashes; '' for what cannot be one."""
    plain = without_gaps(text).upper()
    if not plain or len(plain) > 60 or set(plain) - set(ALPHABET):
        return ""
    return "-".join(plain[i : i + _EACH] for i in range(0, len(plain), _EACH))


def code_hash(code: str) -> str:
    """What the table keeps of a code of 100 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()
