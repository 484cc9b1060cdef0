"""The page of a list that an address asks for: every pager reads `?page=` the same way."""

import re

FARTHEST = 1_000_000  # past the end of every list, and still a number that a database can hold
_NUMBER = re.compile(r"0*([1-9][0-9]*)", re.ASCII)
_DIGITS = len(str(FARTHEST)) - 1  # a longer number is FARTHEST: Python refuses to read one of 5,000 digits


def page_number(text: str) -> int:
    """The page that `?page=` asks for: 1 if `text` is not a number, FARTHEST for a number past the end of every list,
    however many digits it has. The list's query turns that into its last page."""
    number = _NUMBER.fullmatch(text)
    if not number:
        return 1
    return int(number[1]) if len(number[1]) <= _DIGITS else FARTHEST
