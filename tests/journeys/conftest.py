"""A real browser before the real server with the demo's data: what the journeys need.

A journey takes `visit` (a page of a new visitor, at any size and in either language), the cast and the helpers:

    def test_dana_reads_her_payments(visit):
        page = visit(width=PHONE, language="es")
        sign_in(page, DANA)
        ...
        no_axe_violations(page)

At its end every page must have been silent: one console or CSP message fails the journey.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright

from tests.cast import Member
from tests.process import new_database, run_manage, server

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844}
# A quiet browser: no sandbox (root in CI), and nothing of its own that asks the network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = "no Chromium: install Debian's package chromium, or run `.venv/bin/playwright install chromium`"


def chromium(playwright: Playwright) -> str | None:
    """The Chromium to drive: CONNECT_CHROMIUM, the system's, or Playwright's own download; None where none is."""
    for name in (os.environ.get("CONNECT_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    downloaded = playwright.chromium.executable_path
    return downloaded if Path(downloaded).exists() else None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Skips every journey where no Chromium is; the skip is said at the end, and in CI it fails the run."""
    executable = chromium(playwright)
    if executable is None:
        pytest.skip(NO_BROWSER)
    return {**browser_type_launch_args, "executable_path": executable, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo: its database, loaded once, and the server on a free port of this machine."""
    with new_database(tmp_path_factory.mktemp("portal"), profile="demo") as environment:
        run_manage(environment, "demo", "--no-serve")
        with server(environment, workers=1) as address:
            yield address


@pytest.fixture(scope="session")
def base_url(portal: str) -> str:
    """So that `page.goto("/login")` is enough."""
    return portal


@pytest.fixture(scope="session", autouse=True)
def _orm_after_journeys() -> None:
    """Playwright leaves an event loop running in the thread; Django would then refuse the next test's queries."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """`visit(width=DESK, language="en", javascript=True)`: the blank page of a new visitor who speaks `language`."""
    heard: list[str] = []

    def new_visitor(*, width: int = DESK, language: str = "en", javascript: bool = True) -> Page:
        context = new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale=f"{language}-US",
            java_script_enabled=javascript,
        )
        page = context.new_page()
        page.on("console", lambda message: heard.extend(_unexpected(page, message)))
        page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
        if language != "en":
            in_language(page, language)
        return page

    yield new_visitor
    assert heard == [], "the browser had something to say:\n" + "\n".join(heard)


def _unexpected(page: Page, message: ConsoleMessage) -> Iterator[str]:
    """All but the line that Chromium writes when the page asked for is itself a 404 (a journey may want that)."""
    its_own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
    if not its_own_status:
        yield f"{page.url}: {message.type}: {message.text}"


def in_language(page: Page, language: str) -> None:
    """Presses the language button of the welcome page, as a visitor does, unless the page already speaks it."""
    page.goto("/")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[lang={language}]").first.click()
    assert page.locator("html").get_attribute("lang") == language


def sign_in(page: Page, member: Member) -> None:
    """From the welcome page to the first page behind sign-in (a temporary PIN leads to choosing one's own)."""
    page.goto("/")
    page.locator("input[name=participant_id]").first.fill(member.participant_id)
    pin = page.locator("input[name=pin]").first
    pin.fill(member.pin)
    pin.press("Enter")
    page.wait_for_url("**/pin" if member.temporary else "**/home")


def no_axe_violations(page: Page) -> None:
    """Fails with axe's own report when a rule of WCAG 2.2 A or AA, or a best practice, is broken on `page`."""
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def no_sideways_scroll(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0, f"{page.url} is {width} px wider than its window"
