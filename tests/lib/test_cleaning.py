"""What people send is made anew by a process of its own: good files stay what they show, and no bad one is kept."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from connect.lib.cleaning import process
from connect.lib.cleaning.limits import MEMORY_BYTES, FileRefusal, Unclean
from connect.lib.cleaning.process import clean_file
from connect.lib.file_forms import FileForm, form_of, has_fitting_name, plain_name
from connect.lib.sealed_bytes import new_bytes_key, seal_bytes, unseal_bytes
from tests.support import files
from tests.support.files import CANARY

TELLS = (b"CANARY", b"GPS", b"Exif", b"http://ns.adobe.com")


def refused(content: bytes) -> Unclean:
    with pytest.raises(FileRefusal) as refusal:
        clean_file(content)
    return refusal.value.reason


def picture(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=("JPEG",))
    image.load()
    return image


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    red, green, _ = image.convert("RGB").getpixel(place)
    return red > 180 and green < 90


@pytest.mark.parametrize("made", [files.jpeg, files.png, files.heic], ids=lambda made: made.__name__)
def test_a_picture_keeps_what_it_shows_and_says_not_where_it_was_taken(made):
    given = made()
    assert CANARY.encode() in given or made is files.png  # a PNG packs what it says
    found = clean_file(given)
    image = picture(found.content)
    assert found.pages == ()
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert is_red(image, (5, 5))
    assert not is_red(image, (image.width - 5, image.height - 5))
    assert [each for each in TELLS if each in found.content] == []
    assert (dict(image.getexif()), image.info.get("comment"), image.info.get("icc_profile")) == ({}, None, None)


def test_a_picture_that_lies_on_its_side_is_turned_upright():
    image = picture(clean_file(files.jpeg(orientation=6)).content)
    assert image.size == (40, 60)
    assert is_red(image, (35, 5))


@pytest.mark.parametrize("made", [files.jpeg, files.png])
def test_a_large_picture_is_made_smaller(made):
    assert picture(clean_file(made((5000, 2500))).content).size == (2400, 1200)


def test_what_is_transparent_is_white_and_sixteen_bits_become_eight():
    clear, deep = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    Image.new("I;16", (20, 20), 40_000).save(deep, "PNG")
    assert picture(clean_file(clear.getvalue()).content).getpixel((10, 10)) == (255, 255, 255)
    assert picture(clean_file(deep.getvalue()).content).getpixel((10, 10)) == (156, 156, 156)


def everything_in(content: bytes) -> str:
    """All that a PDF says, unpacked; and what its pictures say."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as paper:
        found.append(repr(paper.Root.keys()) + repr(dict(paper.docinfo) if "/Info" in paper.trailer else {}))
        for thing in paper.objects:
            found.append(
                thing.unparse(resolved=True).decode("latin-1") if not isinstance(thing, pikepdf.Stream) else ""
            )
            if isinstance(thing, pikepdf.Stream):
                kept = ["/DCTDecode", "/JPXDecode"]
                raw = str(thing.get("/Filter")) in kept
                found.append(repr(dict(thing.items())))
                found.append((thing.read_raw_bytes() if raw else thing.read_bytes()).decode("latin-1"))
    return "\n".join(found)


def test_a_pdf_keeps_its_pages_and_what_was_filled_in_and_nothing_else():
    given = files.pdf(change=files.acting)
    before = everything_in(given)
    for word in ("JavaScript", "OpenAction", "AcroForm", "Annots", "PieceInfo", "EmbeddedFiles", "/URI", "Exif"):
        assert word in before
    assert before.count(CANARY) >= 9
    found = clean_file(given)
    after = everything_in(found.content)
    for word in ("JavaScript", "/JS", "OpenAction", "AcroForm", "Annots", "PieceInfo", "Embedded", "/AA", "/URI"):
        assert word not in after, word
    assert CANARY not in after
    assert "Exif" not in after
    assert "Pay stub" in after
    assert "41250" in after  # the field is drawn on its page now
    assert len(found.pages) == 1


