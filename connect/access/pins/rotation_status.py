"""How many PINs are still kept the way they were before the last change of pepper or cost, for the operator."""

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
    """Looks at every hash; tells nothing of a PIN."""
    standing = PinRotationStatus()
    hashes = Account.objects.exclude(pin_hash="").values_list("pin_hash", flat=True)
    for stored in hashes.iterator():
        pepper, cost = hashing.behind(stored)
        standing.accounts += 1
        standing.older_pepper += pepper
        standing.other_cost += cost
    return standing
