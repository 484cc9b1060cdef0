"""A real browser before the real server with the demo's data: what the journeys need.

A journey takes `visit` (a page of a new visitor, at any size and in either language), the cast and the helpers:

    @in_every_form
    def test_dana_reads_her_payments(visit, width, language):
        page = visit(width=width, language=language)
        sign_in(page, DANA)
        ...

At its end every page must have been silent: one console or CSP message fails the journey. What it did to PINs and
language preferences is put back, so that journeys do not depend on their order.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Playwright

from connect.lib.dates import day_in_table
from tests.journeys.words import words
from tests.support.cast import Member
from tests.support.database import Database
from tests.support.process import Holds, new_database, server

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844}
LANGUAGES = ("en", "es")
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
NAMES_OF_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "no Chromium: install Debian's package chromium, or run `.venv/bin/playwright install chromium`"
# A temporary PIN becomes the person's own, as if they had chosen it.
OWN_PIN = (
    "UPDATE access_account SET pin_hash = temporary_hash, temporary_hash = '', temporary_until = NULL, "
    "temporary_request = NULL WHERE participant_id = %s AND temporary_hash <> ''"
)
# What a journey may leave, and the next one must not find.
LEFT_BEHIND = (
    *("notices_contactpreference", "notices_outboxmessage", "access_pinrequest", "access_disavowal", "access_passkey"),
    *("access_privatedevice", "access_recoverycode", "access_pressureminute", "access_networkminute"),
    *("access_codetries", "access_singleusekey", "access_savedanswer", "access_mailedlink"),
    *("contact_message", "contact_submission", "contact_submittedfile"),
)
# Rules of WCAG 2.2 that axe leaves off by default.
AXE_RULES = {"target-size": {"enabled": True}}
# What passed is not carried out of the browser: on a long page that is a megabyte.
RUN_AXE = "options => axe.run(options).then(told => ({ violations: told.violations }))"


def in_every_form(journey: Callable[..., None]) -> Callable[..., None]:
    """The journey is made on a phone and at a desk, in English and in Spanish."""
    on_both = pytest.mark.parametrize("width", [PHONE, DESK], ids=["phone", "desk"])
    return on_both(pytest.mark.parametrize("language", LANGUAGES)(journey))


def chromium(playwright: Playwright) -> str | None:
    """The Chromium to drive: CONNECT_CHROMIUM, the system's, or Playwright's own download; None where none is.

    The one without windows first, if it is there: a journey costs it 0.7 of the processor time.
    """
    for name in (os.environ.get("CONNECT_CHROMIUM", ""), *NAMES_OF_CHROMIUM):
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
    return {
        **browser_type_launch_args,
        "executable_path": executable,
        "args": ARGUMENTS,
        "ignore_default_args": ["--disable-back-forward-cache"],  # a Back button as people have it
    }


class Demo(Database):
    """The demo behind its server: its `address`, and its database for what no page can do (make time pass)."""

    def __init__(self, address: str, environment: dict[str, str], unblocked: Callable[[], Any]) -> None:
        super().__init__(environment["CONNECT_DATABASE"], unblocked)
        self.address, self.environment = address, environment


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Demo]:
    """The demo's database, loaded once, and the server on a free port of this machine."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an event loop running in this thread
    folder = tmp_path_factory.mktemp("portal")
    with new_database(folder, Holds.DEMO) as environment, server(environment, workers=1) as address:
        demo = Demo(address, environment, django_db_blocker.unblock)
        clean(demo)  # of the messages that the demo begins with
        yield demo


@pytest.fixture(scope="session")
def base_url(demo: Demo) -> str:
    """So that `page.goto("/login")` is enough."""
    return demo.address


@pytest.fixture(autouse=True)
def _nothing_stays(demo: Demo) -> Iterator[None]:
    """After the journey PINs, tries and pauses are what they were before it, and nobody has chosen a language."""
    keep = (
        "pin_hash, temporary_hash, temporary_until, temporary_request, tries, paused_until, changed_at, choices, "
        "chose_at, participant_id"
    )
    before = set(demo.ask(f"SELECT {keep} FROM access_account"))
    yield
    put_back = ", ".join(f"{column} = %s" for column in keep.split(", ")[:-1])
    for row in before - set(demo.ask(f"SELECT {keep} FROM access_account")):
        demo.ask(f"UPDATE access_account SET {put_back} WHERE participant_id = %s", *row)
    clean(demo)


def clean(demo: Demo) -> None:
    for table in LEFT_BEHIND:
        demo.ask(f"DELETE FROM {table}")
    demo.ask("UPDATE access_account SET unread_messages = 0")
    demo.ask("DELETE FROM documents_documentrequest WHERE request_key <> 'demo'")


