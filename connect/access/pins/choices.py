"""How many PINs of their own choice a person may have looked at in an hour."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connection

from connect.access import notify_owner
from connect.access.current_visit import CurrentVisit
from connect.access.models import Account
from connect.access.pins import rules as pin_rules
from connect.access.pins.facts_on_file import facts_on_file
from connect.access.pins.rules import PinReason
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.lib.rows import moment_parameter
from connect.notices.events import AccountChange, SignInMethodChanged

CHOICES_COUNT_FOR = timedelta(hours=1)


def may_choose(visit: CurrentVisit, now: datetime) -> bool:
    """Whether a PIN of the person's own choice would be looked at now; a PIN that we give always is."""
    used_up = Account.objects.filter(
        participant_id=visit.participant_id,
        choices__gte=settings.AGENCY.access.pin_choices_an_hour,
        chose_at__gt=now - CHOICES_COUNT_FOR,
    )
    return not used_up.exists()


_CHOSE = """
UPDATE access_account SET choices = CASE WHEN chose_at > %s THEN choices + 1 ELSE 1 END, chose_at = %s
 WHERE participant_id = %s AND (choices < %s OR chose_at IS NULL OR chose_at <= %s) RETURNING choices
"""


def reasons_against_choice(
    visit: CurrentVisit, new: str, reasons: tuple[PinReason, ...], door: Door, now: datetime
) -> tuple[PinReason, ...]:
    """Why a PIN of the person's own choice is refused. Uses one of the hour's choices before the file is compared.

    An accepted choice is used up as well: it reveals that it met nothing on file. `reasons`: those against the digits.
    """
    if not _take_choice(visit, door, now=now):
        return (PinReason.NO_MORE_CHOICES,)
    reasons = reasons or pin_rules.reasons_against(new, facts_on_file(visit.participant_id, temporary=visit.temporary))
    if reasons:
        _choice_refused(visit, door, now=now)
    return reasons


@in_a_visit
def _take_choice(visit: CurrentVisit, door: Door, *, now: datetime) -> bool:
    """Use one of access.pin_choices_an_hour, in one conditional UPDATE; False where none is left.

    The count starts again after an hour without a choice. With the last one every address on file is told: someone who
    chooses that often may be guessing what we know.
    """
    person, most = visit.participant_id, settings.AGENCY.access.pin_choices_an_hour
    before, this = (moment_parameter(moment) for moment in (now - CHOICES_COUNT_FOR, now))
    with connection.cursor() as cursor:
        cursor.execute(_CHOSE, [before, this, person, most, before])
        used = cursor.fetchone()
    if used and used[0] == most:
        audit.record(Act.PIN_CHOICES_USED_UP, by=person, about=person, door=door)
        notify_owner.notify_owner(
            person,
            partial(SignInMethodChanged, what=AccountChange.CHOICES_USED_UP),
            about=Act.PIN_CHOICES_USED_UP,
            now=now,
        )
    return used is not None


@in_a_visit
def _choice_refused(visit: CurrentVisit, door: Door, *, now: datetime) -> None:
    audit.record(Act.PIN_CHOICE_REFUSED, by=visit.participant_id, about=visit.participant_id, door=door)
