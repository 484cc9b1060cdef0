"""A place of their own for the bytes of a test's files."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """Where the bytes of this test's files lie."""
    options = settings.STORAGES["attachments"]["OPTIONS"] | {"location": str(tmp_path / "attachments")}
    settings.STORAGES = settings.STORAGES | {"attachments": settings.STORAGES["attachments"] | {"OPTIONS": options}}
    return tmp_path / "attachments"


def stored(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
