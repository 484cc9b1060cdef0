"""Every kind of page, who reads it, and how to get there."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, Response

from connect.demo.gallery import GALLERY_PARTS
from connect.lib.public_id import PUBLIC_ID_PATTERN
from connect.portal.help import texts
from connect.web.routes import Route, RouteAudience, all_routes
from tests.journeys.conftest import (
    OWN_PIN,
    Heard,
    in_language,
    try_pin,
)
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM, TESS, Member

type Way = Callable[[Page], object]


def shows[W: Way](name: str) -> Callable[[W], W]:
    """Says of a way to a page which route it ends on; '' for an address that is none of ours."""

    def decorate(way: W) -> W:
        way.route = name
        return way

    return decorate


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return ""


def go_to(address: str) -> Way:
    @shows(name_of(address))
    def come(page: Page) -> None:
        page.goto(address)

    return come


@shows("case")
def first_case(page: Page) -> None:
    page.goto("/home")
    page.goto(page.locator(".card--link a").first.get_attribute("href"))


@shows("appointment")
def first_appointment(page: Page) -> None:
    page.goto("/home")
    page.goto(page.locator(".appointment__title a").first.get_attribute("href"))


@shows("ecommunications_choose")
def nothing_chosen(page: Page) -> None:
    confirm_first("/profile/ecommunications/choose")(page)
    page.locator("#typed .buttons button").first.click()
    page.wait_for_selector("#error-summary")


def document_called(title: str) -> Way:
    """A document of the list, by its name in either language, which the Spanish one has in brackets."""

    @shows("document")
    def open_it(page: Page) -> None:
        page.goto("/documents")
        links = page.locator("main a[href^='/documents/']")
        for address in dict.fromkeys(links.evaluate_all("all => all.map(each => each.pathname)")):
            if re.fullmatch(f"/documents/{PUBLIC_ID_PATTERN}", address):
                page.goto(address)
                if title in page.locator("h1").text_content():
                    return
        raise AssertionError(f"no document is called {title}")

    return open_it


def payment(way: str, amount: str) -> Way:
    @shows("payment")
    def open_it(page: Page) -> None:
        page.goto(f"/payments/{way}")
        link = page.get_by_role("row").filter(has_text=amount).first.get_by_role("link")
        page.goto(link.evaluate("a => a.pathname"))

    return open_it


@shows("login")
def wrong_pin(page: Page) -> None:
    page.goto("/login")
    page.locator("input[name=participant_id]").fill("9876543210")
    page.locator("input[name=pin]").fill("000111")
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("pin")
def refused_pin(page: Page) -> None:
    page.goto("/pin")
    page.locator("input[name=new]").fill("111111")
    page.locator("input[name=new]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("pin")
def proposed_pin(page: Page) -> None:
    page.goto("/pin")
    page.locator("button[name=give]").click()
    page.wait_for_selector("input[name=proposed]", state="attached")


@shows("pin")
def proposed_pin_refused(page: Page) -> None:
    proposed_pin(page)
    page.locator("input[name=current]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("register")
def register_refused(page: Page) -> None:
    page.goto("/register")
    page.locator("input[name=first_name]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("home")
def idle(page: Page) -> None:
    """The question shows at once where the visit is as short as the warning."""
    page.goto("/home")
    page.locator("dialog").evaluate("dialog => dialog.showModal()")


@shows("login")
def form_without_token(page: Page) -> None:
    page.goto("/login")
    page.locator("main form [name=csrfmiddlewaretoken]").first.evaluate("field => field.remove()")
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_selector("h1")


@shows("case")
def explained(page: Page) -> None:
    first_case(page)
    page.locator("main summary").evaluate_all("all => all.forEach(summary => summary.click())")


def confirm_first(address: str) -> Way:
    """The page, also where the PIN is asked again before it opens."""

    @shows(name_of(address))
    def come(page: Page) -> None:
        page.goto(address)
        if "/confirm" in page.url:
            page.locator("input[name=pin]").fill(DANA.pin)
            page.locator("input[name=pin]").press("Enter")
            page.wait_for_url(f"**{address}")

    return come


@shows("confirm")
def confirm_refused(page: Page) -> None:
    page.goto("/security/confirm")
    page.locator("input[name=pin]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("codes_new")
def codes_shown(page: Page) -> None:
    confirm_first("/security/codes/new")(page)
    page.locator("main form button").click()
    page.wait_for_selector(".codes")


@shows("check")
def check_refused(page: Page) -> None:
    page.goto("/security/check")
    page.locator("#finish button").click()


@shows("check")
def check_done(page: Page) -> None:
    check_refused(page)  # not refused, for someone with a new PIN
    page.wait_for_selector(".alert--success")


@shows("devices")
def private_device(page: Page) -> None:
    confirm_first("/security/devices/private")(page)
    page.locator("main form button").click()
    page.wait_for_url("**/security/devices")


@shows("login_passkey")
def passkey_refused(page: Page) -> None:
    page.goto("/login/passkey")
    page.locator("[data-passkey]").evaluate("form => form.submit()")
    page.wait_for_selector(".alert--error")


@shows("send_confirmation")
def confirmation_sent(page: Page) -> None:
    """Its button stands only where the agency asks for a confirmed email, so another form sends its request."""
    page.goto("/security")
    page.locator("#logout").evaluate("form => { form.action = '/confirm-email'; form.submit(); }")
    page.wait_for_url("**/confirm-email")


@shows("login_code")
def code_refused(page: Page) -> None:
    page.goto("/login/code")
    page.locator("input[name=participant_id]").fill("9876543210")
    page.locator("input[name=code]").fill("AAAAA-AAAAA")
    page.locator("input[name=code]").press("Enter")
    page.wait_for_selector("#error-summary")


@shows("message_new")
def message_refused(page: Page) -> None:
    page.goto("/messages/new")
    page.locator("#typed .buttons button:not([name])").click()
    page.wait_for_selector("#error-summary")


def send_message(page: Page) -> None:
    page.goto("/messages/new")
    page.locator("select[name=topic]").select_option("payments")
    page.locator("textarea[name=text]").fill("Where is my payment?\n\nIt was taken from my pay two weeks ago.")


@shows("message")
def message_sent(page: Page) -> None:
    send_message(page)
    page.locator("#typed .buttons button:not([name])").click()
    page.wait_for_selector(".thread")


@shows("messages")
def message_kept(page: Page) -> None:
    send_message(page)
    page.locator("button[name=later]").click()
    page.wait_for_selector("table")


def begin_review(page: Page) -> None:
    page.goto("/requests/new/review")
    page.locator("main form button").click()
    page.wait_for_url("**/ask/direction")


@shows("request_question")
def question_refused(page: Page) -> None:
    begin_review(page)
    page.locator("#typed button").click()
    page.wait_for_selector("#error-summary")


@shows("request_check")
def answers_to_check(page: Page) -> None:
    begin_review(page)
    for _ in range(2):
        address = page.url
        page.locator("input[name=said]").first.check()
        page.locator("#typed button").click()
        page.wait_for_url(lambda now, before=address: now != before)
    page.locator("textarea").fill("Since October.\nI earn less now.")
    page.locator("#typed button").click()
    page.wait_for_url(re.compile("/ask/(?!more)"))  # the last question: files, and there are none
    page.locator("#typed .buttons button:not([name])").click()
    page.wait_for_url("**/check")


@shows("request")
def request_sent(page: Page) -> None:
    answers_to_check(page)
    page.locator("main form button").first.click()
    page.wait_for_selector(".facts")


@shows("information")
def change_asked(page: Page) -> None:
    page.goto("/profile/information/employer")
    page.locator("[name=employer]").fill("HILL MILL")
    page.locator("#typed .buttons button").first.click()
    page.wait_for_url("**/requests/*")
    page.goto("/profile/information")


@shows("request")
def change_sent(page: Page) -> None:
    change_asked(page)
    page.goto(page.locator("main .card p a[href^='/requests/']").first.get_attribute("href"))


def say_who(page: Page, address: str) -> None:
    """Come to a page that asks for the PIN first."""
    page.goto(address)
    if page.locator("input[name=pin]").count():
        page.locator("input[name=pin]").fill(DANA.pin)
        page.locator("main form .buttons button").first.click()
        page.wait_for_url(f"**{address}")


@shows("information_change")
def address_refused(page: Page) -> None:
    say_who(page, "/profile/information/mailing")
    page.locator("#typed .buttons button").first.click()
    page.wait_for_selector("#error-summary")


@shows("information_change")
def address_doubted(page: Page) -> None:
    say_who(page, "/profile/information/mailing")
    for name, text in (("street", "77 OAK AVE"), ("city", "FRESNO"), ("zip", "10001")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=state]").select_option("CA")
    page.locator("#typed .buttons button").first.click()
    page.wait_for_selector(".alert--warning")


@shows("information_change")
def address_abroad(page: Page) -> None:
    say_who(page, "/profile/information/residence")
    page.goto("/profile/information/residence?abroad=1")


@shows("other_party_report")
def report_refused(page: Page) -> None:
    page.goto("/other-party/employer")
    page.locator("#typed .buttons button").first.click()
    page.wait_for_selector("#error-summary")


@shows("other_party")
def report_sent(page: Page) -> None:
    page.goto("/other-party/vehicle")
    page.locator("[name=vehicle]").fill("Ford, 2019")
    page.locator("#typed .buttons button").first.click()
    page.wait_for_selector("main table")


@shows("request_question")
def call_to_choose(page: Page) -> None:
    page.goto("/requests/new/call_back")
    page.locator("main form button").click()
    page.goto(page.url.replace("/ask/case", "/ask/call_time"))


HELP = {
    **{name: f"/help/{name}" for name in texts.page_names()},
    "answer": "/help/faq/make-a-payment",
    "faq-found": "/help/faq?q=pin",
    "faq-nothing-found": "/help/faq?q=zebra",
    "office-found": "/help/local-office?q=sonora",
    "office-nothing-found": "/help/local-office?q=zebra",
    "county": "/help/local-office/tuolumne",
    "county-of-three-offices": "/help/local-office/san-bernardino",
    "county-without-an-address": "/help/local-office/kings",
}


# What a page looks like for one person, or after something was done. name: (who has signed in, how to come there)
STATES: dict[str, tuple[Member | None, Way]] = {
    "login-after-a-visit": (None, go_to("/login?next=/payments/made")),
    "login-refused": (None, wrong_pin),
    "register-refused": (None, register_refused),
    "pin-status-of-nothing": (None, go_to("/pin-status/none")),
    "not-me-linked": (None, go_to("/not-me/AAAAA-AAAAA-AAAAA-AAAAA")),
    "confirm-email": (None, go_to("/confirm-email/none")),
    "unsubscribe-too-old": (None, go_to("/unsubscribe/" + "A" * 43)),
    **{f"help-{name}": (None, go_to(address)) for name, address in HELP.items()},
    "glossary-searched": (None, go_to("/help/glossary?q=arrears")),
    "glossary-nothing-found": (None, go_to("/help/glossary?q=zebra")),
    **{f"gallery-{part}": (None, go_to(f"/design/{part}")) for part in GALLERY_PARTS},
    "not-found": (None, go_to("/no/such/page")),
    "too-old": (None, form_without_token),
    "welcome-signed-in": (DANA, go_to("/")),
    "home-without-appointments": (DANIEL, go_to("/home")),
    "home-with-a-hidden-place": (SAM, go_to("/home")),
    "idle": (DANA, idle),
    "case": (DANA, first_case),
    "case-explained": (DANA, explained),
    "case-hidden": (SAM, first_case),
    "case-of-two-kinds-of-arrears": (TESS, first_case),
    "appointment": (DANA, first_appointment),
    "appointment-hidden": (SAM, first_appointment),
    "ecommunications-nothing-chosen": (DANA, nothing_chosen),
    "ecommunications-receiving": (RILEY, go_to("/profile/ecommunications")),
    "confirm-notices": (None, go_to("/confirm-notices/AAAAAAAAAAAAAAAAAAAAAA")),
    "document-of-a-month-to-pay": (SAM, document_called("Monthly Billing Statement")),
    "document-of-a-month-received": (RILEY, document_called("Monthly Statement Of Collection And Distribution")),
    "document-of-a-warning": (SAM, document_called("Child Support Warning Notice")),
    "payments-none": (DANA, go_to("/payments/received")),
    "payments-received": (DANIEL, go_to("/payments/received")),
    "payments-filtered": (DANIEL, go_to("/payments/received?year=2019&page=2")),
    "payments-held-and-reversed": (TESS, go_to("/payments/received")),
    "payments-print": (DANIEL, go_to("/payments/received/print?page=2")),
    "payments-year": (DANIEL, go_to("/payments/received/year/2018")),
    "payments-year-without": (DANA, go_to("/payments/made/year/2006")),
    "payments-print-held-and-reversed": (TESS, go_to("/payments/received/print")),
    "payments-months": (SAM, go_to("/payments/made/months")),
    "payments-months-by-case": (TESS, go_to("/payments/received/months")),
    "payments-months-empty": (DANIEL, go_to("/payments/received/months")),
    "payment-made": (DANA, payment("made", "$83.08")),
    "payment-sent-again": (RILEY, payment("received", "$24.00")),
    "payment-held": (TESS, payment("received", "$412.07")),
    "payment-reversed": (TESS, payment("received", "$61.44")),
    "pin-refused": (DANA, refused_pin),
    "pin-proposed": (DANA, proposed_pin),
    "pin-proposed-refused": (DANA, proposed_pin_refused),
    "login-passkey-refused": (None, passkey_refused),
    "login-code-refused": (None, code_refused),
    "confirm": (DANA, go_to("/security/confirm?next=/security/codes/new")),
    "confirm-refused": (DANA, confirm_refused),
    "codes-sheet": (DANA, codes_shown),
    "devices-private": (DANA, private_device),
    "check": (RILEY, go_to("/security/check")),
    "check-refused": (RILEY, check_refused),
    "check-done": (RILEY, check_done),
    "pin-temporary": (TESS, go_to("/pin")),
    "not-found-signed-in": (NOOR, go_to("/cases/AAAAAAAAAAAAAAAAAAAAAA")),
    "send-confirmation": (DANA, confirmation_sent),
    "message": (DANA, message_sent),
    "message-refused": (DANA, message_refused),
    "messages-kept": (DANA, message_kept),
    "request-start": (DANA, go_to("/requests/new/complaint")),
    "request-question-refused": (DANA, question_refused),
    "request-call-to-choose": (DANA, call_to_choose),
    "request-check": (DANA, answers_to_check),
    "request": (DANA, request_sent),
    "information-asked": (DANA, change_asked),
    "information-change": (DANA, go_to("/profile/information/accommodation")),
    "information-change-name": (DANA, go_to("/profile/information/name")),
    "information-address-refused": (DANA, address_refused),
    "information-address-doubted": (DANA, address_doubted),
    "information-address-abroad": (DANA, address_abroad),
    "information-receipt": (DANA, change_sent),
    "new-email": (None, go_to("/new-email/none")),
    "other-party-report": (DANIEL, go_to("/other-party/held")),
    "other-party-report-refused": (DANA, report_refused),
    "other-party-told": (DANA, report_sent),
}


def routes_with_a_page() -> list[Route]:
    """All but those of the demo, which the journeys' server is not."""
    return [route for route in all_routes() if route.has_page and route.audience is not RouteAudience.DEMO]


