"""Every kind of page, in both languages and at every width: readable by everybody, light, quiet, and valid HTML.

Hard goals 1 and 4 of the front end: axe finds nothing, no sideways scroll, targets of 24 pixels, at most 5 requests
and 25 KB on a first visit, no script of ours above 3 KB, no style sheet above 14 KB.
"""

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import (
    DESK,
    LANGUAGES,
    PHONE,
)
from tests.journeys.every_page import (  # noqa: F401 - fixtures are found by their import
    PAGES,
    can_be_read,
    come_to,
    heard,
    pages,
    picture,
    routes_with_a_page,
)
from tests.support.cast import CAST
from tests.support.html import html_errors
from tests.support.process import ROOT

NARROW = 320  # a phone of 1280 pixels' width at 400 % (WCAG 1.4.10)
KB = 1024
VALIDATOR = ROOT / "node_modules/.bin/html-validate"


# Routes whose page journeys of their own look at.
ELSEWHERE = {"passkey": "tests/journeys/test_passkeys.py, because it needs a passkey"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_light_valid_and_readable_at_every_width(come_to, pages, heard, html_folder, name, language):  # noqa: F811
    heard.messages.clear()
    page = come_to(name, language)
    html = pages.arrived[page].body()
    assert pages.arrived[page].headers["content-type"] == "text/html; charset=utf-8"
    if PAGES[name][0]:
        assert pages.arrived[page].headers["cache-control"] == "no-store"
    assert html_errors(html.decode()) == []
    (html_folder / f"{name}-{language}.html").write_bytes(html)
    is_light(page, html)
    for width in (DESK, PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        can_be_read(page, axe=width != NARROW, colors=width == DESK)
        picture(page, f"{name}-{language}-{width}")
    heard.nothing()


def is_light(page: Page, html: bytes) -> None:
    """What a browser that was never here fetches: the page and what it needs, each once, packed for the way.

    The icon is the wordmark's own picture, so it is no request more.
    """
    parts = page.evaluate("performance.getEntriesByType('resource').map(each => [each.name, each.encodedBodySize])")
    fetched = {address: size for address, size in parts if "/static/" in address}
    assert fetched.keys() == {address for address, _ in parts}
    # The one exception: pictures of the steps, fetched when the reader comes near, each at most 30 KB.
    screens = {address for address in fetched if "/static/content/" in address}
    assert max((fetched.pop(address) for address in screens), default=0) <= 30 * KB
    assert len(fetched) + 1 <= 5, sorted(fetched)
    assert 0 not in fetched.values(), fetched
    assert sum(fetched.values()) + len(gzip.compress(html, 6)) <= 25 * KB, (fetched, len(html))
    assert sum(size for address, size in fetched.items() if address.endswith(".css")) <= 14 * KB


@pytest.fixture(scope="module")
def html_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the pages are kept; at the end a validator reads them all at once, because it is slow to start."""
    folder = tmp_path_factory.mktemp("html")
    yield folder
    done = validate(*sorted(folder.glob("*.html")))
    assert done.returncode == 0, done.stdout + done.stderr


def validate(*files: Path) -> subprocess.CompletedProcess:
    if not VALIDATOR.exists() or not shutil.which("node"):
        pytest.skip("html-validate is not here: run npm ci")
    command = [str(VALIDATOR), "--config", str(ROOT / "tools/html-validate.json"), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_validator_would_find_a_mistake(tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html><html lang="en"><head><title>x</title></head><body><p id="a"></p><p id="a"></p>')
    assert validate(wrong).returncode == 1


def test_every_address_of_the_product_is_in_the_list_of_pages():
    """A page that is added must be looked at too."""
    looked_at = {way.route for _, way in PAGES.values()}
    assert {route.name for route in routes_with_a_page()} - looked_at == set(ELSEWHERE)
    assert set(CAST) >= {"dana", "riley", "daniel", "sam", "tess", "noor"}
