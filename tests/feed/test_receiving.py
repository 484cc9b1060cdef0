"""A feed is what was checked: no swap, link or pattern in a name makes it anything else."""

import errno
import os
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connect.cases.models import AgencyCase, Party
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.database import only_load, work_folder
from connect.feed.pipeline.load import load
from connect.feed.pipeline.workspace import open_workspace
from connect.feed.retention import remove_rejects
from connect.lib.agency import Retention
from tests.feed.folder import BY_NAME, NOOR, Box, load_rows, order, small_county

pytestmark = pytest.mark.django_db(transaction=True)


def refused(folder: Path) -> str:
    with pytest.raises(FeedRefused) as problem:
        load(folder)
    assert not AgencyCase.objects.exists()
    return str(problem.value)


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("when", ["Checking participants", "Checking cases", "Checking parties", "Checking references"])
def test_files_that_are_swapped_after_they_were_checked_load_as_they_were(tmp_path, zipped, when):
    folder = Box(tmp_path / "feed", zipped=zipped).write(small_county())
    other = small_county()
    other["cases"] = [row | {"county": "SWAPPED"} for row in other["cases"]]
    other["parties"] = [row | {"nondisclosure": "no", "role": "receiving"} for row in other["parties"]]
    swap = Box(tmp_path / "other", zipped=zipped).write(other)
    swapped = []

    def watch(stage: str, done: int, total: int) -> None:
        if stage.startswith(when) and not swapped:
            swapped.append(stage)
            folder.rename(tmp_path / "away")
            swap.rename(folder)
            for path in (tmp_path / "away").glob("*.csv*"):
                path.write_bytes((folder / path.name).read_bytes())

    assert load(folder, progress=watch).state == "loaded"
    assert swapped
    assert set(AgencyCase.objects.values_list("county", flat=True)) == {"MADERA", "FRESNO", "MODOC"}
    assert Party.objects.get(participant_id=NOOR).nondisclosure
    assert Party.objects.filter(role="paying").count() == 3


def test_a_copy_is_for_this_account_alone_and_does_not_stay(tmp_path):
    folder = Box(tmp_path).write(small_county())
    seen: dict[str, int] = {}

    def watch(stage: str, done: int, total: int) -> None:
        for path in [work_folder() / "received", *work_folder().glob("received/*")]:
            if path.exists():
                seen[path.name] = stat.S_IMODE(path.stat().st_mode)

    mask = os.umask(0)
    try:
        load(folder, progress=watch)
    finally:
        os.umask(mask)
    assert seen == {"received": 0o700} | {f"{name}.csv": 0o600 for name in BY_NAME}
    assert not (work_folder() / "received").exists()


def test_what_a_killed_load_left_is_removed_by_the_next(tmp_path):
    left = work_folder() / "received" / "cases.csv"
    left.parent.mkdir(parents=True)
    left.write_text("of another feed")
    assert load(Box(tmp_path).write(small_county())).state == "loaded"
    assert not left.exists()


@pytest.mark.parametrize("name", ["cases.csv", "parties.csv", "manifest.json"])
def test_a_link_is_not_followed(tmp_path, name):
    folder = Box(tmp_path / "feed").write(small_county())
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    said = refused(folder)
    assert name in said
    assert "cannot be read: it is a link" in said


def test_a_signature_that_is_a_link_is_not_followed(tmp_path):
    folder = Box(tmp_path / "feed").write(small_county())
    (folder / "manifest.json.sig").symlink_to(tmp_path / "nowhere")
    assert refused(folder) == "manifest.json.sig cannot be read: it is a link"


