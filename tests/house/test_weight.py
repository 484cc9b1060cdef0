"""What a phone must fetch before it shows anything: one style sheet, and next to no script (frontend, hard goal 1)."""

import gzip
from pathlib import Path
from random import Random

from tests.house.code import CONNECT

STATIC = CONNECT / "design/static/design"
MOST = {"portal.css": 14 * 1024, "portal.js": 3 * 1024}  # bytes as they travel; the sheet fits in the first round trip


def too_heavy(folder: Path) -> list[str]:
    """The files of MOST in `folder` that travel, compressed, with as many bytes as their limit or more."""
    return [name for name, most in MOST.items() if len(gzip.compress((folder / name).read_bytes())) >= most]


def test_the_style_sheet_and_the_script_of_every_page_travel_in_their_limits():
    assert too_heavy(STATIC) == []


def test_the_solver_of_puzzles_is_under_one_kilobyte_as_it_is():
    assert len((STATIC / "puzzle.js").read_bytes()) < 1024


def test_a_sheet_that_is_too_heavy_would_be_found(tmp_path):
    (tmp_path / "portal.css").write_bytes(Random(1).randbytes(15 * 1024))
    (tmp_path / "portal.js").write_bytes(b"a" * 15 * 1024)  # a few bytes, once compressed
    assert too_heavy(tmp_path) == ["portal.css"]
