"""The links of our mails: 22 random characters, of which we keep only the hash, with a purpose and an end.

They are short so that a mail does not look like a fraud, and random, so that they say nothing of the person.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings

from connect.access.models import MailedLink
from connect.lib import tokens
from connect.lib.public_id import is_public_id

Kind = MailedLink.Kind
# An earlier release sealed whom and what a link is about into the link itself. Those that were mailed work until they
# end, at most access.letter_pin_days after the update: their purpose, and the name of what they are about.
_SEALED = {Kind.PIN_STATUS: ("PIN status", "request"), Kind.CONFIRM_EMAIL: ("confirm email", "email")}


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Whom and what a link is about. `made_at`: None for a link of an earlier release that does not say."""

    participant_id: str
    about: str
    made_at: datetime | None

    @classmethod
    def of_facts(cls, facts: dict[str, str], about: str) -> Self:
        return cls(facts["person"], facts[about], datetime.fromisoformat(facts["made"]) if "made" in facts else None)


def new_link_code(kind: Kind, participant_id: str, about: str, *, now: datetime, until: datetime) -> str:
    """The characters of a new link, stored as a hash in the caller's transaction."""
    code = secrets.token_urlsafe(16)
    MailedLink.objects.create(
        link_hash=_hash(code), participant_id=participant_id, kind=kind, about=about, made_at=now, until=until
    )
    return code


def opened_link(kind: Kind, code: str, now: datetime) -> OpenedLink | None:
    """Whom and what a link is about; None alike for one that is not ours, of another kind, or ended."""
    if not is_public_id(code):  # a code is as long as one
        if kind not in _SEALED:
            return None
        purpose, about = _SEALED[kind]
        facts = tokens.open_token(settings.FIELD_KEYS, purpose, code, now, "person", about)
        return OpenedLink.of_facts(facts, about) if facts else None
    row = MailedLink.objects.filter(link_hash=_hash(code), kind=kind, until__gt=now).first()
    return OpenedLink(row.participant_id, row.about, row.made_at) if row else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
