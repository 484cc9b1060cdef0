"""Numbers and codes as people type and paste them: one rule for every field of digits."""

import re
import unicodedata

_MINUS = "\u2212"  # the one dash that Unicode classifies as a mathematical sign


def without_gaps(text: str) -> str:
    """Return `text` without spaces, dashes and invisible characters, and with the digits of every script as 0 to 9.

    People type the gaps of a printed number, pasted text brings direction marks and byte order marks, and keyboards
    write the digits of their language. No letter becomes a digit, and no digit changes its value.
    """
    return "".join(_digit(character) for character in text if not _is_gap(character))


def could_be_ssn(text: str) -> bool:
    """Whether `text` may be a Social Security number, whatever field it was typed into: nine digits and no letter."""
    return len(re.sub(r"\D", "", text)) == 9 and not re.search(r"[^\W\d_]", text)


def _is_gap(character: str) -> bool:
    """Dashes (Pd) and format characters (Cf): soft hyphen, zero-width space, direction marks and isolates, BOM."""
    return character.isspace() or character == _MINUS or unicodedata.category(character) in {"Cf", "Pd"}


def _digit(character: str) -> str:
    """'7' for '٧', '７' and '७' (category Nd). Circled and superscript digits stay as they are."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
