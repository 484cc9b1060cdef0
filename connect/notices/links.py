"""The addresses of ours that notices name. A test compares them with the website's URLs."""

from django.conf import settings


def confirm_notices_link(code: str) -> str:
    """The page where the owner of a mailbox confirms that our notices may go there."""
    return f"{settings.SITE}/confirm-notices/{code}"
