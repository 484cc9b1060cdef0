"""The few addresses of ours that mails and letters name. A test holds them against the website's own table."""

from django.conf import settings


def not_me_link(code: str) -> str:
    """Where "this was not me" is said with the code already in place."""
    return f"{settings.SITE}/not-me/{code}"


def pin_status_link(token: str) -> str:
    """Where the holder of this mail sees how far a PIN is."""
    return f"{settings.SITE}/pin-status/{token}"


def confirm_email_link(token: str) -> str:
    """Where the owner of a mailbox says that it is theirs."""
    return f"{settings.SITE}/confirm-email/{token}"