def test_a_folder_that_is_a_link_is_not_followed(tmp_path):
    folder = Box(tmp_path / "feed").write(small_county())
    (tmp_path / "link").symlink_to(folder)
    assert refused(tmp_path / "link").endswith("link cannot be read: it is a link, or no folder")


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [pipe, Path.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_not_read(tmp_path, make):
    folder = Box(tmp_path / "feed").write(small_county())
    (folder / "cases.csv").unlink()
    make(folder / "cases.csv")
    assert refused(folder).startswith("cases.csv cannot be read: ")


def test_a_disk_without_room_refuses_the_feed_in_words(tmp_path, monkeypatch):
    folder = Box(tmp_path / "feed").write(small_county())

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(
            FeedRefused, match="no copy of the feed can be made in CONNECT_VAR: No space left on device"
        ):
            load(folder)
    assert load(folder).state == "loaded"


# Rejected rows


def with_a_reject() -> dict:
    rows = small_county()
    rows["orders"].append(order("209", "9"))
    return rows


def test_rejects_are_not_written_through_a_link_to_another_folder(tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "orders.csv").write_text("not ours")
    folder = Box(tmp_path / "feed").write(with_a_reject())
    (folder / "rejects").symlink_to(other)
    assert load(folder).rejected == 1
    assert [(path.name, path.read_text()) for path in other.iterdir()] == [("orders.csv", "not ours")]
    assert not (folder / "rejects").is_symlink()
    assert (folder / "rejects" / "orders.csv").read_text().count("\n") == 2


def test_rejects_are_not_written_through_a_link_to_another_file(tmp_path):
    (tmp_path / "other.csv").write_text("not ours")
    folder = Box(tmp_path / "feed").write(with_a_reject())
    (folder / "rejects").mkdir()
    (folder / "rejects" / "orders.csv").symlink_to(tmp_path / "other.csv")
    (folder / "rejects" / "more").symlink_to(tmp_path)
    assert load(folder).rejected == 1
    assert (tmp_path / "other.csv").read_text() == "not ours"
    assert [path.name for path in (folder / "rejects").iterdir()] == ["orders.csv"]


def test_a_file_in_the_place_of_rejects_is_replaced(tmp_path):
    folder = Box(tmp_path / "feed").write(with_a_reject())
    (folder / "rejects").write_text("")
    assert load(folder).rejected == 1
    assert (folder / "rejects" / "orders.csv").exists()


def test_old_rejects_are_not_removed_through_a_link(tmp_path, settings):
    settings.FEEDS = tmp_path / "feeds"
    other = tmp_path / "other"
    other.mkdir()
    (other / "orders.csv").write_text("not ours")
    (settings.FEEDS / "1").mkdir(parents=True)
    (settings.FEEDS / "1" / "rejects").symlink_to(other)
    (settings.FEEDS / "2" / "rejects").mkdir(parents=True)
    (settings.FEEDS / "2" / "rejects" / "orders.csv").symlink_to(other / "orders.csv")
    long_ago = time.time() - 400 * 24 * 3600
    os.utime(other / "orders.csv", (long_ago, long_ago))
    remove_rejects(datetime.now(UTC), Retention(), 100)
    assert (other / "orders.csv").read_text() == "not ours"


# Names that a reader of files might take for patterns

NAMES = [
    "f[12]",
    "f*",
    "f?",
    "county=MODOC",
    "x[!a",
    "{a,b}",
    "back\\slash",
    "back\\sl[12]ash\\",
    os.fsdecode(b"Pe\xf1a"),
]
NAMES += ["status=closed/county=a'\"[*?]#%20 +東京"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_folder_means_itself(tmp_path, name):
    load(Box(tmp_path / name).write(with_a_reject()))
    assert set(AgencyCase.objects.values_list("county", flat=True)) == {"MADERA", "FRESNO", "MODOC"}
    assert (tmp_path / name / "rejects" / "orders.csv").exists()


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_our_own_folder_means_itself(tmp_path, name, settings):
    """Beside it lies what its name would mean as a pattern."""
    for sign, beside in (("[12]", "1"), ("*", "x"), ("?", "x")):
        if sign in name:
            settings.VAR = tmp_path / name.replace(sign, beside)
            decoy = work_folder() / "received"
            decoy.mkdir()
            Box(decoy).write({"cases": [row | {"county": "DECOY"} for row in small_county()["cases"]]})
    settings.VAR = tmp_path / name
    load(Box(tmp_path / "feed", zipped=True).write(with_a_reject()))
    load_rows(tmp_path / "2", with_a_reject(), sequence=2)
    assert set(AgencyCase.objects.values_list("county", flat=True)) == {"MADERA", "FRESNO", "MODOC"}


@pytest.mark.parametrize("name", ["back\\slash", os.fsdecode(b"Pe\xf1a")])
def test_what_a_load_spills_lies_in_our_own_folder_whatever_it_is_called(tmp_path, name, settings):
    """DuckDB takes a backslash for a slash and a name for text: it is given the folder by another name."""
    settings.VAR = tmp_path / name
    with only_load() as work, open_workspace(work / "workspace") as workspace:
        workspace.sql("SET memory_limit = '30MB'")
        workspace.sql("SET threads = 1")
        workspace.sql("INSERT INTO rejected_keys SELECT 'cases', repeat('x', 100) || i, '' FROM range(600000) AS t(i)")
        assert list((work_folder() / "workspace").iterdir())
        assert workspace.number("SELECT count(*) FROM rejected_keys") == 600_000
    assert not (work_folder() / "workspace").exists()