class Heard:
    """What browsers said in their consoles. A page is expected to be silent."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def listen(self, page: Page) -> None:
        page.on("console", lambda message: self.messages.extend(_unexpected(page, message)))
        page.on("pageerror", lambda error: self.messages.append(f"{page.url}: {error}"))

    def nothing(self) -> None:
        assert self.messages == [], "the browser had something to say:\n" + "\n".join(self.messages)


def _unexpected(page: Page, message: ConsoleMessage) -> Iterator[str]:
    """All but two lines of Chromium: that the page asked for is itself a 404 (a journey may want that), and that it
    forgot what it was told to forget."""
    its_own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
    forgot = message.type == "info" and message.text.startswith("Clear-Site-Data header")
    if not (its_own_status or forgot):
        yield f"{page.url}: {message.type}: {message.text}"


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """`visit(width=DESK, language="en", javascript=True, browser="en-US")`: the page of a new visitor.

    `browser` is the language the browser asks for; a visitor who speaks another presses the button of the first page.
    """
    heard = Heard()

    def new_visitor(
        *, width: int = DESK, language: str = "en", javascript: bool = True, browser: str = "en-US"
    ) -> Page:
        viewport = {"width": width, "height": HEIGHTS.get(width, 900)}
        page = new_context(viewport=viewport, locale=browser, java_script_enabled=javascript).new_page()
        page.set_default_timeout(10_000)
        heard.listen(page)
        if not browser.startswith(language):
            page.goto("/")
            in_language(page, language)
        return page

    yield new_visitor
    heard.nothing()


def in_language(page: Page, language: str) -> None:
    """Presses the language button of this page, as a visitor does, unless the page already speaks it."""
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f"button[lang={language}]").first.click()
    assert page.locator("html").get_attribute("lang") == language


def sign_in(page: Page, member: Member, pin: str = "") -> None:
    """From the welcome page to the first page behind sign-in (a temporary PIN leads to choosing one's own)."""
    page.goto("/")
    try_pin(page, member, pin or member.pin)
    page.wait_for_url("**/pin" if member.temporary and not pin else "**/home")


def try_pin(page: Page, member: Member, pin: str) -> None:
    """Fills the sign-in form of this page and presses Enter."""
    page.locator("input[name=participant_id]").first.fill(member.participant_id)
    page.locator("input[name=pin]").first.fill(pin)
    page.locator("input[name=pin]").first.press("Enter")


def fill_in(page: Page, **fields: str) -> None:
    """Types into the fields of these names, the first of each."""
    for name, value in fields.items():
        page.locator(f"main input[name={name}]").first.fill(value)


def said(page: Page) -> Callable[[str], str]:
    """English phrase -> the same phrase in the language of `page`."""
    return words(page.locator("html").get_attribute("lang") or "")


def press(page: Page, name: str, role: str = "link") -> None:
    """Presses the link (or `role`) with exactly this name, the first of several; and a page it leads to is there."""
    page.get_by_role(role, name=name, exact=True).first.click()
    page.wait_for_load_state("domcontentloaded")


def open_menu(page: Page) -> None:
    """On a phone the tabs are behind a Menu; at a desk there is none."""
    menu = page.locator(".menu:not([open]) > summary")
    if menu.is_visible():
        menu.click()


def press_tab(page: Page, name: str) -> None:
    """Presses the tab called `name`, and its page is there."""
    open_menu(page)
    tabs = page.get_by_role("navigation", name=said(page)("Main")).get_by_role("link")
    tabs.filter(has_text=re.compile(rf"^\s*{re.escape(name)}\b")).click()
    page.wait_for_load_state("domcontentloaded")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def table_rows(page: Page, number: int = 0) -> list[list[str]]:
    """The cells of the body of the page's table `number`, as they are shown."""
    rows = "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    return page.locator("main table").nth(number).evaluate(rows)


def facts(page: Page) -> dict[str, str]:
    """{label: value} of every fact and large amount on the page, without its explanation and what stands beside it."""
    part = "fact => ['dt, .key-amount__label summary > span', '.fact__value, .key-amount__value, dd']"
    part += ".map(css => css.split(', ').map(each => fact.querySelector(each)).find(Boolean).innerText.trim())"
    return dict(page.locator("main :is(.fact, .key-amount)").evaluate_all(f"all => all.map({part})"))


def fact(page: Page, label: str) -> Locator:
    """The fact or large amount with exactly this label, with all that stands beside it."""
    return page.locator("main :is(.fact, .key-amount)").filter(has=page.get_by_text(label, exact=True))


def day_shown(page: Page, day: str) -> str:
    """'10 abr 2020' for '04/10/2020' where the page speaks Spanish."""
    month, number, year = map(int, day.split("/"))
    return day_in_table(date(year, month, number), page.locator("html").get_attribute("lang") or "")


def no_axe_violations(page: Page, *, colors: bool = True) -> None:
    """Fails with axe's own report when a rule of WCAG 2.2 A or AA, or a best practice, is broken on `page`.

    `colors=False` leaves out the contrast of colors, half of what axe costs, where it was measured at another width.
    """
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    rules = {**AXE_RULES, "color-contrast": {"enabled": colors}}
    found = page.evaluate(RUN_AXE, {"rules": rules, "resultTypes": ["violations"]})
    results = AxeResults(found)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def no_sideways_scroll(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0, f"{page.url} is {width} px wider than its window"
