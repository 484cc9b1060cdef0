"""The addresses of ours that mails and letters name. A test compares them with the website's URLs."""

from django.conf import settings


def not_me_link(code: str) -> str:
    """The page for "this was not me", with the code filled in."""
    return f"{settings.SITE}/not-me/{code}"


def pin_status_link(code: str) -> str:
    """The page that shows the reader of this mail how far their PIN is."""
    return f"{settings.SITE}/pin-status/{code}"


def new_email_link(code: str) -> str:
    """The page where the owner of a mailbox says that it is to be on file."""
    return f"{settings.SITE}/new-email/{code}"


def confirm_email_link(code: str) -> str:
    """The page where the owner of a mailbox confirms it."""
    return f"{settings.SITE}/confirm-email/{code}"
