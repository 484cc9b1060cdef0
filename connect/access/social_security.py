"""The Social Security number on file: finding its person, and showing its last four digits."""

import re

from django.conf import settings

from connect.access.current_visit import CurrentVisit
from connect.cases.models import Participant
from connect.lib.digits import without_gaps
from connect.lib.sealed import blind_indexes, unseal


def participant_with_ssn(text: str) -> str:
    """The Participant ID of the one person with this Social Security number, as typed; '' for none or several."""
    digits = without_gaps(text)
    if not re.fullmatch(r"[0-9]{9}", digits, re.ASCII):
        return ""
    indexes = blind_indexes(settings.BLIND_INDEX_KEYS, digits)
    found = Participant.objects.filter(ssn_index__in=indexes, gone=False).values_list("participant_id", flat=True)[:2]
    return found[0] if len(found) == 1 else ""


def ssn_ending(visit: CurrentVisit) -> str:
    """The last four digits of the person's own Social Security number, which is all that is ever shown; '' for none."""
    sealed = Participant.objects.filter(participant_id=visit.participant_id).values_list("ssn_sealed", flat=True)
    return unseal(settings.FIELD_KEYS, sealed[0])[-4:] if sealed else ""
