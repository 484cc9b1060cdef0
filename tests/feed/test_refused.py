"""Feeds that are refused as a whole: nothing changes, and the message says what to do."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connect.cases.models import Delivery
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.database import only_load, work_folder
from connect.feed.pipeline.load import load
from tests.feed.folder import BY_NAME, DANA, Box, everything, load_rows, person, small_county

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ",".join(column.name for column in BY_NAME["collections"])


def money(amount: str, *, end: str = "\n") -> bytes:
    row = f"C9,{DANA},{amount},direct,,,2020-04-10,,"
    return f"{NAMES}{end}{row}{end}".encode()


# A new mark is set by a feed that is refused, too (test_early_marks.py).
NO_MARKS = {name: rows for name, rows in small_county().items() if name != "parties"}


def refusal(folder: Path) -> str:
    """What a load of the folder says; the database is as it was."""
    before = everything(), Delivery.objects.count()
    with pytest.raises(FeedRefused) as refused:
        load(folder)
    assert (everything(), Delivery.objects.count()) == before
    assert list(work_folder().glob("workspace/*")) == []
    return str(refused.value)


AMOUNTS = {
    "NaN": "NaN",
    "infinity": "inf",
    "an exponent": "1e3",
    "underscores": "1_000.00",
    "Arabic digits": "١٣٠.١٥",
    "full-width digits": "１３０.15",
    "a thousands comma": '"1,130.15"',
    "one decimal": "130.1",
    "a dollar sign": "$130.15",
    "a space": " 130.15",
    "a plus": "+130.15",
    "a negative amount": "-130.15",
    "nothing": "",
}


@pytest.mark.parametrize("amount", AMOUNTS.values(), ids=AMOUNTS.keys())
def test_money_that_cannot_be_read_refuses_the_feed_and_names_the_line(tmp_path, amount):
    message = refusal(Box(tmp_path, raw={"collections": money(amount)}).write({}))
    assert message.startswith("collections.csv: money that cannot be read, so nothing was loaded. line 2: amount: ")


def test_at_most_ten_lines_of_bad_money_are_named(tmp_path):
    raw = money("NaN") + money("NaN").split(b"\n", 1)[1] * 14
    message = refusal(Box(tmp_path, raw={"collections": raw}).write({}))
    assert "line 11:" in message
    assert "line 12:" not in message
    assert message.endswith("; and 5 lines more")


def shape(raw: bytes) -> dict:
    return {"raw": {"collections": raw}}


SHAPES = {
    "an empty file": (
        {**shape(b""), "says": {"collections": {"rows": 0}}},
        "the file is empty; even a file without rows has its line of column names",
    ),
    "an unknown column": (shape(money("1.00").replace(b"reversed_on\n", b"reversed_on,x\n")), "unknown columns: 'x'"),
    "a missing column": (shape(money("1.00").replace(b",reversed_on\n", b"\n")), "missing columns: reversed_on"),
    "a column twice": (shape(money("1.00").replace(b"reversed_on\n", b"reversed_on,amount\n")), "twice: amount"),
    "no line of names": (shape(money("1.00").split(b"\n", 1)[1]), "missing columns: collection_id, participant_id"),
    "Windows-1252 bytes": (shape(money("1.00") + b"Pe\xf1a\n"), "line 3: not UTF-8"),
    "UTF-16": (shape(money("1.00").decode().encode("utf-16")), "line 1: not UTF-8"),
    "a quote that never ends": (shape(money('"1.00')), "unexpected end of data"),
    "a row too short": (shape(money("1.00")[:-4] + b"\n"), "line 2: 7 values instead of 9"),
    "op in a full file": (shape(b"op," + money("1.00")), "a full file has no column op"),
    "no op in changes": ({"mode": "changes", **shape(money("1.00"))}, "the first column of a file of changes is op"),
    "too few rows": ({**shape(money("1.00")), "says": {"collections": {"rows": 2}}}, "says 2 rows, and the file has 1"),
    "too many rows": ({**shape(money("1.00")), "says": {"collections": {"rows": 0}}}, "says 0 rows, and the file has"),
    "another total": ({**shape(money("1.00")), "says": {"collections": {"control_cents": 99}}}, "adds up to 100"),
    "other bytes": ({**shape(money("1.00")), "says": {"collections": {"sha256": "0"}}}, "its SHA-256 is not the one"),
}


@pytest.mark.parametrize(("box", "says"), SHAPES.values(), ids=SHAPES.keys())
def test_a_file_that_cannot_be_trusted_refuses_the_feed(tmp_path, box, says):
    assert says in refusal(Box(tmp_path, **box).write({}))


def test_a_broken_gzip_refuses_the_feed(tmp_path):
    box = Box(tmp_path, zipped=True)
    path = box.write({"cases": small_county()["cases"]}) / "cases.csv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    said = msgspec.json.decode((tmp_path / "manifest.json").read_bytes())
    import hashlib

    said["files"][0]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "manifest.json").write_bytes(msgspec.json.encode(said))
    assert "not a whole gzip file" in refusal(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    raw = {"participants": ""}
    lines = [",".join(c.name for c in BY_NAME["participants"])]
    row = {c.name: "" for c in BY_NAME["participants"]} | person(DANA, last_name="PEÑA")
    lines.append(",".join(row.values()))
    raw = {"participants": b"\xef\xbb\xbf" + "".join(f"{line}\r\n" for line in lines).encode()}
    assert load(Box(tmp_path, raw=raw).write({})).exit_code == 0


def test_columns_may_stand_in_any_order(tmp_path):
    folder = Box(tmp_path).write({"cases": small_county()["cases"]})
    rows = [line.split(",") for line in (folder / "cases.csv").read_text().splitlines()]
    turned = "".join(",".join(reversed(row)) + "\n" for row in rows)
    load(Box(tmp_path, raw={"cases": turned.encode()}).write({"cases": small_county()["cases"]}))
    from connect.cases.models import AgencyCase

    assert AgencyCase.objects.get(case_number="202").county == "FRESNO"


def edit(folder: Path, **values: object) -> Path:
    said = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(msgspec.json.encode(said | values))
    return folder


MANIFESTS = {
    "another format": ({"format": 3}, "format 3 is not known; this version reads formats 1 and 2"),
    "another agency": ({"agency": "NV"}, "the feed is of agency 'NV'; this portal belongs to 'CA'"),
    "no sequence": ({"sequence": 0}, "sequence is 0; the first feed is 1"),
    "no offset": ({"as_of": "2026-01-01T10:00:00"}, "as_of has no offset"),
    "the future": ({"as_of": "2090-01-01T10:00:00Z"}, "more than a day in the future"),
    "a key we do not know": ({"fils": []}, "unknown field"),
    "a value of another type": ({"sequence": "1"}, "Expected `int`"),
    "a gap": ({"sequence": 3}, "sequence 3 cannot be loaded: feeds 1 to 2 are missing"),
}


@pytest.mark.parametrize(("values", "says"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_manifest_that_is_not_ours_refuses_the_feed(tmp_path, values, says):
    assert says in refusal(edit(Box(tmp_path).write(NO_MARKS), **values))


def test_a_manifest_that_is_missing_or_no_json_refuses_the_feed(tmp_path):
    assert "No such file" in refusal(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    assert "truncated" in refusal(tmp_path)


@pytest.mark.parametrize("name", ["people.csv", "../cases.csv", "cases.CSV", "cases.csv.zip"])
def test_a_file_the_format_does_not_have_refuses_the_feed(tmp_path, name):
    entry = {"name": name, "rows": 0, "sha256": "", "control_cents": 0, "mode": "full"}
    assert "is not a file of format 2" in refusal(edit(Box(tmp_path).write({}), files=[entry]))


def test_a_file_named_twice_refuses_the_feed(tmp_path):
    folder = Box(tmp_path).write({"cases": []})
    entry = {"name": "cases.csv.gz", "rows": 0, "sha256": "", "control_cents": 0, "mode": "full"}
    files = [*msgspec.json.decode((folder / "manifest.json").read_bytes())["files"], entry]
    assert "cases is named twice" in refusal(edit(folder, files=files))


def test_files_missing_or_too_many_refuse_the_feed(tmp_path):
    folder = Box(tmp_path).write(NO_MARKS)
    (folder / "extra.csv").write_text("")
    assert refusal(folder) == "not named in manifest.json: extra.csv"
    (folder / "extra.csv").rename(folder / ".extra.csv")
    (folder / "cases.csv").unlink()
    assert refusal(folder) == "missing from the folder: cases.csv"


def test_a_feed_out_of_turn_is_refused(tmp_path):
    load_rows(tmp_path / "1", small_county())
    load_rows(tmp_path / "2", small_county(), sequence=2)
    assert "sequence 1 is older than the last feed loaded, 2" in refusal(tmp_path / "1")
    assert "feed 3 is missing" in refusal(Box(tmp_path / "4", sequence=4).write({}))
    other = Box(tmp_path / "o", sequence=2).write({"cases": []})
    assert "sequence 2 is loaded already, with other contents; a correction is feed 3" in refusal(other)
    old = Box(tmp_path / "3", sequence=3, as_of=datetime(2026, 1, 3, 18, tzinfo=UTC)).write({})
    assert "as_of of sequence 3 is not later than that of sequence 2" in refusal(old)


def test_a_second_load_at_the_same_time_is_refused(tmp_path):
    folder = Box(tmp_path).write(small_county())
    with only_load():
        assert refusal(folder) == "another feed is being loaded into this database; try again when it has ended"
    assert load(folder).state == "loaded"


@pytest.fixture
def key(settings) -> Ed25519PrivateKey:
    """The agency signs, and the profile requires it."""
    key = Ed25519PrivateKey.generate()
    public = b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    feed = msgspec.structs.replace(settings.AGENCY.feed, require_signature=True, public_key=public)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, feed=feed)
    return key


def test_a_good_signature_loads(tmp_path, key):
    folder = Box(tmp_path).write(small_county())
    signature = b64encode(key.sign((folder / "manifest.json").read_bytes()))
    (folder / "manifest.json.sig").write_bytes(signature + b"\n")
    assert load(folder).state == "loaded"


def test_a_missing_signature_refuses_the_feed(tmp_path, key):
    assert "manifest.json.sig is missing" in refusal(Box(tmp_path).write(small_county()))


@pytest.mark.parametrize("signature", [b"", b"not base64!", b64encode(b"0" * 64)])
def test_a_bad_signature_refuses_the_feed(tmp_path, key, signature):
    folder = Box(tmp_path).write(small_county())
    (folder / "manifest.json.sig").write_bytes(signature)
    assert "the signature is not the agency's" in refusal(folder)


def test_a_signature_of_other_bytes_refuses_the_feed(tmp_path, key):
    folder = Box(tmp_path).write(small_county())
    signature = b64encode(key.sign((folder / "manifest.json").read_bytes()))
    (folder / "manifest.json.sig").write_bytes(signature)
    assert "the signature is not the agency's" in refusal(edit(folder, demo=True))
