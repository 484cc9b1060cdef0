"""Every error as a person meets it, provoked on a running server: said in their language, with a way on that works."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import LANGUAGES, PHONE, heading, no_axe_violations, no_sideways_scroll, sign_in
from tests.support.cast import DANA
from tests.support.process import Holds, new_database, server

BROWSERS = {"en": "en-US", "es": "es-MX"}
NOWHERE = "postgres://nobody@127.0.0.1:9/nothing"  # no database answers there
both = pytest.mark.parametrize("language", LANGUAGES)
SAID = {
    "en": {
        400: "Something was wrong with that request",
        403: "This page has expired",
        404: "We could not find that page",
        413: "That was too long",
        429: "Please wait a moment",
        500: "Something went wrong",
        503: "We are busy right now",
        "maintenance": "We are working on this website",
    },
    "es": {
        400: "Hubo un problema con esa solicitud",
        403: "Esta página caducó",
        404: "No pudimos encontrar esa página",
        413: "Lo que envió es demasiado largo",
        429: "Espere un momento",
        500: "Algo salió mal",
        503: "Estamos ocupados en este momento",
        "maintenance": "Estamos trabajando en este sitio",
    },
}


@pytest.fixture
def reader(visit, language) -> Page:
    """A phone whose browser asks for the language, since an error may come before any button was pressed."""
    return visit(width=PHONE, language=language, browser=BROWSERS[language])


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """(address, CONNECT_VAR) of a server on which no PIN's turn ever comes."""
    folder = tmp_path_factory.mktemp("crowded")
    with new_database(folder, Holds.TABLES) as environment:
        limits = {"CONNECT_PIN_HASHES_AT_ONCE": "0", "CONNECT_PIN_HASH_WAIT_SECONDS": "0.1"}
        with server(environment | limits) as address:
            yield address, folder


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose database is away."""
    folder = tmp_path_factory.mktemp("cut-off")
    with new_database(folder) as environment, server(environment | {"CONNECT_DATABASE": NOWHERE}) as address:
        yield address


def meets(page: Page, language: str, error: int | str, go: Callable[[], object]) -> None:
    """What `go` leads to is the page of `error`, whole and readable, with the number to call."""
    with page.expect_response(lambda answer: answer.request.is_navigation_request()) as answer:
        go()
    page.wait_for_load_state()
    assert answer.value.status == (error if isinstance(error, int) else 503)
    assert heading(page) == SAID[language][error]
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator('main a[href="tel:+18669013212"]').is_visible()
    no_sideways_scroll(page)
    no_axe_violations(page)


@both
def test_another_name_of_this_machine(reader, demo, language):
    other = demo.address.replace("localhost", "elsewhere.localhost")
    meets(reader, language, 400, lambda: reader.goto(other + "/login"))


@both
def test_a_form_whose_token_is_gone(reader, language):
    reader.goto("/login")
    reader.locator("main form [name=csrfmiddlewaretoken]").first.evaluate("field => field.remove()")
    meets(reader, language, 403, lambda: reader.locator("input[name=pin]").press("Enter"))


@both
def test_a_form_of_three_megabytes(reader, language):
    reader.goto("/login")
    more = "Object.assign(document.createElement('input'), { type: 'hidden', name: 'more', value: 'x'.repeat(3e6) })"
    reader.locator("input[name=pin]").evaluate(f"field => field.form.append({more})")
    meets(reader, language, 413, lambda: reader.locator("input[name=pin]").press("Enter"))
    reader.locator('main a[href="/login"]').click()
    reader.wait_for_selector("input[name=pin]")


@both
def test_an_address_that_is_not_there_leads_on_to_sign_in(reader, language):
    meets(reader, language, 404, lambda: reader.goto("/cases/nothing"))
    reader.locator('main a[href="/home"]').click()
    reader.wait_for_url("**/login?next=/home")


@both
def test_too_many_sign_ins_at_once_and_trying_again(reader, crowded, language):
    reader.goto(crowded[0] + "/login")
    reader.locator("input[name=participant_id]").fill(DANA.participant_id)
    reader.locator("input[name=pin]").fill(DANA.pin)
    meets(reader, language, 429, lambda: reader.locator("input[name=pin]").press("Enter"))
    reader.locator('main a[href=""]').click()
    reader.wait_for_selector("input[name=pin]")


@both
def test_a_mistake_of_ours(visit, demo, language):
    """A status that no feed can load, put into the table by hand."""
    reader = visit(width=PHONE, language=language)
    sign_in(reader, DANA)
    asked = "SELECT status FROM cases_disclosedcase WHERE participant_id = %s"
    before = demo.ask(asked, DANA.participant_id)[0][0]
    status = "UPDATE cases_disclosedcase SET status = %s WHERE participant_id = %s"
    case = reader.locator(".card--link a").first.get_attribute("href")
    demo.ask(status, "?", DANA.participant_id)
    try:
        meets(reader, language, 500, lambda: reader.goto(case))
    finally:
        demo.ask(status, before, DANA.participant_id)
    reader.locator('main a[href=""]').click()
    reader.wait_for_selector("main .fact")


@both
def test_a_database_that_is_away(reader, cut_off, language):
    key = {"name": "__Host-visit", "value": "A" * 43, "url": "https://localhost", "secure": True}
    reader.context.add_cookies([key])
    meets(reader, language, 503, lambda: reader.goto(cut_off + "/home"))


@both
def test_maintenance_and_its_end(reader, crowded, language):
    address, folder = crowded
    switch = folder / "maintenance"
    switch.touch()
    try:
        meets(reader, language, "maintenance", lambda: reader.goto(address + "/login"))
    finally:
        switch.unlink()
    reader.locator('main a[href=""]').click()
    reader.wait_for_selector("input[name=pin]")