def test_each_page_is_drawn_as_a_picture():
    found = clean_file(files.pdf(3, change=files.acting))
    assert [picture(page).size for page in found.pages] == [(1275, 1651)] * 3
    assert is_red(picture(found.pages[0]), (160, 660))  # the picture on the page, and its red corner


def test_a_pdf_with_a_hundred_pages_is_taken_and_one_more_is_not():
    assert len(clean_file(files.pdf(100)).pages) == 100
    assert refused(files.pdf(101)) == Unclean.PAGES


LOCKED = pikepdf.Encryption(owner="owner", user="user")
HOSTILE = {
    "a PDF behind a lock": (files.pdf(encryption=LOCKED), Unclean.PASSWORD),
    "a PDF of one line": (b"%PDF-1.7\n", Unclean.DAMAGED),
    "half a PDF": (files.pdf()[:300], Unclean.DAMAGED),
    "a PDF without pages": (files.pdf(0), Unclean.DAMAGED),
    "half a JPEG": (files.jpeg((800, 600))[:4000], Unclean.DAMAGED),
    "a JPEG by its first bytes alone": (b"\xff\xd8\xff" + b"<script>" * 500, Unclean.DAMAGED),
    "a PNG by its first bytes alone": (b"\x89PNG\r\n\x1a\n" + b"x" * 500, Unclean.DAMAGED),
    "half a HEIC": (files.heic()[:400], Unclean.DAMAGED),
    "a HEIC by its first bytes alone": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 500, Unclean.DAMAGED),
    "a GIF that a library would take": (b"GIF89a" + b"\x00" * 100, Unclean.DAMAGED),
    "a PNG that lies about its size": (files.png_that_lies(), Unclean.SIZE),
}


@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_broken_or_locked_is_not_kept(content, reason):
    assert refused(content) == reason


# In a process of its own, since what a child has used is known once for all children: the reason, and KiB.
WATCHED = """
import resource, sys
from connect.lib.cleaning.limits import FileRefusal
from connect.lib.cleaning.process import clean_file
try:
    clean_file(sys.stdin.buffer.read())
except FileRefusal as refusal:
    own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(refusal.reason, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, own)
"""


@pytest.mark.parametrize("bomb", [files.pixel_bomb, files.zip_bomb], ids=lambda bomb: bomb.__name__)
def test_a_bomb_takes_no_memory_of_ours_and_ends_in_time(bomb):
    content = bomb()
    assert len(content) < 2_000_000
    begun = time.monotonic()
    child = subprocess.run([sys.executable, "-c", WATCHED], input=content, capture_output=True, check=True, timeout=150)
    reason, of_the_child, of_ours = child.stdout.decode().split()
    assert reason == Unclean.SIZE
    assert time.monotonic() - begun < 130
    assert int(of_the_child) < MEMORY_BYTES / 1024
    assert int(of_ours) < 100_000


POLYGLOTS = {
    "a picture that is a page too": files.jpeg() + b"<html><script>alert(1)</script></html>",
    "a picture that is an archive too": files.png() + b"PK\x03\x04" + b"\x00" * 26 + b"evil.exe" + b"PK\x05\x06",
    "a paper that is a page too": files.pdf() + b"\n<html><script>alert(1)</script></html>",
    "a paper that is a program too": files.pdf() + b"MZ\x90\x00 This program cannot be run in DOS mode",
    "a picture that is a paper too": files.jpeg() + files.pdf(change=files.acting),
}


@pytest.mark.parametrize("content", POLYGLOTS.values(), ids=POLYGLOTS.keys())
def test_of_a_file_that_is_two_files_the_second_is_gone(content):
    kept = clean_file(content).content
    assert form_of(kept) is (FileForm.PDF if content.startswith(b"%PDF") else FileForm.JPEG)
    assert [each for each in (b"<script", b"PK\x03\x04", b"MZ\x90", b"JavaScript", b"DOS mode") if each in kept] == []
    assert len(kept) < len(content) + 4000


