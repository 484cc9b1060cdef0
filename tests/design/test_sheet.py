"""The style sheet and the script: small, free of sides, and asking for nothing that is not there."""

import gzip
import re
from pathlib import Path

import tinycss2
from django.conf import settings

DESIGN = settings.ROOT / "connect" / "design"
SHEET = DESIGN / "static" / "design" / "portal.css"
SIDES = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right)|left|right)\b[\w-]*\s*:|(text-align|float|clear)\s*:\s*(left|right)"
)


def parcel(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_our_parts_know_no_left_and_right():
    for part in (DESIGN / "sass").glob("*.scss"):
        assert not SIDES.search(part.read_text()), part.name


def test_a_side_would_be_found():
    assert SIDES.search("a { margin-left: 1px }")
    assert SIDES.search("a { text-align: right }")
    assert not SIDES.search("a { margin-inline-start: 1px; text-align: start }")


def test_every_question_about_width_says_whether_it_is_about_a_screen_or_about_paper():
    """A sheet printed in large letters is as narrow as a phone, and is no phone."""
    asked = re.findall(r"@media([^{]*width[^{]*)", SHEET.read_text())
    assert len(asked) > 10
    assert [question for question in asked if not re.search(r"\b(screen|print)\b", question)] == []


def test_the_sheet_is_two_thirds_of_what_it_may_be():
    assert parcel(SHEET) < 9 * 1024


def test_the_script_is_under_three_kilobytes_as_it_travels_and_short_as_written():
    script = DESIGN / "static" / "design" / "portal.js"
    assert parcel(script) < 3 * 1024
    assert script.stat().st_size < 8 * 1024


def test_the_pictures_are_small():
    assert (DESIGN / "static" / "design" / "poppies.svg").stat().st_size < 6 * 1024
    assert (DESIGN / "static" / "design" / "poppy.svg").stat().st_size < 1024


def test_the_sheet_can_be_read_and_fetches_nothing():
    rules = tinycss2.parse_stylesheet(SHEET.read_text(), skip_comments=True, skip_whitespace=True)
    assert len(rules) > 100
    assert not [rule for rule in rules if rule.type == "error"]
    assert "url(" not in SHEET.read_text()
    assert "@import" not in SHEET.read_text()
