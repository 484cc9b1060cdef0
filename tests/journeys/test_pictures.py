"""The pictures of README, taken from the product itself (`make pictures`)."""

import os
import struct
from pathlib import Path

import pytest

from tests.journeys.conftest import PHONE, in_language, sign_in
from tests.journeys.pictures import picture_of
from tests.support.cast import DANIEL, RILEY, Member

LETTER = {"width": 816, "height": 1056}  # a sheet of paper in CSS pixels
HEAVIEST = 200_000
# name: (who has signed in, address, language, the window, printed)
PICTURES: dict[str, tuple[Member, str, str, dict[str, int], bool]] = {
    "home": (RILEY, "/home", "en", {"width": PHONE, "height": 720}, False),
    "payments-es": (RILEY, "/payments/received", "es", {"width": PHONE, "height": 720}, False),
    "sheet": (DANIEL, "/payments/received/print", "en", LETTER, True),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_the_readme_are_taken_from_the_product(new_context, name, tmp_path):
    """CONNECT_PICTURES names where they are kept."""
    member, address, language, window, printed = PICTURES[name]
    sharp = 1 if printed else 2
    context = new_context(viewport=window, device_scale_factor=sharp, locale="en-US")
    page = context.new_page()
    sign_in(page, member)
    in_language(page, language)
    page.goto(address)
    page.evaluate("document.activeElement.blur()")
    if printed:
        page.emulate_media(media="print")
        page.evaluate("document.body.style.padding = '14mm'")  # the margin that a printer adds
    picture = Path(os.environ.get("CONNECT_PICTURES", tmp_path), f"{name}.png")
    picture_of(page, path=picture, animations="disabled")
    content = picture.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (window["width"] * sharp, window["height"] * sharp)
    assert len(content) < HEAVIEST
