"""What every test stands on: the test profile, one of two databases, no sockets, and no silent skips.

CONNECT_TEST_DATABASE=sqlite (the default) or postgresql names the database; `make test` runs both.
"""

import gc
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import hypothesis
import pytest

from tests.support import laws, postgresql
from tests.support.process import NO_DATABASE, Holds, new_database, run_manage

DATABASE = os.environ.get("CONNECT_TEST_DATABASE", "sqlite")
# The fixtures without which no test, and no child process of a test, can open a database.
OPEN_A_DATABASE = {"db", "transactional_db", "django_db_setup", "own_database", "demo", "demo_environment"}
SKIPS_ALLOWED = Path(__file__).parent / "skips-allowed.txt"


def _prepare_environment() -> tempfile.TemporaryDirectory | None:
    """Sets what connect.settings reads. A worker of xdist inherits it, and the server, from the first process."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return None
    scratch = tempfile.TemporaryDirectory(prefix="connect-test-")
    os.environ |= {"DJANGO_SETTINGS_MODULE": "connect.settings", "CONNECT_PROFILE": "test", "CONNECT_VAR": scratch.name}
    os.environ["CONNECT_TEST_TEMPLATES"] = str(Path(scratch.name, "templates"))
    Path(scratch.name, "templates").mkdir()
    Path(scratch.name, "static").mkdir()  # where the server looks for collected files; in tests it finds the sources
    if DATABASE == "sqlite":
        os.environ["CONNECT_DATABASE"] = f"sqlite:///{scratch.name}/connect.sqlite3"
    elif DATABASE == "postgresql":
        os.environ["CONNECT_DATABASE"] = postgresql.start()
    else:
        raise pytest.UsageError(f"CONNECT_TEST_DATABASE is {DATABASE!r}; it is sqlite or postgresql")
    return scratch


_scratch = _prepare_environment()  # the folder lives as long as this name
django.setup()

# Two busy cores say nothing about a law, so no deadline; each day the same cases, each night others.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=not laws.NIGHTLY,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


def pytest_report_header() -> str:
    return f"database: {DATABASE}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """A database for each worker of xdist; on SQLite a real file, as in production (WAL, several threads)."""
    from django.conf import settings
    from django.db import connections

    database = connections["default"].settings_dict
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if DATABASE == "sqlite":
        database["TEST"]["NAME"] = str(settings.VAR / f"test-{worker}.sqlite3")
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"  # nothing to keep
    else:
        database["TEST"]["NAME"] = f"test_{worker}"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """PostgreSQL's is not dropped at the end: its server goes too, and a thread that was slow to leave does no harm."""
    return DATABASE == "postgresql"


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of child processes that have a migrated database and a CONNECT_VAR of their own.

    For what cannot share the tests' database: a process that is killed, a server under load
    (tests.support.process.server; a test that asks it over HTTP is marked enable_socket)."""
    with new_database(tmp_path, Holds.TABLES) as environment:
        yield environment


@pytest.fixture
def manage(own_database: dict[str, str]) -> Callable[..., subprocess.CompletedProcess]:
    """`manage("feed", "load", folder)` runs manage.py on the test's own database and returns what it said."""

    def run(*words: object, check: bool = True) -> subprocess.CompletedProcess:
        return run_manage(own_database, *words, check=check)

    return run


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks the journeys and what opens no database, and leaves out the tests of the other database: those are not
    skipped, they are elsewhere.

    A test in tests/journeys is a journey: it may talk to the server on this machine. A proof looks at a running
    product, so it is for both databases.
    """
    elsewhere = [item for item in items if (only := item.get_closest_marker("only_on")) and DATABASE not in only.args]
    items[:] = [item for item in items if item not in elsewhere]
    config.hook.pytest_deselected(items=elsewhere)
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent / "journeys"):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.enable_socket)
        if item.path.is_relative_to(Path(__file__).parent / "proof"):
            item.add_marker(pytest.mark.both_databases)
        if not _opens_a_database(item):
            item.add_marker(pytest.mark.no_database)


def _opens_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", "both_databases", "only_on"))
    return marked or not OPEN_A_DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """What was collected stays to the end, and need not be walked again each time garbage is looked for."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator:
    """A test that is said to open no database finds none, nor do its children (pytest-django blocks it in here)."""
    if not item.get_closest_marker("no_database"):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONNECT_DATABASE", NO_DATABASE)
        return (yield)


def skips_not_allowed(reports: list[pytest.TestReport], allowed: str) -> list[str]:
    """The skipped tests that tests/skips-allowed.txt (one node id a line, # begins a comment) does not name."""
    named = {line.split("#")[0].strip() for line in allowed.splitlines()}
    return sorted(report.nodeid for report in reports if report.nodeid not in named)


def _skips_not_allowed(config: pytest.Config) -> list[str]:
    if os.environ.get("CI") != "true" or "PYTEST_XDIST_WORKER" in os.environ:
        return []
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return skips_not_allowed(reporter.stats.get("skipped", []), SKIPS_ALLOWED.read_text())


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test that nobody named fails the run: a green run has run everything."""
    if _skips_not_allowed(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for test in _skips_not_allowed(config):
        terminalreporter.write_line(f"SKIPPED but not named in {SKIPS_ALLOWED.name}: {test}", red=True)
