"""Telling a person, everywhere they can be reached, that their account changed, with a way to say "this was not me"."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings

from connect.access import links
from connect.access.channels import Channel, to_tell
from connect.access.models import Disavowal
from connect.notices import outbox
from connect.notices.queries import language_of

# No letter that looks like a digit, so that a code can be read off a letter: 20 characters are 100 random bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_GROUPS, _EACH = 4, 5
_GAPS = re.compile(r"[\s\u2010-\u2015\-]+")


def tell(
    participant_id: str,
    template: str,
    *,
    about: str,
    now: datetime,
    facts: dict[str, str] | None = None,
    but: Channel | None = None,
) -> None:
    """Queue `template` for every channel on file except `but`, in the caller's transaction.

    `about`: the act of the trail that "this was not me" undoes, until the profile's days are over (ten).
    """
    channels = [channel for channel in to_tell(participant_id, now) if channel != but]
    if not channels:
        return
    code = new_code(_GROUPS * _EACH)
    until = now + timedelta(days=settings.AGENCY.access.on_file_days)
    Disavowal.objects.create(
        participant_id=participant_id, code_hash=code_hash(code), about=about, made_at=now, until=until
    )
    said = (facts or {}) | {
        "not_me_link": links.not_me(code),
        "not_me_code": code,
        "not_me_until": until.isoformat(),
    }
    for number, channel in enumerate(channels):
        outbox.put(
            participant_id=participant_id,
            key=f"{template} {code_hash(code)[:32]} {number}",
            template=template,
            kind=channel.kind,
            to=channel.to,
            language=language_of(participant_id),
            facts=said,
            now=now,
            not_after=until,
        )


def new_code(characters: int) -> str:
    """Random, in groups of five with dashes between: 'K7P2M-…'."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(characters))
    return "-".join(text[i : i + _EACH] for i in range(0, characters, _EACH))


def typed_code(text: str) -> str:
    """A code as somebody typed it, in capitals and with its dashes; '' for what cannot be one."""
    plain = _GAPS.sub("", text).upper()
    if not plain or len(plain) > 60 or set(plain) - set(ALPHABET):
        return ""
    return "-".join(plain[i : i + _EACH] for i in range(0, len(plain), _EACH))


def code_hash(code: str) -> str:
    """What the table keeps of a code of 100 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()
