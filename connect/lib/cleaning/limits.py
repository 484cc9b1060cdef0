"""What a file may cost to be looked at, and the four ways in which it is refused."""

from enum import StrEnum

MOST_PIXELS = 64_000_000  # of a picture; a telephone's best camera mode has 48 million
MOST_PAGES = 100
MOST_SIDE = 2400  # pixels of a picture that we keep
PAGE_SIDE = 1650  # pixels of a page that we draw: a letter at 150 to the inch
MOST_MADE_BYTES = 80 * 1024 * 1024  # of all that is made of one file
MEMORY_BYTES = 1536 * 1024 * 1024  # address space of the process that looks at a file
CPU_SECONDS = 60
MOST_SECONDS = 120  # on the clock, for a machine that is busy


class Unclean(StrEnum):
    """Why a file is not kept."""

    PASSWORD = "password"  # noqa: S105  # no password
    PAGES = "pages"
    SIZE = "size"  # more pixels, memory or time than a file may take
    DAMAGED = "damaged"


class FileRefusal(Exception):
    """The file is not kept."""

    def __init__(self, reason: Unclean) -> None:
        super().__init__(reason.value)
        self.reason = reason
