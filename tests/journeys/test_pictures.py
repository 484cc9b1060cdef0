"""The pictures of the documents, taken from the product itself (`make pictures`)."""

import os
import struct
from pathlib import Path

from tests.journeys.conftest import DESK, sign_in
from tests.support.cast import DANA


def test_the_picture_of_the_home_page_fits_the_readme(visit, tmp_path):
    """Dana's home page as it stands on a desk: 1280 wide, under 200 KB. CONNECT_PICTURES names where it is kept."""
    page = visit(width=DESK)
    sign_in(page, DANA)
    page.set_viewport_size({"width": DESK, "height": 1060})
    page.evaluate("document.activeElement.blur()")
    picture = Path(os.environ.get("CONNECT_PICTURES", tmp_path), "home.png")
    page.screenshot(path=picture, animations="disabled")
    content = picture.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (1280, 1060)
    assert len(content) < 200_000
