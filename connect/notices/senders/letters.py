"""Printed letters from rows of the outbox."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.lib.dates import day_in_words
from connect.notices.events import Event, NoticeAudience, PinSlip
from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import address_and_event
from connect.notices.texts import languages_of, line_for_others, notice_text
from connect.paper.letters import Letter, LetterText, address_lines, letters_pdf


def letter(row: OutboxMessage) -> Letter:
    """Return the letter of `row`. Its date is the day of the request, so a second print is identical."""
    to, event = address_and_event(row)
    lines = tuple(line.strip() for line in to.splitlines())
    participant_id = row.participant_id if event.audience is NoticeAudience.OWNER else ""
    return _paper(event, languages_of(row), row.made_at, participant_id, lines)


def slip(participant_id: str, *, pin: str, until: datetime, language: str, now: datetime) -> bytes:
    """Return the PDF of a temporary PIN that staff hand over: the sheet of a letter without an address.

    Raises DoesNotFit if the sender's address does not fit the window.
    """
    paper = _paper(PinSlip(pin=pin, valid_until=until), (language,), now, participant_id)
    return letters_pdf([paper], title=paper.heading, made_at=now)


def _paper(
    event: Event, languages: tuple[str, ...], made_at: datetime, participant_id: str, to: tuple[str, ...] = ()
) -> Letter:
    agency = settings.AGENCY
    return Letter(
        sender=address_lines(agency.addresses.letters),
        to=to,
        name=agency.names.product,
        texts=tuple(_text(event, language, made_at, participant_id) for language in languages),
        call=line_for_others(languages),
    )


def _text(event: Event, language: str, made_at: datetime, participant_id: str) -> LetterText:
    agency, text = settings.AGENCY, notice_text(event, Channel.LETTER, language)
    with override(language):
        ending = _("Participant ID ending in %(digits)s") % {"digits": participant_id[-4:]}
    return LetterText(
        language=language,
        day=day_in_words(made_at.astimezone(agency.zone).date(), language),
        reference=ending if participant_id else "",
        heading=text.heading,
        parts=tuple((part.kind, part.text) for part in text.paragraphs),
        closing=(agency.names.agency.in_language(language), agency.phones.statewide, agency.pamphlet.address),
    )
