"""What a feed may be at most, refused while it is read and in little memory."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from connect.cases.models import AgencyCase, NondisclosureMark
from connect.feed.copies import Copy
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import load
from connect.feed.pipeline.read import LONGEST_ROW, largest, rows
from connect.feed.records import RECORDS
from connect.lib.private_files import make_private
from tests.feed.folder import BY_NAME, NOOR, Box, case, party, small_county
from tests.support.process import ROOT

MB = 1_000_000
NAMES = {file.name: ",".join(column.name for column in file).encode() + b"\n" for file in RECORDS}
in_a_database = pytest.mark.django_db(transaction=True)


def refused(folder: Path) -> str:
    with pytest.raises(FeedRefused) as problem:
        load(folder)
    return str(problem.value)


def packed(folder: Path, name: str, head: bytes, piece: bytes, times: int) -> Path:
    """A feed of one gzip file: `head`, then `piece` so often; the manifest says one row."""
    path = Box(folder, zipped=True).write({name: []}) / f"{name}.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(NAMES[name] + head)
        for _ in range(times):
            file.write(piece)
    return said(folder, name, rows=1, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def said(folder: Path, name: str, **values: object) -> Path:
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        if entry["name"].startswith(f"{name}."):
            entry.update(values)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    return folder


BOMBS = {
    "a line without end": (b"", b"0" * MB),
    "a line without end in quotes": (b'"', b"0" * MB),
    "a row of line breaks in quotes": (b"", b'"\n",' * (MB // 4)),
    "a row of commas": (b"", b"," * MB),
    "lines of nothing": (b"", b"\n" * MB),
    "zeros": (b"", b"\0" * MB),
}


@in_a_database
@pytest.mark.parametrize("name", ["participants", "parties", "cases"])
@pytest.mark.parametrize(("head", "piece"), BOMBS.values(), ids=BOMBS.keys())
def test_a_small_gzip_that_grows_is_refused_in_little_memory(tmp_path, name, head, piece):
    folder = packed(tmp_path, name, head, piece, 60)
    assert sum(path.stat().st_size for path in folder.iterdir()) < MB
    tracemalloc.start()
    try:
        message = refused(folder)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert message.startswith(f"{name}.csv.gz")
    assert most < 25 * MB


@in_a_database
def test_the_longest_row_is_named_and_a_long_value_is_a_rejected_row(tmp_path):
    rows_of = {"cases": [case("201", office="x" * 20_000), case("202")]}
    outcome = load(Box(tmp_path / "1").write(rows_of))
    assert (outcome.rejected, AgencyCase.objects.count()) == (1, 1)
    rows_of["cases"][0]["office"] = "x" * LONGEST_ROW
    said_so = "cases.csv line 2: longer than a row can be (65,536 bytes)"
    assert refused(Box(tmp_path / "2", sequence=2).write(rows_of)) == said_so


def test_the_widest_row_of_each_file_is_far_below_the_limit(settings):
    for file in RECORDS:
        wide = {column.name: "\U0001f600" * max(column.width, 10) for column in file}
        assert len(",".join(f'"{value}"' for value in wide.values()).encode()) < file.widest_row < LONGEST_ROW / 2
        assert largest(file, 1000) == LONGEST_ROW + 1000 * file.widest_row
        assert largest(file, 10**12) == 10_000 * MB


def test_a_file_is_read_no_further_than_its_rows_can_reach(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(NAMES["cases"] + b'"\n"' * 40_000)
    with pytest.raises(FeedRefused, match=r"cases.csv line \d+: longer than a row"):
        list(rows(Copy(path), BY_NAME["cases"], "full", 10**9))
    path.write_bytes(NAMES["cases"] + b"x\n" * 100_000)
    with pytest.raises(FeedRefused, match="more than 100,000 bytes, which its rows cannot have"):
        list(rows(Copy(path), BY_NAME["cases"], "full", 100_000))


@in_a_database
def test_a_file_larger_than_the_profile_allows_is_not_even_copied(tmp_path, settings):
    feed = msgspec.structs.replace(settings.AGENCY.feed, max_file_megabytes=1)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, feed=feed)
    folder = Box(tmp_path, raw={"cases": NAMES["cases"] + b"x" * MB}).write({"cases": []})
    assert refused(folder) == "cases.csv: more than 1,000,000 bytes (feed.max_file_megabytes)"


@in_a_database
def test_a_line_that_is_too_long_does_not_keep_a_mark_waiting(tmp_path):
    """Neither her own, nor one before it."""
    row = party(NOOR, "204", nondisclosure="yes")
    rows_of = {"parties": [party("1000000004", "204", role="x" * 200_000), row]}
    assert "longer than a row" in refused(Box(tmp_path).write(rows_of))
    assert [mark.participant_id for mark in NondisclosureMark.objects.all()] == ["1000000004", NOOR]


@in_a_database
def test_a_manifest_that_is_too_large_is_not_read(tmp_path):
    folder = Box(tmp_path).write(small_county())
    (folder / "manifest.json").write_bytes(b" " * 3 * MB)
    assert "it is larger than 1,048,576 bytes" in refused(folder)


@in_a_database
@pytest.mark.parametrize(
    "as_of", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-14:00", "1999-12-31T23:59:59Z"], ids=str
)
def test_a_time_before_all_feeds_is_refused_by_name(tmp_path, as_of):
    folder = Box(tmp_path).write(small_county())
    text = (folder / "manifest.json").read_text()
    found = json.loads(text)["as_of"]
    (folder / "manifest.json").write_text(text.replace(found, as_of))
    assert refused(folder) == "manifest.json: as_of lies before 2000"


@in_a_database
@pytest.mark.parametrize("as_of", ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+14:00"])
def test_the_last_time_there_is_lies_in_the_future(tmp_path, as_of):
    folder = Box(tmp_path).write(small_county())
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace(json.loads(text)["as_of"], as_of))
    assert "in the future" in refused(folder)


@in_a_database
@pytest.mark.parametrize("key", ["sequence", "as_of", "files", "sha256", "mode"])
def test_a_key_that_stands_twice_in_the_manifest_is_refused(tmp_path, key):
    folder = Box(tmp_path).write({"cases": []})
    text = (folder / "manifest.json").read_text()
    value = json.loads(text).get(key, json.loads(text)["files"][0].get(key))
    twice = text.replace(f'"{key}":', f'"{key}": {json.dumps(value)}, "{key}":', 1)
    assert twice != text
    (folder / "manifest.json").write_text(twice)
    assert refused(folder) == f"manifest.json: a key that stands there twice: {key}"


@in_a_database
@pytest.mark.parametrize(
    "raw", [b"[" * 200_000, b'{"files":' * 100_000, b'{"sequence": ' + b"9" * 5000 + b"}", b"\xff"]
)
def test_json_that_is_no_manifest_is_refused_in_words(tmp_path, raw):
    (tmp_path / "manifest.json").write_bytes(raw)
    assert refused(tmp_path).startswith("manifest.json: ")


# The database's own files


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.glob("connect.sqlite3*")}


OPENS = """
import os, pathlib
os.umask(0)
import django; django.setup()
from django.db import connection
connection.cursor().execute("CREATE TABLE something (what)")
folder = pathlib.Path(os.environ["CONNECT_VAR"])
print({path.name: oct(path.stat().st_mode & 0o777) for path in sorted(folder.glob("connect.sqlite3*"))})
"""


@pytest.mark.parametrize("before", [None, 0o644, 0o666], ids=["new", "readable before", "open before"])
def test_the_sqlite_file_and_what_stands_beside_it_are_for_one_account(tmp_path, before):
    if before is not None:
        (tmp_path / "connect.sqlite3").touch()
        (tmp_path / "connect.sqlite3").chmod(before)
    environment = {name: value for name, value in os.environ.items() if name != "CONNECT_DATABASE"}
    environment |= {"CONNECT_VAR": str(tmp_path), "CONNECT_PROFILE": "test"}
    said = subprocess.run(
        [sys.executable, "-c", OPENS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    names = ("connect.sqlite3", "connect.sqlite3-shm", "connect.sqlite3-wal")
    assert said.stdout.strip() == str(dict.fromkeys(names, "0o600"))


def test_a_wal_that_was_open_to_others_is_closed(tmp_path):
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"connect.sqlite3{ending}").touch(0o666)
        (tmp_path / f"connect.sqlite3{ending}").chmod(0o664)
    make_private(tmp_path / "connect.sqlite3")
    assert set(modes(tmp_path).values()) == {0o600}


def test_a_place_where_no_file_can_be_made_is_left_to_sqlite(tmp_path):
    make_private(tmp_path / "not there" / "connect.sqlite3")
    assert not (tmp_path / "not there").exists()
