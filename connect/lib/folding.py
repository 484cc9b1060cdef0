"""One way to compare what people call themselves and their places: small letters from a to z, whatever was typed.

Names stand on file as some machine could once write them, and are typed as people write them. AnyAscii says which
letter of A to Z stands for each (a table that asks no locale and no network). Nothing folded is ever kept: another
table changes no row (docs/adr/0021).
"""

import unicodedata
from functools import lru_cache

from anyascii import anyascii

# As their own countries write these letters where they cannot be had (ICAO 9303-3, section 6; Serbian for the last).
# AnyAscii leaves the mark off: both are found on file.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "đ": "dj"})


def in_latin(text: str) -> str:
    """`text` in the letters A to Z, capitals kept: 'Dang Thi Huong' of 'Đặng Thị Hương'. A letter that the table does
    not know stays what it is; pictures are left out."""
    if text.isascii():
        return text
    return "".join(each if each.isascii() else _nearest(each) for each in unicodedata.normalize("NFC", text))


def folded(text: str) -> str:
    """'dia de pago' of 'Día de Pago': Latin, small, without marks."""
    return in_latin(text).lower()


def folded_spellings(text: str) -> tuple[str, str]:
    """`text` folded with its marks left off, and as it is written out: 'muller' and 'mueller' of 'Müller'."""
    small = unicodedata.normalize("NFC", text.lower())
    return folded(text), folded(small.translate(_WRITTEN_OUT))


@lru_cache(maxsize=4096)
def _nearest(character: str) -> str:
    if unicodedata.category(character) == "So":  # a picture, which AnyAscii would spell as an English word
        return ""
    known: str = anyascii(character)
    return known or (character if character.isalpha() else "")