def test_the_process_knows_none_of_our_secrets_and_writes_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("CONNECT_FIELD_KEYS", CANARY)
    code = (
        "import os; from connect.lib.cleaning.inside import bind; bind()\n"
        f"try:\n    open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'x'); wrote = 1\n"
        "except OSError:\n    wrote = 0\n"
        "said = repr(sorted(os.environ)) + str(wrote)\n"
        "sys.stdout.write('{\"parts\": [%d]}\\n%s' % (len(said), said))"
    )
    monkeypatch.setattr(process, "_COMMAND", process.isolated_command(code))
    said = clean_file(b"anything").content.decode()
    assert "CONNECT" not in said
    assert said.endswith("0")


def test_a_process_that_hangs_or_says_too_much_is_ended(monkeypatch):
    python = process._COMMAND[0]
    monkeypatch.setattr(process, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(process, "_COMMAND", (python, "-c", "import time; time.sleep(60)"))
    begun = time.monotonic()
    assert refused(b"x") == Unclean.SIZE
    assert time.monotonic() - begun < 20
    monkeypatch.setattr(process, "MOST_SECONDS", 60)
    for said, reason in (
        ('{"parts": [90000000000]}\\n', Unclean.SIZE),
        ('{"parts": [10]}\\nshort', Unclean.SIZE),
        ('{"parts": []}\\n', Unclean.SIZE),
        ("not json", Unclean.DAMAGED),
    ):
        monkeypatch.setattr(process, "_COMMAND", (python, "-c", f"import sys; sys.stdout.write('{said}')"))
        assert refused(b"x") == reason


@pytest.mark.parametrize(
    ("name", "shown", "fits"),
    [
        ("letter.pdf", "letter.pdf", True),
        ("../../etc/cron.d/evil.pdf", "evil.pdf", True),
        ("..\\..\\windows\\evil.JPG", "evil.JPG", True),
        ("/etc/passwd", "passwd", True),
        ("..", "", True),
        (".htaccess", "htaccess", True),
        ("foto\u202egpj.exe", "fotogpj.exe", False),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf", True),
        ("page.html", "page.html", False),
        ("letter.pdf.exe", "letter.pdf.exe", False),
        ("recibo ñandú.heic", "recibo ñandú.heic", True),
        ("x" * 300 + ".png", "x" * 72 + "….png", True),
    ],
)
def test_a_name_is_words_to_read_and_leads_nowhere(name, shown, fits):
    assert (plain_name(name), has_fitting_name(plain_name(name))) == (shown, fits)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (files.pdf(), FileForm.PDF),
        (files.jpeg(), FileForm.JPEG),
        (files.png(), FileForm.PNG),
        (files.heic(), FileForm.HEIC),
        (b"\n%PDF-1.7", None),
        (b"GIF89a", None),
        (b"\x00\x00\x00\x20ftypmp42", None),
        (b"\x00\x00\x00\x20ftypavif", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"PK\x03\x04", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_a_form_is_what_the_first_bytes_say(content, form):
    assert form_of(content) is form


def test_sealed_bytes_open_with_their_key_and_in_their_place_alone():
    from cryptography.exceptions import InvalidTag

    key = new_bytes_key()
    sealed = seal_bytes(key, "a", b"content")
    assert b"content" not in sealed
    assert sealed != seal_bytes(key, "a", b"content")
    assert unseal_bytes(key, "a", sealed) == b"content"
    for wrong in ((new_bytes_key(), "a", sealed), (key, "b", sealed), (key, "a", sealed[:-1] + b"x")):
        with pytest.raises(InvalidTag):
            unseal_bytes(*wrong)


def test_nothing_of_a_file_lies_on_a_disk_while_it_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    clean_file(files.heic())
    assert list(Path(tmp_path).iterdir()) == []
