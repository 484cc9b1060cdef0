"""Child processes of the tests: a database of their own, manage.py and the server on it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def new_database(folder: Path, profile: str = "test") -> Iterator[dict[str, str]]:
    """The environment of a child process with `folder` as CONNECT_VAR and an empty database of the kind under test."""
    shared = os.environ["CONNECT_DATABASE"]
    environment = os.environ | {"CONNECT_PROFILE": profile, "CONNECT_VAR": str(folder)}
    for name in ("PYTEST_XDIST_WORKER", "COV_CORE_SOURCE"):
        environment.pop(name, None)
    if shared.startswith("sqlite"):
        yield environment | {"CONNECT_DATABASE": f"sqlite:///{folder}/connect.sqlite3"}
        return
    name = f"own_{uuid.uuid4().hex}"
    with _maintenance(shared) as run:
        run(f"CREATE DATABASE {name}")
        try:
            yield environment | {"CONNECT_DATABASE": urlunsplit(urlsplit(shared)._replace(path=f"/{name}"))}
        finally:
            run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _maintenance(address: str) -> Iterator:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        yield connection.execute


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
        )
        try:
            _wait_until_it_answers(process, port, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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
