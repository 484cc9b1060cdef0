"""Numbers and codes as people type and copy them: one rule for every field of digits."""

import unicodedata

_MINUS = "\u2212"  # the one dash that Unicode counts as a sign of arithmetic


def without_gaps(text: str) -> str:
    """`text` without spaces, dashes and marks that cannot be seen, and with the digits of every script as 0 to 9.

    A printed number has gaps, a copied one brings marks of direction and byte order along, and a keyboard writes the
    digits of its language. No letter becomes a digit, and no digit another one.
    """
    return "".join(_digit(each) for each in text if not _is_gap(each))


def _is_gap(character: str) -> bool:
    """Dashes (Pd), and format characters (Cf): soft hyphen, zero-width space, marks and isolates of direction, BOM."""
    return character.isspace() or character == _MINUS or unicodedata.category(character) in {"Cf", "Pd"}


def _digit(character: str) -> str:
    """'7' of '٧', '７' and '७' (category Nd); a circled or raised digit is none, and stays."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
