"""A passkey added, and a sign-in with one, as a browser does them."""

from connect.access.arrival import Arrival
from connect.access.gate import Caller
from connect.access.passkeys.registry import add_passkey, challenge_to_add
from connect.access.passkeys.sign_in import (
    challenge_to_sign_in,
    sign_in_with_passkey,
)
from connect.lib.doors import Door
from tests.access.authenticator import Authenticator
from tests.access.ways import NOW, confirmed
from tests.support.cast import Member


def added(member: Member, name: str = "My phone", device: Authenticator | None = None) -> Authenticator:
    """An authenticator with a passkey of `member`."""
    visit = confirmed(member)
    asked = challenge_to_add(visit, now=NOW)
    device = (device or Authenticator()).made_for(asked)
    assert add_passkey(visit, sealed=asked.sealed, answer=device.make(asked), name=name, door=Door.WEB, now=NOW)
    return device


def sign_in(device: Authenticator, now=NOW, asked=None, caller=Caller()):  # noqa: B008 - a Caller never changes
    asked = asked or challenge_to_sign_in(now=now)
    return sign_in_with_passkey(asked.sealed, device.prove(asked), Arrival(Door.WEB, now, caller))
