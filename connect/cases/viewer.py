"""Who is asking. Every read takes a Viewer first and scopes to it; there is no unscoped way to ask from a door."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """A participant who has signed in, through whichever door. `as_of` is the time of the last feed loaded."""

    participant_id: str
    first_name: str
    language: str
    as_of: datetime | None
