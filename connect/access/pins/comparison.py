"""Which of an account's PINs a typed PIN is, and the account's row while it holds that PIN."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from connect.access import gate, rules
from connect.access.gate import Pass
from connect.access.models import Account, SignInMethod
from connect.access.pins import hashing


def rows_with_same_pin(account: Account, way_in: SignInMethod) -> QuerySet[Account]:
    """The account's row, if it still holds the PIN that was compared."""
    rows = Account.objects.filter(participant_id=account.participant_id)
    if way_in is SignInMethod.TEMPORARY_PIN:
        return rows.filter(temporary_hash=account.temporary_hash)
    return rows.filter(pin_hash=account.pin_hash)


def which_pin(
    account: Account | None, participant_id: str, pin: str, reserved: Pass, now: datetime
) -> SignInMethod | None:
    """Which PIN of the account `pin` is; None for neither.

    The number of hashes depends only on what was typed: two where it could be a temporary PIN, else one. Raises
    hashing.Busy, and then gives the reserved try back, because no one looked.
    """
    active = temporary = None
    if account and reserved.row is not None:
        dead = account.tries > settings.AGENCY.access.tries_until_dead and not reserved.known
        active = None if dead else account.pin_hash or None
        temporary = account.temporary_hash if account.temporary_until and account.temporary_until > now else None
    try:
        is_active = hashing.matches(active, participant_id, pin)
        may_be_temporary = len(pin) == rules.TEMPORARY_DIGITS
        is_temporary = may_be_temporary and hashing.matches(temporary, participant_id, pin)
    except hashing.Busy:
        gate.give_back(reserved, now)
        raise
    if is_active:
        return SignInMethod.PIN
    return SignInMethod.TEMPORARY_PIN if is_temporary else None
