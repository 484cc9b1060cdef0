"""The Back button brings no PIN, code, number or name back, nor anything that is shown once."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import fill_in, press, sign_in, try_pin
from tests.journeys.leaving import AWAY, weather
from tests.journeys.ways import codes_shown, proposed_pin
from tests.support.cast import DANA

TYPED = {"first_name": "DANA", "last_name": "OKAFOR", "participant_id": DANA.participant_id}
FIELDS = "fields => fields.map(field => [field.name, field.type, field.value])"
SECRET = "main input[data-forget=sent]"


def back(page) -> None:
    """A page that comes from the browser's memory loads nothing, unless it asks the server anew; the answer to a form
    does not come at all (ERR_CACHE_MISS)."""
    with suppress(Error):
        page.go_back(timeout=2000)
    page.wait_for_timeout(500)


def typed_that_came_back(page) -> list[list[str]]:
    fields = page.locator("main input:not([type=hidden], [type=radio], [type=checkbox])").evaluate_all(FIELDS)
    return [field for field in fields if field[2] or (field[0] == "pin" and field[1] != "password")]


def show_all(page) -> None:
    for button in page.locator("main [data-show]").all():
        button.click()


def test_after_signing_in_back_has_neither_the_number_nor_the_pin_nor_the_names(visit):
    page = visit()
    page.goto("/register")
    fill_in(page, **TYPED)
    page.goto("/login/code")
    fill_in(page, participant_id=DANA.participant_id, code="AAAAA-BBBBB")
    page.goto("/login")
    show_all(page)
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url("**/home")
    press(page, "Logout", role="button")
    page.wait_for_url(lambda address: address.endswith("/"))
    seen = set()
    for _ in range(5):
        back(page)
        seen.add(page.url.rpartition("/")[2].partition("?")[0])
        assert typed_that_came_back(page) == [], page.url
        assert "1000000001" not in page.locator("body").inner_text()
    assert seen >= {"login", "code", "register"}


def test_without_scripts_nothing_comes_back_once_somebody_has_signed_in(visit):
    page = visit(javascript=False)
    page.goto("/register")
    fill_in(page, **TYPED)
    page.goto("/login")
    try_pin(page, DANA, DANA.pin)
    page.wait_for_url("**/home")
    page.goto("/payments/made")
    for _ in range(3):
        back(page)
    assert page.url.endswith("/register")
    values = [field.input_value() for field in page.locator("main input:not([type=hidden], [type=radio])").all()]
    assert [value for value in values if value not in ("", "on")] == []


@pytest.mark.parametrize("way", ["link", "keys"])
def test_the_quick_way_out_leaves_nothing_typed_behind(visit, way):
    page = visit()
    weather(page)
    page.goto("/register")
    fill_in(page, **TYPED)
    page.goto("/login")
    show_all(page)
    fill_in(page, participant_id=DANA.participant_id, pin=DANA.pin)
    if way == "link":
        page.locator("#leave").click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(AWAY)
    back(page)  # to /register, which leaves as well where the browser had kept it in its memory
    assert typed_that_came_back(page) == []


def test_a_new_pin_typed_and_shown_is_gone_after_back(visit):
    page = visit()
    sign_in(page, DANA)
    page.goto("/pin")
    show_all(page)
    fill_in(page, current=DANA.pin, new="730294", again="730294")
    page.goto("/payments/made")
    back(page)
    assert page.url.endswith("/pin")
    assert page.locator(SECRET).evaluate_all(FIELDS) == [[name, "password", ""] for name in ("current", "new", "again")]


@pytest.mark.parametrize(("come", "once"), [(proposed_pin, ".digits__value"), (codes_shown, ".codes")])
def test_what_is_shown_once_is_not_shown_by_back(visit, come, once):
    page = visit()
    sign_in(page, DANA)
    come(page)
    secret = page.locator(once).inner_text()
    page.evaluate(
        "addEventListener('pagehide', () => sessionStorage.setItem('left', document.querySelector('main').hidden))"
    )
    page.goto("/payments/made")
    assert page.evaluate("sessionStorage.getItem('left')") in ("true", "false")
    back(page)
    assert page.locator(once).count() == 0
    assert secret.split()[0] not in page.locator("body").inner_text()


def test_a_secret_goes_when_it_is_sent_and_not_before(visit):
    """The form's data are read first, a second press sends nothing, and what a page stops is not lost."""
    page = visit()
    page.goto("/login")
    show_all(page)
    sent = []
    page.context.route("**/login", lambda route: (sent.append(route.request.post_data), route.fulfill(status=204)))
    fill_in(page, participant_id=DANA.participant_id, pin="000111")
    page.evaluate("addEventListener('submit', (event) => event.preventDefault(), { once: true })")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.locator("input[name=pin]").input_value() == "000111"
    assert sent == []
    for _ in range(2):
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    assert page.locator("main input[name=pin]").evaluate_all(FIELDS) == [["pin", "password", ""]]
    assert page.locator("input[name=participant_id]").first.input_value() == DANA.participant_id
    assert len(sent) == 1
    assert "pin=000111" in sent[0]
    page.context.unroute("**/login")
    page.keyboard.type("000222")
    page.keyboard.press("Enter")
    page.wait_for_selector("#error-summary")


def test_what_the_server_gives_back_after_an_error_stays(visit):
    page = visit()
    page.goto("/register")
    fill_in(page, first_name="DANA", participant_id=DANA.participant_id)
    page.locator("input[name=first_name]").press("Enter")
    page.wait_for_selector("#error-summary")
    assert page.locator("input[name=first_name]").input_value() == "DANA"
    assert page.locator("input[name=first_name]").get_attribute("autocomplete") == "given-name"
