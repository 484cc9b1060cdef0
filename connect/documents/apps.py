"""The documents as Django knows them."""

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class DocumentsConfig(AppConfig):
    """Registers the check of the papers' texts."""

    name = "connect.documents"

    def ready(self) -> None:
        register(papers_can_be_written)


def papers_can_be_written(**_: object) -> list[CheckMessage]:
    """documents.E001: the texts of the papers cannot be used (a twin, a section or a fact that is missing)."""
    from connect.documents.wording import broken_paper_texts  # noqa: PLC0415 - reads the folder

    return [Error(problem, id="documents.E001") for problem in broken_paper_texts()]
