"""Files are looked at by a real clamd, which knows one virus: the tests' own."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect.contact import scanner
from connect.contact.models import SubmittedFile
from connect.contact.queries import own_file
from tests.contact.conftest import viewer
from tests.contact.sent_files import PDF, add, check_all, kept, states
from tests.contact.storage import folder, stored  # noqa: F401 - a fixture is found by its import
from tests.support import files
from tests.support.files import EICAR_LIKE

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
SETTINGS = """
LocalSocket {folder}/socket
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
Foreground yes
User root
StreamMaxLength 20M
"""
# EICAR's own text, and ours, each as clamd reads them: name, any file, anywhere, bytes.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The socket of a scanner that runs."""
    if CLAMD is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    place = tmp_path_factory.mktemp("clamd")
    (place / "signatures").mkdir()
    lines = [f"Test.{number}:0:*:{text.hex()}\n" for number, text in enumerate((EICAR_LIKE, EICAR))]
    (place / "signatures" / "own.ndb").write_text("".join(lines), encoding="ascii")
    text = SETTINGS.format(folder=place)
    if Path("/proc/self").stat().st_uid:
        text = text.replace("User root\n", "")
    (place / "clamd.conf").write_text(text, encoding="ascii")
    log = (place / "log").open("wb")
    with subprocess.Popen([CLAMD, f"--config-file={place}/clamd.conf"], stdout=log, stderr=log) as process:
        for _ in range(300):
            if (place / "socket").exists():
                break
            time.sleep(0.1)
        try:
            yield place / "socket"
        finally:
            process.terminate()
            log.close()


def test_eicar_and_a_virus_of_our_own_are_found(clamd, settings):
    settings.CLAMD = str(clamd)
    assert scanner.finds_virus(EICAR)
    assert scanner.finds_virus(files.pdf() + EICAR_LIKE)
    assert not scanner.finds_virus(files.pdf())
    assert not scanner.finds_virus(b"x" * 10 * 1024 * 1024)  # as long as a file may be


def test_what_the_scanner_finds_is_refused_and_the_rest_is_shown(cast, clamd, settings, folder):  # noqa: F811
    settings.CLAMD = str(clamd)
    row = kept()
    bad = add(row, PDF + EICAR_LIKE, "bad.pdf")
    good = add(row, files.jpeg(), "good.jpg")
    check_all()
    assert sorted(states()) == [("ready", ""), ("refused", "virus")]
    assert own_file(viewer(), bad.public_id) is None
    assert own_file(viewer(), good.public_id)
    assert len(stored(folder)) == 1
    assert SubmittedFile.objects.get(state="ready").scanned
