"""The PIN that we propose to a person."""

import secrets

from django.conf import settings

from connect.access.pins.rules import reasons_against


def random_pin() -> str:
    """A PIN whose digits form no pattern, of the agency profile's length (access.given_pin_digits).

    It is not compared with the file: the pieces that never appeared would reveal what stands there.
    """
    digits = settings.AGENCY.access.given_pin_digits
    while reasons_against(pin := f"{secrets.randbelow(10**digits):0{digits}d}"):
        pass  # about one in seven
    return pin
