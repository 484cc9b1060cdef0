"""Files as other programs leave them: read as they are meant, or refused and rejected with the line and the reason."""

import csv
import gzip
import hashlib
import struct
import zlib
from pathlib import Path

import msgspec
import pytest

from connect.cases.models import AgencyCase
from connect.feed.outcome import FeedRefused
from connect.feed.pipeline.load import load
from tests.feed.folder import Box, case, collection, current, small_county, wipe

pytestmark = pytest.mark.django_db(transaction=True)

TEXT, CHECKSUM, EXTRA, NAME, COMMENT = 1, 2, 4, 8, 16


def header(flags: int = 0) -> bytes:
    """The head of a gzip file with the fields that `flags` names (RFC 1952)."""
    head = b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\0\xff"
    head += b"\x04\0abcd" if flags & EXTRA else b""
    head += b"cases.csv\0" if flags & NAME else b""
    head += b"of the night\0" if flags & COMMENT else b""
    return head + (struct.pack("<H", zlib.crc32(head) & 0xFFFF) if flags & CHECKSUM else b"")


def body(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    end = struct.pack("<II", zlib.crc32(content), len(content))
    return packer.compress(content) + packer.flush() + end


def pieces(content: bytes, between: bytes = b"") -> bytes:
    """Two files of gzip one after the other, the first ending inside a line."""
    half = len(content) // 2
    return header() + body(content[:half]) + between + header(NAME) + body(content[half:]) + header() + body(b"")


def sealed(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder with these bytes in the place of its gzip files, and their hashes in the manifest."""
    said = msgspec.json.decode((folder / "manifest.json").read_bytes())
    for entry in said["files"]:
        name = entry["name"].removesuffix(".csv.gz")
        if name in files:
            (folder / entry["name"]).write_bytes(files[name])
            entry["sha256"] = hashlib.sha256(files[name]).hexdigest()
    (folder / "manifest.json").write_bytes(msgspec.json.encode(said))
    return folder


def unpacked(folder: Path, name: str) -> bytes:
    return gzip.decompress((folder / f"{name}.csv.gz").read_bytes())


def refused(folder: Path) -> str:
    with pytest.raises(FeedRefused) as problem:
        load(folder)
    assert not AgencyCase.objects.exists()
    return str(problem.value)


ALL = TEXT | CHECKSUM | EXTRA | NAME | COMMENT
HOW = {
    "participants": lambda content: header(ALL) + body(content) + b"\0" * 512,
    "cases": lambda content: header(COMMENT) + body(content),
    "parties": lambda content: header(CHECKSUM) + body(content),
    "orders": lambda content: header() + body(content) + b"\0" * 512,
    "appointments": lambda content: header(TEXT | EXTRA | NAME) + body(content),
    "collections": pieces,
    "allocations": lambda content: pieces(content, b"\0" * 7),
    "disbursements": lambda content: header(ALL) + body(content),
    "obligations": lambda content: header(NAME) + body(content),
    "ledger": pieces,
    "notices": lambda content: header(EXTRA) + body(content) + b"\0",
    "deductions": lambda content: header() + body(content),
}


def test_every_kind_of_gzip_loads_as_the_plain_file_does(tmp_path):
    assert load(Box(tmp_path / "plain").write(small_county())).exit_code == 0
    plain = current()
    wipe()
    folder = Box(tmp_path / "packed", zipped=True).write(small_county())
    sealed(folder, {name: how(unpacked(folder, name)) for name, how in HOW.items()})
    assert load(folder).exit_code == 0
    assert current() == plain


BROKEN = {
    "cut off": (lambda packed: packed[:-12], "not a whole gzip file: cut off after line "),
    "rubbish after it": (
        lambda packed: packed + b"rubbish",
        "not a whole gzip file: something else follows after ",
    ),
    "rubbish after zeros": (
        lambda packed: packed + b"\0\0x",
        "not a whole gzip file: something else follows after ",
    ),
    "another checksum": (lambda packed: packed[:-8] + b"\1" * 8, "not a whole gzip file: damaged after line "),
    "damaged inside": (lambda packed: packed[:10] + b"\xff" + packed[11:], "not a whole gzip file: damaged after"),
    "its head alone": (lambda packed: packed[:10], "not a whole gzip file: cut off after line 0"),
    "half a head": (lambda packed: packed[:5], "not a whole gzip file: cut off after line 0"),
    "nothing": (lambda packed: b"", "the file is empty"),
    "not packed": (gzip.decompress, "not a whole gzip file: it is not compressed, as its name says it is"),
    "zeros": (lambda packed: b"\0" * 90, "not a whole gzip file: it is not compressed, as its name says it is"),
    "UTF-16 inside": (lambda packed: gzip.compress("case_number\n".encode("utf-16")), "line 1: not UTF-8 but UTF-16"),
}


@pytest.mark.parametrize(("how", "says"), BROKEN.values(), ids=BROKEN.keys())
def test_a_gzip_that_is_not_whole_is_refused_with_what_is_wrong(tmp_path, how, says):
    folder = Box(tmp_path, zipped=True).write({"cases": small_county()["cases"]})
    assert f"cases.csv.gz: {says}".replace(": line", " line") in refused(
        sealed(folder, {"cases": how((folder / "cases.csv.gz").read_bytes())})
    )


def test_a_gzip_that_is_not_called_so_is_refused_as_one(tmp_path):
    raw = gzip.compress(b"case_number\n")
    assert "cases.csv line 1: not UTF-8 but a gzip file" in refused(
        Box(tmp_path, raw={"cases": raw}, says={"cases": {"rows": 0}}).write({})
    )


def test_utf_16_without_its_mark_is_refused_as_such(tmp_path):
    raw = "case_number,county\n1,MADERA\n".encode("utf-16-le")
    said = "cases.csv line 1: NUL (0x00), as in UTF-16; the file must be saved as UTF-8"
    assert refused(Box(tmp_path, raw={"cases": raw}).write({})) == said


def test_a_byte_order_mark_is_taken_by_either_check(tmp_path):
    """That of whole columns, and that of one row, which quotes make necessary."""
    rows = {"cases": [case("201")], "participants": small_county()["participants"]}
    folder = Box(tmp_path / "1").write(rows)
    raw = {path.stem: b"\xef\xbb\xbf" + path.read_bytes() for path in folder.glob("*.csv")}
    assert load(Box(tmp_path / "2", raw=raw).write(rows)).exit_code == 0
    raw["cases"] = raw["cases"].replace(b"MADERA", b'"MODOC"')
    assert load(Box(tmp_path / "3", raw=raw, sequence=2).write(rows)).exit_code == 0
    assert AgencyCase.objects.get().county == "MODOC"


# What stands after the last row

ROWS = {"cases": [case("201"), case("202")], "collections": [collection("C1", "1000000001", "1.00")]}
CTRL_Z = "nothing but a Ctrl-Z (0x1A) or NUL (0x00), which some programs write at the end of a file"
ENDS = {
    "an empty line": (b"\n", "an empty line"),
    "an empty line of Windows": (b"\r\n", "an empty line"),
    "Ctrl-Z": (b"\x1a", CTRL_Z),
    "Ctrl-Z and a line end": (b"\x1a\r\n", CTRL_Z),
    "zeros": (b"\0\0\0\0", CTRL_Z),
}


def ending(folder: Path, name: str, end: bytes, more: int, **how: object) -> Path:
    """A feed whose file `name` goes on with `end`; the manifest counts `more` rows than it has."""
    content = Box(folder, **how).write({name: ROWS[name]}).joinpath(f"{name}.csv").read_bytes()
    box = Box(folder, raw={name: content + end}, says={name: {"rows": len(ROWS[name]) + more}}, **how)
    return box.write({name: ROWS[name]})


@pytest.mark.parametrize(("end", "what"), ENDS.values(), ids=ENDS.keys())
def test_what_stands_after_the_last_row_and_is_not_counted_is_refused_by_its_line(tmp_path, end, what):
    says = "cases.csv: the manifest says 2 rows, and the file has more: line 4: "
    assert refused(ending(tmp_path / "1", "cases", end, 0)) == says + what
    assert refused(ending(tmp_path / "2", "cases", end, 0, mode="changes")) == says + what


@pytest.mark.parametrize(("end", "what"), ENDS.values(), ids=ENDS.keys())
def test_where_it_is_counted_it_is_a_rejected_row_of_its_line(tmp_path, end, what):
    assert load(ending(tmp_path, "cases", end, 1)).rejected == 1
    with (tmp_path / "rejects" / "cases.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [["line", "reason"], ["4", what]]


def test_in_a_file_of_money_it_refuses_the_feed_by_its_line(tmp_path):
    says = f"collections.csv: money that cannot be read, so nothing was loaded. line 3: {CTRL_Z}"
    assert refused(ending(tmp_path, "collections", b"\x1a", 1)) == says


def test_a_row_too_many_is_named_by_its_line(tmp_path):
    says = "cases.csv: the manifest says 1 rows, and the file has more: line 3"
    assert refused(Box(tmp_path, says={"cases": {"rows": 1}}).write({"cases": ROWS["cases"]})) == says
    rows = [case("201", county='"'), case("202")]
    assert refused(Box(tmp_path, says={"cases": {"rows": 1}}).write({"cases": rows})) == says


# The manifest

MANIFESTS = {
    "Windows-1252": ("cp1252", b"", "manifest.json: line 1: not UTF-8 (a file saved as Windows-1252"),
    "UTF-16": ("utf-16", b"", "manifest.json: line 1: not UTF-8 but UTF-16"),
    "Ctrl-Z": ("utf-8", b"\n\x1a", "manifest.json: line 2: a Ctrl-Z (0x1A)"),
    "something after it": ("utf-8", b"}", "manifest.json: JSON is malformed: trailing characters"),
}


@pytest.mark.parametrize(("encoding", "end", "says"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_a_manifest_in_another_encoding_is_refused_as_what_it_is(tmp_path, encoding, end, says):
    folder = Box(tmp_path, agency="Ñ").write(ROWS)
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_bytes(" ".join(text.split()).encode(encoding) + end)
    assert refused(folder).startswith(says)


def test_a_manifest_and_a_signature_with_a_byte_order_mark_are_read(tmp_path, settings):
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    feed = msgspec.structs.replace(settings.AGENCY.feed, require_signature=True, public_key=public)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, feed=feed)
    folder = Box(tmp_path).write({"cases": ROWS["cases"]})
    raw = b"\xef\xbb\xbf" + (folder / "manifest.json").read_bytes() + b"\r\n\r\n"
    (folder / "manifest.json").write_bytes(raw)
    signature = b64encode(key.sign(raw)).decode()
    (folder / "manifest.json.sig").write_bytes(signature.encode("utf-16"))
    assert refused(folder).startswith("manifest.json.sig: line 1: not UTF-8 but UTF-16")
    (folder / "manifest.json.sig").write_bytes(signature.encode("utf-8-sig") + b"\r\n")
    assert load(folder).exit_code == 0
