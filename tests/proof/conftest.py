"""Proofs on the running product: the demo's data behind the real server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.database import Database
from tests.support.process import Holds, new_database, server


@pytest.fixture(scope="session")
def demo_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of child processes that have the demo's database."""
    with new_database(tmp_path_factory.mktemp("proof"), Holds.DEMO) as environment:
        yield environment


@pytest.fixture(scope="session")
def portal(demo_environment: dict[str, str]) -> Iterator[str]:
    """The address of the demo: 2 processes of 4 threads, twice what `make demo` starts."""
    with server(demo_environment, workers=2, threads=4) as address:
        yield address


@pytest.fixture
def server_log(demo_environment: dict[str, str]) -> Path:
    """What the server wrote since it started."""
    return Path(demo_environment["CONNECT_VAR"], "server.log")


@pytest.fixture
def database(demo_environment: dict[str, str], django_db_blocker: Any) -> Database:
    """The demo's database, for what no page tells."""
    return Database(demo_environment["CONNECT_DATABASE"], django_db_blocker.unblock)
