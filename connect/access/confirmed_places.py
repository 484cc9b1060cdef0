"""The owner's word that a place on file is theirs alone: without it a hidden person's older places get no PIN."""

from datetime import datetime
from functools import partial

from connect.access import notify_owner
from connect.access.channels import is_confirmed, on_file
from connect.access.current_visit import CurrentVisit, knows_new_pin
from connect.access.models import Account, DeliveryMethod
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.lib.doors import Door
from connect.notices.confirmed import place_hash
from connect.notices.events import AccountChange, SignInMethodChanged
from connect.notices.models import ConfirmedPlace


@in_a_visit
def confirm_address(visit: CurrentVisit, *, door: Door, now: datetime) -> bool:
    """Record that the person alone gets the mail at the address on file now. Raises VisitEnded.

    False: mail arrives at no address on file, or the account has to be checked first (safety_check.py). Saying it again
    changes nothing while it counts.
    """
    person = visit.participant_id
    if not knows_new_pin(visit, Account.objects.get(participant_id=person)):
        return False
    address = on_file(person, DeliveryMethod.LETTER, now)
    if not address:
        return False
    if keep_confirmed_place(person, DeliveryMethod.LETTER, address, now):
        audit.record(Act.ADDRESS_CONFIRMED, by=person, about=person, door=door)
        notify_owner.notify_owner(
            person,
            partial(SignInMethodChanged, what=AccountChange.ADDRESS_CONFIRMED),
            about=Act.ADDRESS_CONFIRMED,
            now=now,
        )
    return True


def keep_confirmed_place(participant_id: str, how: DeliveryMethod, place: tuple[str, ...], now: datetime) -> bool:
    """Record, in the caller's transaction, that the place on file is confirmed. False: it already is."""
    if is_confirmed(participant_id, how, now):
        return False
    ConfirmedPlace.objects.update_or_create(
        participant_id=participant_id, place_hash=place_hash(how, place), defaults={"confirmed_at": now}
    )
    return True


def forget_confirmed_places(participant_id: str, *, since: datetime | None = None) -> None:
    """Delete every confirmation, or those made `since`. In the caller's transaction."""
    rows = ConfirmedPlace.objects.filter(participant_id=participant_id)
    (rows.filter(confirmed_at__gte=since) if since else rows).delete()
