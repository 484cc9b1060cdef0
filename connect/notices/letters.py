"""A letter as it is printed, from a row of the outbox."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from connect.lib.dates import in_words
from connect.notices.kinds import Kind
from connect.notices.models import Outgoing
from connect.notices.rows import opened
from connect.notices.texts import words
from connect.paper.letters import Letter


def letter(row: Outgoing) -> Letter:
    """What `row` says on paper. The day on it is the day it was asked for, so that a second print says the same."""
    to, facts = opened(row)
    said = words(row.template, Kind.LETTER, row.language, facts)
    agency = settings.AGENCY
    name = agency.names.agency.in_language(row.language)
    with override(row.language):
        reference = _("Participant ID ending in %(digits)s") % {"digits": row.participant_id[-4:]}
    return Letter(
        language=row.language,
        sender=tuple(part.strip() for part in agency.addresses.letters.split(",", 2)),
        to=tuple(line.strip() for line in to.splitlines()),
        day=in_words(row.made_at.astimezone(agency.zone).date(), row.language),
        reference=reference,
        heading=said.heading,
        parts=tuple((part.kind, part.text) for part in said.parts),
        closing=(name, agency.phones.statewide, agency.pamphlet.address),
    )
