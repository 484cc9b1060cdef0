"""Whether our SMTP sender can send to an e-mail address at all."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

MAX_LOCAL_PART_LENGTH, MAX_ADDRESS_LENGTH = 64, 254  # RFC 5321, 4.5.3.1.1 and 4.5.3.1.3 (256 with its brackets)


def can_be_mailed(address: str) -> bool:
    """Whether a mail server could accept mail for `address`; it does not mean that the mailbox exists.

    We do not use SMTPUTF8 (connect/notices/senders/smtp.py), so the part before the @ must be ASCII. A domain in other
    letters is measured in its punycode form.
    """
    local, at, domain = address.rpartition("@")
    try:
        wire = punycode(domain)
        validate_email(f"{local}{at}{wire}")
    except (ValidationError, UnicodeError):
        return False
    return len(local) <= MAX_LOCAL_PART_LENGTH and len(local) + 1 + len(wire) <= MAX_ADDRESS_LENGTH and "." in wire
