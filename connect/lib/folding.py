"""Compare names of people and places: both are folded to lower-case letters from a to z.

The file has names as some machine could once write them; people type them as they write them. AnyAscii maps each
letter to letters of A to Z (a fixed table: no locale, no network). Folded text is never stored, so a newer table
changes no row (docs/adr/0021).
"""

import unicodedata
from functools import lru_cache

from anyascii import anyascii

# How the countries of these letters write them without the mark (ICAO 9303-3, section 6; Serbian for the last one).
# AnyAscii only drops the mark. Both spellings occur on file.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj"})


def in_latin(text: str) -> str:
    """Return `text` in the letters A to Z with its case: 'Dang Thi Huong' for 'Đặng Thị Hương'.

    A letter that is not in the table stays as it is; emoji and other symbols are dropped.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(character if character.isascii() else _nearest(character) for character in composed)


def folded(text: str) -> str:
    """'dia de pago' for 'Día de Pago': Latin letters, lower case, without marks."""
    return in_latin(text).lower()


def folded_spellings(text: str) -> tuple[str, str]:
    """Return both folded spellings of `text`, without marks and written out: 'muller' and 'mueller' for 'Müller'."""
    lower = unicodedata.normalize("NFC", text.lower())
    return folded(text), folded(lower.translate(_WRITTEN_OUT))


@lru_cache(maxsize=4096)
def _nearest(character: str) -> str:
    if unicodedata.category(character) == "So":  # a symbol, which AnyAscii would spell as an English word
        return ""
    letters: str = anyascii(character)
    return letters or (character if character.isalpha() else "")
