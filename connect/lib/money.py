"""Money is whole cents; here is the one way in and the one way out."""

import re

# Optional minus, at most nine digits, a point, two digits; ASCII only. No NaN, exponent, underscore or other script.
_AMOUNT = re.compile(r"-?[0-9]{1,9}\.[0-9]{2}", re.ASCII)


def cents(text: str) -> int:
    """Whole cents of '130.15'. Raises ValueError for anything but digits, a point and two digits."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("an amount is written like 130.15")
    return int(text.replace(".", ""))


def in_dollars(amount: int) -> str:
    """'$1,130.15', the same in every language (S002 L118)."""
    sign = "-" if amount < 0 else ""
    dollars, rest = divmod(abs(amount), 100)
    return f"{sign}${dollars:,}.{rest:02d}"


def as_decimal(amount: int) -> str:
    """'1130.15', as a feed file writes it; `cents` reads it back."""
    sign = "-" if amount < 0 else ""
    dollars, rest = divmod(abs(amount), 100)
    return f"{sign}{dollars}.{rest:02d}"
