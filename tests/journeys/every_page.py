"""Every kind of page, who reads it, and how to get there."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Response

from connect.demo.gallery import GALLERY_PARTS
from connect.portal.help import texts
from connect.web.routes import Route, RouteAudience, all_routes
from tests.journeys.conftest import (
    OWN_PIN,
    Heard,
    in_language,
    try_pin,
)
from tests.journeys.ways import (
    Way,
    address_abroad,
    address_doubted,
    address_refused,
    answers_to_check,
    call_to_choose,
    change_asked,
    change_sent,
    check_done,
    check_refused,
    code_refused,
    codes_shown,
    confirm_first,
    confirm_refused,
    confirmation_sent,
    document_called,
    explained,
    first_appointment,
    first_case,
    form_without_token,
    go_to,
    idle,
    message_kept,
    message_refused,
    message_sent,
    name_of,
    nothing_chosen,
    passkey_refused,
    payment,
    private_device,
    proposed_pin,
    proposed_pin_refused,
    question_refused,
    refused_pin,
    register_refused,
    report_refused,
    report_sent,
    request_sent,
    wrong_pin,
)
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM, TESS, Member

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
