"""Which fields of a model are personal. Each model declares it, and a house test checks the declaration."""

from typing import ClassVar


class Declared:
    """Mixin of every model. `PERSONAL` fields never appear in a log, a URL or a demo copy; `PLAIN` fields may."""

    PERSONAL: ClassVar[tuple[str, ...]] = ()
    PLAIN: ClassVar[tuple[str, ...]] = ()
