"""Which places their owner has confirmed. The table says no addresses: a keyed hash stands for each.

A place is confirmed for one use. That of a typed email address is for notices alone (FOR_NOTICES), so no PIN and no
"this was not me" ever depends on it, even where the agency has the same address on file.
"""

import hmac
from datetime import datetime

from django.conf import settings

from connect.notices.models import ConfirmedPlace

FOR_NOTICES = "notices"


def place_hash(use: str, place: tuple[str, ...]) -> str:
    """The keyed hash, in hex, that stands for a place. `use`: what it is known for, so that one use says nothing of
    another: 'email' or 'letter' of the places on file, FOR_NOTICES. `place`: line by line."""
    said = "\x1f".join((str(use), *(line.casefold() for line in place)))
    return hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256").hex()


def notice_place(email: str) -> str:
    """What stands for an email address to which notices go."""
    return place_hash(FOR_NOTICES, (email,))


def confirmed_for_notices(participant_id: str, email: str) -> datetime | None:
    """When the person opened our link at this address; None for never."""
    rows = ConfirmedPlace.objects.filter(participant_id=participant_id, place_hash=notice_place(email))
    return rows.values_list("confirmed_at", flat=True).first()