def plain_pages() -> dict[str, tuple[Member | None, Way]]:
    """Each page whose address has no variable part, as Dana sees it, or someone who is signed out."""
    found: dict[str, tuple[Member | None, Way]] = {}
    for route in routes_with_a_page():
        if "<" not in route.path:
            address, behind = f"/{route.path}", route.audience is RouteAudience.SIGNED_IN
            found[route.name.replace("_", "-")] = (DANA, confirm_first(address)) if behind else (None, go_to(address))
    return found


PAGES = plain_pages() | STATES


# Pages of someone who must check who can get into the account before any other page opens, and since when. The PIN of
# the demo is older than the one moment, so no new one, and newer than the other.
MUST_CHECK = dict.fromkeys(("check", "check-refused"), "2100-01-01 00:00:00") | {"check-done": "2020-01-01 00:00:00"}


# Pages that a temporary PIN does not open; Tess reads them with a PIN of her own.
NEEDS_OWN_PIN = [name for name, (who, _) in PAGES.items() if who is TESS and name != "pin-temporary"]


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    return Heard()


class Windows:
    """`windows(DANA, "es")`: a window for each person and language, signed in once, that keeps nothing it fetched."""

    def __init__(self, browser: Browser, address: str, heard: Heard) -> None:
        self.browser, self.address, self.heard = browser, address, heard
        self.open: dict[tuple[str, str], Page] = {}
        self.arrived: dict[Page, Response] = {}  # the page itself, as it was sent

    def __call__(self, member: Member | None, language: str) -> Page:
        key = (member.participant_id if member else "", language)
        if key not in self.open:
            self.open[key] = self._new(member, language)
        return self.open[key]

    def _new(self, member: Member | None, language: str) -> Page:
        page = self.browser.new_context(base_url=self.address, locale="en-US").new_page()
        page.set_default_timeout(10_000)
        page.on("response", self._keep)
        self.heard.listen(page)
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.goto("/")
        in_language(page, language)
        if member:
            try_pin(page, member, member.pin)
            page.wait_for_url(lambda address: address.endswith(("/home", "/pin")))
        return page

    def _keep(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.arrived[response.frame.page] = response


@pytest.fixture(scope="module")
def pages(browser: Browser, demo, heard: Heard) -> Iterator[Windows]:
    windows = Windows(browser, demo.address, heard)
    yield windows
    for page in windows.open.values():
        page.context.close()


@pytest.fixture
def come_to(pages, demo) -> Callable[[str, str], Page]:
    """`come_to("home", "es")`: the page of PAGES, fresh, in that language."""

    def come(name: str, language: str) -> Page:
        member, way = PAGES[name]
        page = pages(member, language)
        if member:
            demo.ask("DELETE FROM notices_contactpreference")
            demo.ask(
                "INSERT INTO notices_contactpreference (participant_id, language, chosen_at) VALUES (%s, %s, %s)",
                member.participant_id,
                language,
                "2026-01-01 00:00:00",
            )
        if name in NEEDS_OWN_PIN:
            demo.ask(OWN_PIN, member.participant_id)
            demo.ask("UPDATE access_visit SET temporary = %s WHERE participant_id = %s", False, member.participant_id)
        since = "UPDATE access_account SET must_check_since = %s WHERE participant_id = %s"
        demo.ask(since, MUST_CHECK.get(name), RILEY.participant_id)
        way(page)
        page.wait_for_load_state("load")
        assert page.locator("html").get_attribute("lang") == language
        assert name_of(page.url) == way.route
        return page

    return come
