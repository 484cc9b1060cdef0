"""Who is reading. Every query takes a Viewer first and keeps to it; a door has no way to ask without one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """A participant who has signed in, through any door. `as_of`: the time of the last feed loaded."""

    participant_id: str
    first_name: str
    language: str
    as_of: datetime | None
