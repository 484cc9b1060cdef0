"""The website as Django knows it."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class PortalConfig(AppConfig):
    """Registers the check of the agency's texts."""

    name = "connect.portal"

    def ready(self) -> None:
        register(texts_can_be_shown)


def texts_can_be_shown(**_: object) -> list[CheckMessage]:
    """portal.E001: a text of the content folder cannot be shown (a picture that is missing, a heading's id twice)."""
    from connect.portal.help.texts import broken_texts  # noqa: PLC0415 - reads the folder

    return [Error(problem, id="portal.E001") for problem in broken_texts()]
