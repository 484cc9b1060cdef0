"""Files that people write by hand: read as they mean them, or refused with the true reason and the line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from connect.demo.county.cast import members
from connect.lib.agency import BadProfile, read_profile
from connect.lib.by_hand import Unreadable, load_table, load_text
from connect.lib.content import BadContent, read_texts
from connect.lib.offices import COLUMNS, read_offices
from connect.lib.rulebook import read_rules
from connect.lib.terms import terms
from tests.support.process import ROOT

WINDOWS = "not UTF-8 (a file saved as Windows-1252 or Latin-1 must be saved as UTF-8)"
UTF_16 = 'not UTF-8 but UTF-16, which some programs call "Unicode"; save it as UTF-8'
NUL = "a NUL (0x00), which means that the file was saved as UTF-16 or is damaged; save it as UTF-8"
TEXT = "first\nPeña\n"


@pytest.mark.parametrize("raw", [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.replace("\n", "\r\n").encode()])
def test_a_mark_at_the_beginning_and_windows_line_ends_are_no_part_of_the_text(tmp_path, raw):
    (tmp_path / "a").write_bytes(raw)
    assert load_text(tmp_path / "a") == TEXT


REFUSED = {
    "Windows-1252": (TEXT.encode("cp1252"), f"line 2: {WINDOWS}"),
    "old Mac line ends": (b"first\rPe\xf1a\r", f"line 2: {WINDOWS}"),
    "UTF-16": (TEXT.encode("utf-16-le").join([b"\xff\xfe", b""]), f"line 1: {UTF_16}"),
    "UTF-16, the other way": (TEXT.encode("utf-16-be").join([b"\xfe\xff", b""]), f"line 1: {UTF_16}"),
    "UTF-16 without its mark": ("first\n".encode("utf-16-le"), f"line 1: {NUL}"),
    "UTF-32": (TEXT.encode("utf-32-le").join([b"\xff\xfe\0\0", b""]), "line 1: not UTF-8 but UTF-32; save it as UTF-8"),
    "gzip": (b"\x1f\x8b\x08\0", "line 1: not UTF-8 but a gzip file"),
    "a spreadsheet": (b"PK\x03\x04\x14\0\xe1", "line 1: not UTF-8 but a ZIP file (spreadsheets and documents"),
    "zeros at the end": (b"first\nlast\n\0\0\0", f"line 3: {NUL}"),
    "Ctrl-Z": (b"first\r\nlast\r\n\x1a", "line 3: a Ctrl-Z (0x1A), which some programs write at the end of a file"),
}


@pytest.mark.parametrize(("raw", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_utf_8_is_refused_with_its_line_and_what_it_is(tmp_path, raw, reason):
    (tmp_path / "a").write_bytes(raw)
    with pytest.raises(Unreadable) as problem:
        load_text(tmp_path / "a")
    assert str(problem.value).startswith(f"{tmp_path / 'a'}: {reason}")


def test_a_folder_and_a_file_that_is_not_there_say_so(tmp_path):
    with pytest.raises(Unreadable, match=r"cannot be read \(Is a directory\)"):
        load_text(tmp_path)
    with pytest.raises(Unreadable, match=r"cannot be read \(No such file"):
        load_text(tmp_path / "a")


def test_lines_of_nothing_are_no_rows_of_a_table_and_lines_are_counted_by_the_eye(tmp_path):
    (tmp_path / "a").write_bytes(b'\xef\xbb\xbfx,y\r\n\r\n"1\r\n2",3\r\n4,5\r\n\r\n')
    assert list(load_table(tmp_path / "a", ["x", "y"])) == [(3, {"x": "1\r\n2", "y": "3"}), (5, {"x": "4", "y": "5"})]


ROWS = {
    "too few": ("1\n", "line 2: 1 values instead of 2"),
    "too many": ("1,2\n1,2,3\n", "line 3: 3 values instead of 2"),
    "a blank": ("1,2\n \n", "line 3: 1 values instead of 2"),
    "a quote inside": ('1,"2"3\n', "line 2: quotes are wrong in this row"),
    "a quote without end": ('1,2\n1,"2\n1,2\n', "line 3: quotes are wrong in this row"),
}


@pytest.mark.parametrize("rows", ROWS.values(), ids=ROWS.keys())
def test_a_row_of_another_shape_is_refused_by_its_line(tmp_path, rows):
    (tmp_path / "a").write_text(f"x,y\n{rows[0]}", encoding="utf-8")
    with pytest.raises(Unreadable, match=rows[1]):
        list(load_table(tmp_path / "a", ["x", "y"]))


def texts(folder: Path) -> object:
    return read_texts(folder, ["en"], {"en": {}})


def cast(folder: Path) -> object:
    return members(folder)


def glossary(folder: Path) -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("connect.lib.terms.TERMS_FOLDER", folder)
        return terms.__wrapped__()


HEAD = "---\ntitle: Peña\ndescription: D\ntopic: Help\norder: 3\n---\nx\n"
OFFICES = f"{','.join(COLUMNS)}\n,Doña Ana,,,,,,,,,,,,\n"
TERMS = (ROOT / "connect" / "lib" / "terms.csv").read_text(encoding="utf-8")
PROFILE = (ROOT / "agency.toml").read_text(encoding="utf-8").replace("Gavin", "Gaviñ")
RULES = (ROOT / "rules.toml").read_text(encoding="utf-8")
CAST = (ROOT / "demo" / "cast.toml").read_text(encoding="utf-8") + "# ñ\n"
DOORS: dict[str, tuple[str, str, Callable[[Path], object], type[Exception]]] = {
    "the profile": ("agency.toml", PROFILE, lambda folder: read_profile(folder / "agency.toml"), BadProfile),
    "the rules": ("rules.toml", RULES, lambda folder: read_rules(folder / "rules.toml").rows, BadProfile),
    "the offices": ("offices.csv", OFFICES, lambda folder: read_offices(folder / "offices.csv"), BadProfile),
    "a text": ("en/page.md", HEAD, texts, BadContent),
    "the terms": ("terms.csv", TERMS, glossary, Unreadable),
    "the cast": ("cast.toml", CAST, cast, Unreadable),
}


@pytest.mark.parametrize(("name", "text", "read", "refusal"), DOORS.values(), ids=DOORS.keys())
def test_every_reader_of_such_a_file_takes_the_mark_and_refuses_the_rest(tmp_path, name, text, read, refusal):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    plain = read(tmp_path)
    file.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read(tmp_path) == plain
    other = {WINDOWS: text.encode("cp1252", "replace"), UTF_16: text.encode("utf-16")}
    for reason, raw in (other | {"a Ctrl-Z (0x1A)": text.encode() + b"\x1a"}).items():
        file.write_bytes(raw)
        with pytest.raises(refusal) as problem:
            read(tmp_path)
        assert str(problem.value).startswith(f"{file}: line ")
        assert reason in str(problem.value)


def test_a_fact_of_a_text_that_stands_there_twice_is_refused(tmp_path):
    """Neither of the two is taken for the other."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "page.md").write_text(HEAD.replace("topic", "title: Other\ntopic"), encoding="utf-8")
    with pytest.raises(BadContent, match="each exactly once"):
        texts(tmp_path)


@pytest.mark.parametrize("key", ["not base64!", "c2hvcnQ=", "5Y+w5YyX"])
def test_a_key_of_signatures_that_is_none_stops_the_start_and_no_feed(tmp_path, key):
    shutil.copy(ROOT / "agency.toml", tmp_path)
    text = (tmp_path / "agency.toml").read_text(encoding="utf-8").replace('public_key = ""', f'public_key = "{key}"')
    (tmp_path / "agency.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadProfile, match=r"feed\.public_key: must be an Ed25519 key of 32 bytes in base64"):
        read_profile(tmp_path / "agency.toml")
