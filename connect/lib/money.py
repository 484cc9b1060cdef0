"""Money is whole cents. This module is the only place that reads and prints amounts."""

import re

# Optional minus, at most nine digits, a point, two digits; ASCII only. No NaN, exponent, underscore or other digits.
_AMOUNT = re.compile(r"-?[0-9]{1,9}\.[0-9]{2}", re.ASCII)


def cents(text: str) -> int:
    """13015 for '130.15'. Raises ValueError for anything but digits, a point and two digits."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("an amount is written like 130.15")
    return int(text.replace(".", ""))


def in_dollars(amount: int) -> str:
    """'$1,130.15', the same in every language (S002 L118)."""
    sign = "-" if amount < 0 else ""
    dollars, rest = divmod(abs(amount), 100)
    return f"{sign}${dollars:,}.{rest:02d}"


def as_decimal(amount: int) -> str:
    """'1130.15', the format of a feed file, which `cents` reads."""
    sign = "-" if amount < 0 else ""
    dollars, rest = divmod(abs(amount), 100)
    return f"{sign}{dollars}.{rest:02d}"
