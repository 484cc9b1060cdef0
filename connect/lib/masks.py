"""What a page shows of a place on file: enough for its owner to know it again, too little to find it. A PIN can be
guessed, so a page that a PIN opens tells no one where a person lives, works or can be called."""

import re

HIDDEN = "•••"


def masked_address(first_line: str, postal_code: str) -> str:
    """The street's number and the last two of the ZIP Code: '12 •••, •••37'."""
    number = re.match(r"\D*(\d+)", first_line)
    parts = (f"{number[1]} {HIDDEN}" if number else HIDDEN, _end_of(postal_code.partition("-")[0]))
    return ", ".join(part for part in parts if part)


def masked_phone(number: str) -> str:
    """The last two digits: '•••02'."""
    digits = re.sub(r"\D", "", re.split(r"x|ext", number, maxsplit=1, flags=re.IGNORECASE)[0])
    return _end_of(digits)


def masked_text(text: str) -> str:
    """The first letter, of an email address or of a name: 'd•••'."""
    return f"{text.strip()[0]}{HIDDEN}" if text.strip() else ""


def _end_of(text: str) -> str:
    text = text.strip()
    return f"{HIDDEN}{text[-2:]}" if len(text) > 3 else HIDDEN if text else ""
