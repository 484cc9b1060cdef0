"""Which page of a list an address asks for: one reading of `?page=` for every pager."""

import re

FARTHEST = 1_000_000  # past the end of every list there is, and still a number that a database can hold
_NUMBER = re.compile(r"0*([1-9][0-9]*)", re.ASCII)
_DIGITS = len(str(FARTHEST)) - 1  # a number of more digits is FARTHEST: Python reads no number of 5,000


def page_number(text: str) -> int:
    """The page that `?page=` asks for. What is no number is page 1; a number past every end is FARTHEST, however many
    digits it has: whoever holds the list makes its last page of it."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return 1
    return int(found[1]) if len(found[1]) <= _DIGITS else FARTHEST
