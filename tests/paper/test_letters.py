"""Letters on paper: where the envelope's windows are, one sheet each, tagged, and no name breaks them."""

from datetime import UTC, datetime

import pytest

from connect.paper.letters import Letter, letters_pdf
from connect.paper.rendering import covered, printable
from tests.paper import pdfs

MADE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def letter(language: str = "en", **changes: object) -> Letter:
    facts: dict[str, object] = {
        "language": language,
        "sender": ("Department of Child Support Services", "P.O. Box 419064", "Rancho Cordova, CA 95741-9064"),
        "to": ("DANA OKAFOR", "C/O R OKAFOR", "1187 W PINE ST", "APT 4", "MADERA, CA 93637"),
        "day": "November 24, 2026",
        "reference": "Participant ID ending in 0001",
        "heading": "Your temporary PIN",
        "parts": (("text", "Here it is:"), ("code", "40295817"), ("link", "portal.example/pin")),
        "closing": ("California Child Support Services",),
    }
    return Letter(**(facts | changes))


def pdf(*letters: Letter) -> bytes:
    return letters_pdf(letters, title="Letters", made_at=MADE)


def test_the_addresses_stand_in_the_windows_of_a_number_10_envelope_and_nothing_else_does():
    """Sender 0.5 to 1.29 in, address 2.04 to 2.92 in from the top, 0.5 to 4 in from the left, less 1/8 in."""
    found = pdfs.words(pdf(letter()), 0)
    sender, address, rest = found[:3], found[3:8], found[8:]
    assert [word.text for word in address] == list(letter().to)
    assert all(0.6 <= word.top <= 1.165 and word.left == 0.75 for word in sender)
    assert all(2.25 <= word.top <= 2.9 and word.left == 0.75 for word in address)
    assert min(word.top for word in rest) > 3.75  # below the first fold, at 3.667 in


def test_a_letter_is_a_sheet():
    made = pdf(letter(), letter("es", heading="Su PIN temporal"), letter(to=("RILEY",)))
    sheets = pdfs.texts(made)
    assert ["DANA" in text for text in sheets] == [True, True, False]
    assert "Su PIN temporal" in sheets[1]
    assert "RILEY" in sheets[2]


def test_it_is_tagged_in_reading_order_with_a_heading_and_its_languages():
    made = pdf(letter(), letter("es"))
    one = ["/P", "/P", "/P", "/H1", "/P", "/P", "/P", "/P"]
    assert pdfs.tags(made) == one * 2
    assert pdfs.languages(made) == {"en", "es"}
    assert pdfs.languages(pdf(letter("es"))) == {"es"}


def test_the_same_letters_make_the_same_bytes_and_others_do_not():
    assert pdf(letter()) == pdf(letter())
    assert pdf(letter()) != pdf(letter(day="November 25, 2026"))


def test_a_name_is_never_run():
    (text,) = pdfs.texts(pdf(letter(to=("#sys.inputs *b* $x$ \\ // DANA",))))
    assert "#sys.inputs *b* $x$ \\ // DANA" in text


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Núñez Peña", "Núñez Peña"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Pen\u0303a", "Peña"),
        ("Ａna", "Ana"),
        ("李 Lee", "? Lee"),
        ("Դանա", "????"),
        ("Dana \U0001f600", "Dana ?"),
        ("Da\u200bna\u0007", "Dana"),
    ],
)
def test_a_name_that_the_font_cannot_print_does_not_stop_the_paper(name, printed):
    assert printable(name) == printed
    assert printed in pdfs.texts(pdf(letter(to=(name,))))[0]


def test_what_we_call_covered_the_font_prints():
    """A character without a glyph stops a tagged PDF; this one holds all that we let through."""
    pdf(letter(parts=(("text", "".join(map(chr, sorted(covered())))),)))
    assert {"á", "ñ", "¿", "ệ", "—"} <= set(map(chr, covered()))
    assert not {"李", "Դ", "\n"} & set(map(chr, covered()))
