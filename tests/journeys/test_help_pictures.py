"""The pictures of the help texts, taken from the product itself in both languages (`make pictures`)."""

import base64
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from connect.lib.content import size_of_webp
from tests.journeys.conftest import LANGUAGES, in_language, try_pin
from tests.journeys.pictures import picture_of
from tests.support.cast import DANA, DANIEL, TESS, Member

# What a name ends in: (width of the window, how sharp). The narrowest that has the tabs in one row, and a phone.
FORMS = {"": (768, 1.125), "-phone": (390, 1.2)}
HEAVIEST = 30_000
# name: (who has signed in, address, height of the window, and of a phone's)
PICTURES: dict[str, tuple[Member | None, str, int, int]] = {
    "login": (None, "/login", 600, 600),
    "choose-pin": (TESS, "/pin", 656, 655),
    "home": (DANA, "/home", 656, 655),
    "payments": (DANIEL, "/payments/received", 784, 655),
    "payment": (DANIEL, "/payments/received", 680, 655),
    "profile": (DANA, "/profile", 560, 655),
}
AS_WEBP = """png => new Promise(done => {
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.width; canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    done(canvas.toDataURL("image/webp", 0.3).split(",")[1]);
  };
  image.src = "data:image/png;base64," + png;
})"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("form", FORMS)
def test_the_pictures_of_the_help_texts_are_small(new_context, form, name, language, tmp_path):
    """CONNECT_SCREENS names the folder of the texts where they are kept."""
    member, address, *heights = PICTURES[name]
    (width, sharp), height = FORMS[form], heights[form != ""]
    context = new_context(viewport={"width": width, "height": height}, device_scale_factor=sharp, locale="en-US")
    page = context.new_page()
    page.goto("/login")
    in_language(page, language)
    if member:
        try_pin(page, member, member.pin)
        page.wait_for_load_state()
        in_language(page, language)
    page.goto(address)
    if name == "payment":
        page.goto(page.locator("main table a").first.evaluate("link => link.href"))
    page.evaluate("document.activeElement.blur()")
    content = as_webp(picture_of(page, animations="disabled"), context.new_page())
    folder = Path(os.environ.get("CONNECT_SCREENS", tmp_path), language, "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}{form}.webp").write_bytes(content)
    assert size_of_webp(content) == (width * sharp, height * sharp)
    assert len(content) <= HEAVIEST


def as_webp(png: bytes, page: Page) -> bytes:
    """The browser can write the format: no library more."""
    return base64.b64decode(page.evaluate(AS_WEBP, base64.b64encode(png).decode()))
