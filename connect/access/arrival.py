"""What is known of someone who comes in, whatever they then prove themselves with."""

from dataclasses import dataclass
from datetime import datetime

from connect.access.gate import NOBODY, Caller
from connect.lib.doors import Door


@dataclass(frozen=True, slots=True)
class Arrival:
    """Someone at a door who wants to sign in `now` (aware).

    `replaces`: the cookie's key of the visit that this browser had, which ends; '' for none. `language`: 'en' or 'es'
    where it was chosen before signing in, else ''. It becomes the person's own choice if they made none before.
    """

    door: Door
    now: datetime
    caller: Caller = NOBODY
    replaces: str = ""
    language: str = ""
