"""A letter as it is printed, from a row of the outbox."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.lib.dates import in_words
from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import opened
from connect.notices.texts import Words, words
from connect.paper.letters import Letter, letters_pdf


def letter(row: OutboxMessage) -> Letter:
    """What `row` says on paper. The day on it is the day it was asked for, so that a second print says the same."""
    to, facts = opened(row)
    said = words(row.template, Channel.LETTER, row.language, facts)
    lines = tuple(line.strip() for line in to.splitlines())
    of = "" if row.template == "call_us" else row.participant_id  # what may be read by others says nothing else
    return _paper(said, row.language, row.made_at, of, lines)


def slip(participant_id: str, *, pin: str, until: datetime, language: str, now: datetime) -> bytes:
    """The PDF of a temporary PIN that staff hand over: the sheet of a letter, without an address. Raises DoesNotFit for
    a sender's address that would not stand in the window."""
    said = words("pin_slip", Channel.LETTER, language, {"pin": pin, "valid_until": until.isoformat()})
    return letters_pdf([_paper(said, language, now, participant_id)], title=said.heading, made_at=now)


def _paper(said: Words, language: str, made_at: datetime, participant_id: str, to: tuple[str, ...] = ()) -> Letter:
    agency = settings.AGENCY
    with override(language):
        ending = _("Participant ID ending in %(digits)s") % {"digits": participant_id[-4:]}
    return Letter(
        language=language,
        sender=tuple(part.strip() for part in agency.addresses.letters.split(",", 2)),
        to=to,
        day=in_words(made_at.astimezone(agency.zone).date(), language),
        reference=ending if participant_id else "",
        heading=said.heading,
        parts=tuple((part.kind, part.text) for part in said.parts),
        closing=(agency.names.agency.in_language(language), agency.phones.statewide, agency.pamphlet.address),
    )
