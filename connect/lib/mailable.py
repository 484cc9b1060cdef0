"""Whether mail can go to an e-mail address at all, as our way out writes it."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

LONGEST_LOCAL_PART, LONGEST = 64, 254  # RFC 5321, 4.5.3.1.1 and 4.5.3.1.3 (256 with its brackets)


def can_be_mailed(address: str) -> bool:
    """Whether a mail server could take mail for `address`, which may still be nobody's.

    Ours is spoken to without SMTPUTF8 (connect/notices/senders/smtp.py), so the part before the @ is ASCII; a domain in
    other letters counts as it is written on the wire."""
    local, at, domain = address.rpartition("@")
    try:
        wire = punycode(domain)
        validate_email(f"{local}{at}{wire}")
    except (ValidationError, UnicodeError):
        return False
    return len(local) <= LONGEST_LOCAL_PART and len(local) + 1 + len(wire) <= LONGEST and "." in wire
