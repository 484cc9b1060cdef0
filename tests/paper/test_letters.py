"""Letters on paper: where the envelope's windows are, one sheet each, tagged, and no name breaks them."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest
import typst

from connect.paper.letters import ADDRESS, MARK, SENDER, DoesNotFit, Letter, LetterText, letters_pdf, what_does_not_fit
from connect.paper.rendering import printable, printable_characters, render_pdf
from tests.paper import pdfs

MADE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def text(language: str = "en", **changes: object) -> LetterText:
    facts: dict[str, object] = {
        "language": language,
        "day": "November 24, 2026",
        "reference": "Participant ID ending in 0001",
        "heading": "Your temporary PIN",
        "parts": (("text", "Here it is:"), ("code", "40295817"), ("link", "portal.example/pin")),
        "closing": ("California Child Support Services",),
    }
    return LetterText(**(facts | changes))


def letter(*texts: LetterText, **changes: object) -> Letter:
    facts: dict[str, object] = {
        "sender": ("Department of Child Support Services", "P.O. Box 419064", "Rancho Cordova, CA 95741-9064"),
        "to": ("DANA OKAFOR", "C/O R OKAFOR", "1187 W PINE ST", "APT 4", "MADERA, CA 93637"),
        "name": "Customer Connect",
        "texts": texts or (text(),),
        "call": ("es", "Llame al (866) 901-3212."),
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
    assert all(2.25 <= word.top <= 2.8 and word.left == 0.75 for word in address)
    assert min(word.top for word in rest) > 3.75  # below the first fold, at 3.667 in


AWKWARD = {
    "four lines": ("DANA OKAFOR", "1187 W PINE ST", "APT 4", "MADERA, CA 93637"),
    "five lines": ("DANA OKAFOR", "C/O R OKAFOR", "1187 W PINE ST", "APT 4", "MADERA, CA 93637"),
    "a street that wraps": (
        "DANA OKAFOR",
        "1187 WEST PINE STREET SOUTHEAST, BUILDING 14 NORTH ENTRANCE",
        "APT 4",
        "MADERA, CA 93637",
    ),
    "a name that wraps": (
        "MARIA DE LOS ANGELES FERNANDEZ DE LA CRUZ VILLANUEVA Y GUTIERREZ",
        "1187 W PINE ST",
        "MADERA, CA 93637",
    ),
    "two that wrap": (
        "MARIA DE LOS ANGELES FERNANDEZ DE LA CRUZ VILLANUEVA Y GUTIERREZ",
        "1187 WEST PINE STREET SOUTHEAST, BUILDING 14 NORTH ENTRANCE",
        "MADERA, CA 93637",
    ),
    "six as they wrap": (
        "DANA OKAFOR",
        "1187 WEST PINE STREET SOUTHEAST, BUILDING 14 NORTH ENTRANCE, REAR",
        "CARE OF THE MADERA COUNTY COMMUNITY ACTION PARTNERSHIP, INC.",
        "MADERA, CA 93637",
    ),
    "another country": ("DANA OKAFOR", "CALLE 5 DE MAYO 20", "COL. CENTRO", "MORELIA, MICH. 58000", "MEXICO"),
}


@pytest.mark.parametrize("to", AWKWARD.values(), ids=AWKWARD.keys())
def test_town_and_zip_stand_in_the_window_however_the_lines_above_wrap(to):
    """Read back from the PDF: each line in the window, 1/8 in from its edges, and not one letter lost."""
    block = [word for word in pdfs.words(pdf(letter(to=to)), 0) if 2.0 < word.top < 3.6]
    assert " ".join(" ".join(word.text for word in block).split()) == " ".join(to)
    assert block[-1].text == to[-1]
    assert all(2.24 <= word.top <= 2.8 and word.left == 0.75 for word in block)
    assert len({word.top for word in block}) == len(block) >= len(to)


def test_an_address_is_as_large_as_it_can_be():
    """9.5 points for four lines, smaller for more."""
    few, more = (pdfs.words(pdf(letter(to=AWKWARD[name])), 0) for name in ("four lines", "six as they wrap"))
    assert [round(words[4].top - words[3].top, 2) for words in (few, more)] == pytest.approx(
        [11.15 / 72, 7.78 / 72], abs=0.011
    )


TOO_MUCH = {
    "seven lines": tuple("ABCDEFG"),
    "every field as long as the feed lets it be": (
        "M" * 60 + " " + "O" * 60,
        "1187 " + "WEST PINE STREET " * 5,
        "BUILDING " * 11,
        "SAN JUAN BAUTISTA DE LOS ALTOS, CALIFORNIA 93637-0001",
        "THE UNITED STATES OF AMERICA",
    ),
    "a word wider than the window": ("DANA OKAFOR", "X" * 60, "MADERA, CA 93637"),
}


@pytest.mark.parametrize("to", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_fits_at_no_size_is_never_set(to):
    assert what_does_not_fit([letter(), letter(to=to), letter(to=())]) == ["", ADDRESS, ""]
    with pytest.raises(DoesNotFit, match="the address does not fit"):
        pdf(letter(), letter(to=to))
    data = {"title": "x", "language": "en", "mark": MARK.read_text(), "letters": [asdict(letter(to=to))]}
    with pytest.raises(typst.TypstError, match="do not stand in the window"):  # nor by whoever forgets to ask
        render_pdf("letter", data, made_at=MADE)


def test_a_sender_that_does_not_fit_stops_a_letter_and_a_slip_alike():
    long = ("Department of Child Support Services " * 8, "P.O. Box 419064 " * 3, "Rancho Cordova, CA 95741-9064")
    for to in (letter().to, ()):
        assert what_does_not_fit([letter(sender=long, to=to)]) == [SENDER]
        with pytest.raises(DoesNotFit, match="the sender's address does not fit"):
            pdf(letter(sender=long, to=to))


def test_a_letter_is_a_sheet():
    made = pdf(letter(), letter(text("es", heading="Su PIN temporal")), letter(to=("RILEY",)))
    sheets = pdfs.texts(made)
    assert ["DANA" in text for text in sheets] == [True, True, False]
    assert "Su PIN temporal" in sheets[1]
    assert "RILEY" in sheets[2]


def test_it_is_tagged_in_reading_order_with_a_heading_and_its_languages():
    made = pdf(letter(), letter(text("es")))
    one = ["/P", "/P", "/P", "/P", "/H1", "/P", "/P", "/P", "/P", "/P"]
    assert pdfs.tags(made) == one * 2
    assert pdfs.languages(made) == {"en", "es"}
    assert pdfs.languages(pdf(letter(text("es"), call=("", "")))) == {"es"}


def test_two_languages_stand_side_by_side_on_one_sheet_below_the_fold():
    spanish, english = text("es", heading="Su PIN temporal"), text("en")
    made = pdf(letter(spanish, english, call=("", "")))
    assert len(pdfs.texts(made)) == 1
    headings = {word.text: word for word in pdfs.words(made, 0) if "PIN" in word.text}
    left, right = headings["Su PIN temporal"], headings["Your temporary PIN"]
    assert (left.top, left.left < 1, right.left > 4) == (right.top, True, True)
    assert pdfs.languages(made) == {"en", "es"}


def test_the_same_letters_make_the_same_bytes_and_others_do_not():
    assert pdf(letter()) == pdf(letter())
    assert pdf(letter()) != pdf(letter(text(day="November 25, 2026")))


def test_a_name_is_never_run():
    (sheet,) = pdfs.texts(pdf(letter(to=("#sys.inputs *b* $x$ \\ // DANA",))))
    assert "#sys.inputs *b* $x$ \\ // DANA" in sheet


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Núñez Peña", "Núñez Peña"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Pen\u0303a", "Peña"),
        ("Ａna", "Ana"),
        ("李 Lee", "Li Lee"),
        ("Դանա", "Dana"),
        ("Иванова", "Ivanova"),
        ("\u0628\u0627", "b?"),  # no Latin letter stands for the second
        ("Dana \U0001f600", "Dana ?"),
        ("Da\u200bna\u0007", "Dana"),
        ("\u200fDana\u061c \u202eLee\u2069", "Dana Lee"),  # nothing turns the line round
    ],
)
def test_a_name_that_the_font_cannot_print_does_not_stop_the_paper(name, printed):
    assert printable(name) == printed
    assert printed in pdfs.texts(pdf(letter(to=(name,))))[0]


def test_what_we_call_covered_the_font_prints():
    """A character without a glyph stops a tagged PDF; this one holds all that we let through."""
    pdf(letter(text(parts=(("text", "".join(map(chr, sorted(printable_characters())))),))))
    assert {"á", "ñ", "¿", "ệ", "—"} <= set(map(chr, printable_characters()))
    assert not {"李", "Դ", "\n"} & set(map(chr, printable_characters()))
