"""The texts of this room's rows, sealed and opened: nothing that a person wrote lies readable in the database."""

from django.conf import settings

from connect.lib.sealed import seal, unseal


def sealed_text(text: str) -> str:
    """`text` under the newest of FIELD_KEYS; '' stays ''."""
    return seal(settings.FIELD_KEYS, text)


def opened_text(sealed: str) -> str:
    """What was sealed. Raises cryptography.fernet.InvalidToken."""
    return unseal(settings.FIELD_KEYS, sealed)
