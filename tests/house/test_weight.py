"""What a phone must fetch before it shows anything: one style sheet, and next to no script (frontend, hard goal 1)."""

import gzip

from tests.house.code import CONNECT


def test_the_style_sheet_fits_in_the_first_round_trip():
    sheet = CONNECT / "design/static/design/portal.css"
    assert len(gzip.compress(sheet.read_bytes())) <= 14 * 1024


def test_our_own_javascript_is_under_three_kilobytes():
    assert sum(len(script.read_bytes()) for script in CONNECT.glob("*/static/**/*.js")) < 3 * 1024
