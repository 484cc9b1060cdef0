"""How to come to a page that needs more than its address: signed in, or after something was done."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from connect.lib.public_id import PUBLIC_ID_PATTERN
from tests.support.cast import DANA

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
