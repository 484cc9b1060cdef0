"""What others may know of a person, which no PIN may be made of."""

import re

from django.conf import settings

from connect.access.pins.rules import Known
from connect.cases.models import Address, Participant
from connect.lib.digits import without_gaps
from connect.lib.sealed import unseal


def facts_on_file(participant_id: str, *, temporary: bool = False) -> Known:
    """The numbers and the birth date on file, which no PIN may contain; none for a person who is not in the feed.

    `temporary`: the visit was opened by a temporary PIN or a recovery code, which may be someone else's letter. Then
    the Social Security number and the current address are left out, so that no answer depends on them.
    """
    person = Participant.objects.filter(participant_id=participant_id).first()
    if person is None:
        return Known((participant_id,))
    texts = [person.phone_home, person.phone_mobile, person.phone_work]
    if not temporary:
        home = Address.objects.filter(participant_id=participant_id, valid_to=None)
        postcode = home.values_list("postcode", flat=True).first() or ""
        texts += [unseal(settings.FIELD_KEYS, person.ssn_sealed), postcode[:5], postcode]
    numbers = (re.sub(r"[^0-9]", "", without_gaps(text)) for text in texts)
    return Known((participant_id, *(n for n in numbers if n)), person.birth_date)
