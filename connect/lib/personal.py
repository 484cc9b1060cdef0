"""Which fields of a model are personal: each model says so, and a house test holds it to that."""

from typing import ClassVar


class Declared:
    """Mixin of every model: `PERSONAL` may never stand in a log, an address or a demo copy; `PLAIN` may."""

    PERSONAL: ClassVar[tuple[str, ...]] = ()
    PLAIN: ClassVar[tuple[str, ...]] = ()
