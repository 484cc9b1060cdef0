"""How many PINs still have an older pepper or cost, for the operator."""

from dataclasses import dataclass

from connect.access.models import Account
from connect.access.pins import hashing


@dataclass(slots=True)
class PinRotationStatus:
    """Accounts in all, and those whose PIN waits for its owner's next sign-in to be hashed anew."""

    accounts: int = 0
    older_pepper: int = 0
    other_cost: int = 0


def pin_rotation_status() -> PinRotationStatus:
    """Count the PINs by pepper and cost. Reads every hash and reveals nothing of a PIN."""
    status = PinRotationStatus()
    hashes = Account.objects.exclude(pin_hash="").values_list("pin_hash", flat=True)
    for stored in hashes.iterator():
        pepper, cost = hashing.behind(stored)
        status.accounts += 1
        status.older_pepper += pepper
        status.other_cost += cost
    return status
