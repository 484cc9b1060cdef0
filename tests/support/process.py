"""Child processes of the tests: a database of their own, manage.py and the server on it."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

NO_DATABASE = "sqlite:////no/such/folder/no_database.sqlite3"  # what a test finds that says it opens none
ROOT = Path(__file__).resolve().parents[2]


class Holds(Enum):
    """What a new database holds: how it is made, once a run, and copied from then on."""

    NOTHING = ("test", ())
    TABLES = ("test", ("migrate", "--verbosity", "0"))
    DEMO = ("demo", ("demo", "--no-serve"))


@contextmanager
def new_database(folder: Path, holds: Holds = Holds.NOTHING) -> Iterator[dict[str, str]]:
    """The environment of a child process with `folder` as CONNECT_VAR and a new database of the kind under test.

    `folder` gets the files that belong to what the database holds. Gone at the end.
    """
    if os.environ["CONNECT_DATABASE"] == NO_DATABASE:
        raise AssertionError("this test makes databases: mark it both_databases, so that it runs on both")
    like = "" if holds is Holds.NOTHING else _made_once(holds)
    name = f"own_{uuid.uuid4().hex}"
    if like:
        shutil.copytree(_templates() / like, folder, dirs_exist_ok=True)
    _create(name, like)
    try:
        yield _environment(folder, name, holds)
    finally:
        _drop(name)


def _environment(folder: Path, database: str, holds: Holds) -> dict[str, str]:
    profile, _ = holds.value
    environment = os.environ | {"CONNECT_PROFILE": profile, "CONNECT_VAR": str(folder)}
    for name in ("PYTEST_XDIST_WORKER", "COV_CORE_SOURCE"):
        environment.pop(name, None)
    shared = os.environ["CONNECT_DATABASE"]
    if shared.startswith("sqlite"):
        return environment | {"CONNECT_DATABASE": f"sqlite:///{folder}/connect.sqlite3"}
    return environment | {"CONNECT_DATABASE": urlunsplit(urlsplit(shared)._replace(path=f"/{database}"))}


def _create(name: str, like: str = "") -> None:
    """On PostgreSQL the database `name`, a copy of the database `like` if one is named; on SQLite it is a file."""
    _maintain(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))


def _drop(name: str) -> None:
    _maintain(f"DROP DATABASE {name} WITH (FORCE)")


def _maintain(statement: str) -> None:
    import psycopg

    shared = os.environ["CONNECT_DATABASE"]
    if not shared.startswith("sqlite"):
        with psycopg.connect(shared, autocommit=True) as connection:
            connection.execute(statement)


def _templates() -> Path:
    """The folder of what is made once a run, the same for every worker."""
    return Path(os.environ["CONNECT_TEST_TEMPLATES"])


def _made_once(holds: Holds) -> str:
    """The name of the database that holds it, and of the folder of its files; made by whoever needs it first."""
    name = f"template_{holds.name.lower()}"
    folder, made = _templates() / name, _templates() / f"{name}.made"
    with (_templates() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir()
            _, command = holds.value
            _create(name)  # it ends with the server
            run_manage(_environment(folder, name, holds), *command)
            made.touch()
    return name


def run_manage(environment: dict[str, str], *words: object, check: bool = True) -> subprocess.CompletedProcess:
    """manage.py in a process of its own; `check` fails the test with what it printed when it does not end with 0."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    if check and done.returncode:
        raise AssertionError(
            f"manage.py {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done


@contextmanager
def server(environment: dict[str, str], *, workers: int = 1, threads: int = 4) -> Iterator[str]:
    """The address of a running server: as it is shipped, on a free port of this machine, stopped at the end."""
    with killable_server(environment, workers=workers, threads=threads) as (address, _kill):
        yield address


@contextmanager
def killable_server(
    environment: dict[str, str], *, workers: int = 1, threads: int = 4
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The same, and what kills all of its processes at once, whatever they are at."""
    port = _free_port()
    log = Path(environment["CONNECT_VAR"], "server.log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "manage.py", "serve", "--port", str(port)),
                *("--workers", str(workers), "--threads", str(threads)),
            ],
            cwd=ROOT,
            env={"CONNECT_SITE": f"http://localhost:{port}"} | environment,  # a passkey is bound to its address
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_until_it_answers(process, port, log)
            yield f"http://localhost:{port}", lambda: os.killpg(process.pid, signal.SIGKILL)
        finally:
            end(process)


def end(process: subprocess.Popen, seconds: float = 15) -> None:
    """Asks `process`, which leads a session of its own, to end; then ends it and every child it left behind."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    with suppress(ProcessLookupError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_to_its_end(words: list[str], environment: dict[str, str], seconds: float) -> subprocess.CompletedProcess:
    """As subprocess.run, with what it printed; nothing that it started outlives it. Raises TimeoutExpired."""
    with subprocess.Popen(
        words, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        finally:
            end(process, 0)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(process: subprocess.Popen, port: int, log: Path) -> None:
    """Any answer will do, an error page too: what the page says is for the test to judge."""
    for _ in range(900):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
