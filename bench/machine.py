"""The machine under measurement: databases, a server on its own core, and the server's use of processor and memory."""

import os
import secrets
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.support import postgresql
from tests.support.process import end

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, LOAD_CORE = 0, min(1, (os.cpu_count() or 1) - 1)
HOST = "bench.example"
PRODUCT = "connect.rsgi:application"


def database(kind: str, folder: Path, name: str = "connect") -> str:
    """Make an empty database of `kind` (sqlite, postgresql). Returns its URL. PostgreSQL ends with this process."""
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    import psycopg

    if "shared" not in _postgresql:
        _postgresql["shared"] = postgresql.start()
    shared = _postgresql["shared"]
    name = f"{name}_{secrets.token_hex(4)}"
    with psycopg.connect(shared, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(shared)._replace(path=f"/{name}"))


_postgresql: dict[str, str] = {}


def environment(folder: Path, address: str) -> dict[str, str]:
    """Return the environment of production behind a TLS proxy: every header, every cookie attribute."""
    return os.environ | {
        "CONNECT_PROFILE": "production",
        "CONNECT_VAR": str(folder),
        "CONNECT_DATABASE": address,
        "CONNECT_HOSTS": HOST,
        "CONNECT_BEHIND_PROXY": "1",
        "CONNECT_SECRET_KEY": "bench-" + "0123456789" * 6,
        "CONNECT_PIN_PEPPER": "bench-pepper-0123456789-0123456789",
        "CONNECT_SITE": "https://connect.example.gov",
        "CONNECT_PUBLIC_ID_KEY": "bench-public-id-key-0123456789-0123",
        "CONNECT_BLIND_INDEX_KEY": "bench-blind-index-key-0123456789-01",
        "CONNECT_AUDIT_KEY": "bench-audit-key-0123456789-0123456789",
        "CONNECT_PUZZLE_KEY": "bench-puzzle-key-0123456789-0123456",
        "CONNECT_FIELD_KEYS": urlsafe_b64encode(b"bench-field-key-0123456789-01234")[:44].decode(),
        "CONNECT_OUTBOX_KEYS": urlsafe_b64encode(b"bench-outbox-key-012345678901234")[:44].decode(),
        "DJANGO_SETTINGS_MODULE": "connect.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(environment: dict[str, str], *words: object, root: Path = ROOT) -> str:
    """Run `python words…` in `root`. Returns its output. Raises CalledProcessError after printing the output."""
    result = subprocess.run(
        [sys.executable, *map(str, words)], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.stderr.write(result.stdout + result.stderr)
        result.check_returncode()
    return result.stdout


@dataclass
class Server:
    """A granian with one worker and one thread on SERVER_CORE. `pid` is that of the worker."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Return the seconds of processor time that the worker has used."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory(self) -> int:
        """Return the worker's resident memory in bytes."""
        words = Path(f"/proc/{self.pid}/statm").read_text().split()
        return int(words[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Serve `application` (module:name) with granian, which ends with its worker when the block ends.

    PRODUCT runs as `manage.py serve` starts it; the other contenders are plain WSGI.
    """
    port = _free_port()
    kind = "rsgi" if application == PRODUCT else "wsgi"
    words = f"--interface {kind} --http 1 --no-ws --loop asyncio --host 127.0.0.1 --port {port} --workers 1".split()
    words += [*["--blocking-threads", "1", "--runtime-threads", "1", "--log-level", "warning"], application]
    process = subprocess.Popen(
        ["taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "granian", *words],
        cwd=ROOT,
        env=environment | {"CONNECT_THREADS": "1"},
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield Server(port, _worker_of(process.pid))
    finally:
        end(process, 10)


def _worker_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(map(int, children), key=lambda child: int(Path(f"/proc/{child}/statm").read_text().split()[1]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen, port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(0.3)
            return
    raise RuntimeError("the server did not start")
