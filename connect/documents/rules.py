"""Which statements a month has, why one is missing, and how a document is numbered. Pure: no database, no clock."""

from hashlib import sha256

_NUMBER_DIGITS = 10


def document_number(public_id: str) -> str:
    """'4821-0937-55': what stands on each page of a document. It says nothing about whom or what it is about."""
    digits = str(int.from_bytes(sha256(public_id.encode()).digest()) % 10**_NUMBER_DIGITS).zfill(_NUMBER_DIGITS)
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
