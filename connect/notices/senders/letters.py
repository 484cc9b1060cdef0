"""Printed letters from rows of the outbox."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.lib.dates import day_in_words
from connect.notices.events import NoticeAudience, PinSlip
from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import address_and_event
from connect.notices.texts import NoticeText, notice_text
from connect.paper.letters import Letter, letters_pdf


def letter(row: OutboxMessage) -> Letter:
    """Return the letter of `row`. Its date is the day of the request, so a second print is identical."""
    to, event = address_and_event(row)
    text = notice_text(event, Channel.LETTER, row.language)
    lines = tuple(line.strip() for line in to.splitlines())
    participant_id = row.participant_id if event.audience is NoticeAudience.OWNER else ""
    return _paper(text, row.language, row.made_at, participant_id, lines)


def slip(participant_id: str, *, pin: str, until: datetime, language: str, now: datetime) -> bytes:
    """Return the PDF of a temporary PIN that staff hand over: the sheet of a letter without an address.

    Raises DoesNotFit if the sender's address does not fit the window.
    """
    text = notice_text(PinSlip(pin=pin, valid_until=until), Channel.LETTER, language)
    return letters_pdf([_paper(text, language, now, participant_id)], title=text.heading, made_at=now)


def _paper(text: NoticeText, language: str, made_at: datetime, participant_id: str, to: tuple[str, ...] = ()) -> Letter:
    agency = settings.AGENCY
    with override(language):
        ending = _("Participant ID ending in %(digits)s") % {"digits": participant_id[-4:]}
    return Letter(
        language=language,
        sender=tuple(part.strip() for part in agency.addresses.letters.split(",", 2)),
        to=to,
        day=day_in_words(made_at.astimezone(agency.zone).date(), language),
        reference=ending if participant_id else "",
        heading=text.heading,
        parts=tuple((part.kind, part.text) for part in text.paragraphs),
        closing=(agency.names.agency.in_language(language), agency.phones.statewide, agency.pamphlet.address),
    )
