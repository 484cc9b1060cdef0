"""What a phone must fetch before it shows anything: one style sheet, and next to no script (frontend, hard goal 1)."""

import gzip
from random import Random

from tests.house.code import CONNECT


def in_a_parcel(content: bytes) -> int:
    """The bytes of `content` as they travel."""
    return len(gzip.compress(content))


def test_the_style_sheet_fits_in_the_first_round_trip():
    assert in_a_parcel((CONNECT / "design/static/design/portal.css").read_bytes()) < 14 * 1024


def test_the_script_of_every_page_is_under_three_kilobytes_as_it_travels():
    assert in_a_parcel((CONNECT / "design/static/design/portal.js").read_bytes()) < 3 * 1024


def test_the_solver_of_puzzles_is_under_one_kilobyte_as_it_is():
    assert len((CONNECT / "design/static/design/puzzle.js").read_bytes()) < 1024


def test_a_sheet_that_is_too_heavy_would_be_found():
    noise = Random(1).randbytes(15 * 1024)
    assert in_a_parcel(noise) > 14 * 1024
