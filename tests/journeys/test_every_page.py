"""Every kind of page, in both languages and at every width: readable by everybody, light, quiet, and valid HTML.

Hard goals 1 and 4 of the front end: axe finds nothing, no sideways scroll, targets of 24 pixels and of 44 where they
stand alone, a way out that covers nothing, a header of 120 pixels on a phone, at most 5 requests and 25 KB on a first
visit, no script of ours above 3 KB, no style sheet above 14 KB.
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
    come_to,
    heard,
    pages,
    routes_with_a_page,
)
from tests.journeys.sweep import (
    CUT_OFF,
    HEADER_ENDS,
    HIGHEST_HEADER,
    OVER_EACH_OTHER,
    TOO_SMALL_TO_PRESS,
    UNDER_THE_WAY_OUT,
    WINDOWS,
    can_be_read,
    picture,
)
from tests.support.cast import CAST
from tests.support.html import html_errors
from tests.support.process import ROOT

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
    for width, height in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        can_be_read(page, axe=width in (DESK, PHONE), colors=width == DESK)
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


def test_what_is_small_cut_off_or_covered_would_be_found(visit):
    page = visit(width=PHONE)
    page.goto("/help/contact")
    can_be_read(page, axe=False)
    page.locator("main a[href^=tel]").first.evaluate("it => it.outerHTML = `<p>${it.outerHTML}</p>`")
    page.locator("main p > a[href^=tel]:only-child").first.evaluate(
        "it => Object.assign(it.style, {display: 'inline', lineHeight: 1})"
    )
    assert len(page.evaluate(TOO_SMALL_TO_PRESS)) == 1
    page.locator("h1").evaluate("it => Object.assign(it.style, {height: '1rem', overflow: 'hidden'})")
    assert page.evaluate(CUT_OFF) != []
    page.locator("h1").evaluate("it => Object.assign(it.style, {overflow: 'visible', height: '0', margin: '0'})")
    assert page.evaluate(OVER_EACH_OTHER) != []
    page.locator(".masthead").evaluate("it => Object.assign(it.style, {paddingBlockEnd: '2rem'})")
    assert page.evaluate(HEADER_ENDS) > HIGHEST_HEADER


PILL = "position: fixed; inset: auto 12px 12px auto; width: 15rem; height: 2.75rem"  # as it once was


@pytest.mark.parametrize(
    ("part", "wrong", "found"),
    [
        (".leave", PILL, "at rest"),
        (".bar", "width: 20rem", "the bar is no edge"),
        ("html", "scroll-padding: 0", "scrolled to"),
    ],
)
def test_a_way_out_that_covers_something_would_be_found(visit, part, wrong, found):
    page = visit(width=PHONE)
    page.goto("/help/faq")
    assert page.evaluate(UNDER_THE_WAY_OUT) == []
    page.locator(part).evaluate(f"it => it.style.cssText = '{wrong}'")
    assert {each.partition(":")[0] for each in page.evaluate(UNDER_THE_WAY_OUT)} >= {found}
