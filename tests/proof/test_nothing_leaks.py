"""PINs and Social Security numbers typed into every form there is, also where the server fails on them.

Afterwards they stand in no log, no file the portal wrote and no row of its database, neither as they are nor plainly
hashed. Twelve digits, so that no other number holds one by chance.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.proof.browser import Browser
from tests.support.at_rest import at_rest, found
from tests.support.cast import DANA
from tests.support.database import Database
from tests.support.process import Holds, new_database, server

pytestmark = pytest.mark.enable_socket

RIGHT, WRONG, NEXT, SSN = "846207519304", "915408273610", "370915846259", "987651234"
CANARIES = [RIGHT, WRONG, NEXT, SSN]
FAILING = ("signed in", "PIN changed")  # acts whose entry the broken database refuses, row and all
FIELDS = ("input", "textarea", "select")
LEFT_ALONE = ("/logout", "/stay", "/language")  # no field a person types into


class Form(NamedTuple):
    method: str
    action: str
    fields: tuple[str, ...]


class Forms(HTMLParser):
    """The forms of a page, with what a person can type into."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        name, kind = said.get("name"), said.get("type")
        if tag == "form":
            self.forms.append(Form((said.get("method") or "get").lower(), said.get("action") or self.page, ()))
        elif tag in FIELDS and self.forms and name and kind not in ("hidden", "submit", "button"):
            form = self.forms[-1]
            self.forms[-1] = form._replace(fields=(*form.fields, name))


def forms_of(browser: Browser, begin: str) -> set[Form]:
    """Every form on every page that can be reached from `begin`; two pages of one address count once."""
    waiting, seen, forms = [begin], set(), set()
    while waiting:
        path = waiting.pop()
        if path.split("?")[0] in seen or path.startswith((*LEFT_ALONE, "/static/")):
            continue
        seen.add(path.split("?")[0])
        answer = browser.get(path)
        if answer.header("Content-Type").startswith("text/html"):
            forms |= set(Forms(path.split("?")[0], answer.text()).forms)
        waiting += answer.links(path)
    return forms


def drive(browser: Browser, form: Form, value: str) -> int:
    """Sends `form` with `value` in every field; the status."""
    path = form.action.split("#")[0]
    if form.method == "post":
        browser.get(path)
        return browser.post(path, **dict.fromkeys(form.fields, value)).status
    return browser.get(f"{path}?" + "&".join(f"{name}={value}" for name in form.fields)).status


@contextmanager
def broken(database: Database) -> Iterator[None]:
    """A database that refuses the last step of a sign-in and of a change of PIN, and quotes the row as it does so."""
    acts = ", ".join(f"'{act}'" for act in FAILING)
    if database.vendor == "postgresql":
        database.ask(f"ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (act NOT IN ({acts})) NOT VALID")
        yield
        database.ask("ALTER TABLE audit_entry DROP CONSTRAINT broken")
    else:
        database.ask(
            f"CREATE TRIGGER broken BEFORE INSERT ON audit_entry WHEN NEW.act IN ({acts}) "
            "BEGIN SELECT RAISE(ABORT, 'this row cannot be'); END"
        )
        yield
        database.ask("DROP TRIGGER broken")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with new_database(tmp_path_factory.mktemp("leaks"), Holds.DEMO) as environment:
        yield environment


def test_no_pin_and_no_number_typed_anywhere_is_written_anywhere(environment, django_db_blocker):
    database = Database(environment["CONNECT_DATABASE"], django_db_blocker.unblock)
    with server(environment) as address, closing(Browser(address)) as dana, closing(Browser(address)) as stranger:
        driven, failed = everything_typed(dana, stranger, database)
    assert {(form.method, form.action) for form in driven} >= {
        ("post", "/login"),
        ("post", "/pin"),
        ("get", "/help/faq"),
    }
    assert failed == {"signing in": 500, "changing the PIN": 500}
    log = Path(environment["CONNECT_VAR"], "server.log").read_bytes()
    assert log.count(b"IntegrityError") == 2  # they were logged, without what they said
    assert found(CANARIES, log) == []
    assert found(CANARIES, at_rest(environment)) == []
    written = [path for path in Path(environment["CONNECT_VAR"]).rglob("*") if path.is_file()]
    assert {path.name for path in written if found(CANARIES, path.read_bytes())} == set()


def everything_typed(dana: Browser, stranger: Browser, database: Database) -> tuple[set[Form], dict[str, int]]:
    """Dana chooses a PIN, types it and others wherever something can be typed, and the database fails on her twice."""
    dana.sign_in(DANA.participant_id, DANA.pin)
    dana.get("/pin")
    assert dana.post("/pin", current=DANA.pin, new=RIGHT, again=RIGHT).status == 302
    dana.get("/pin")  # as a browser follows: the page that says so once, and then the form again
    driven = set()
    for browser, begin in ((stranger, "/"), (dana, "/home")):
        for form in sorted(each for each in forms_of(browser, begin) if each.fields):
            assert drive(browser, form, WRONG) < 500
            assert drive(browser, form, SSN) < 500
            driven.add(form)
    assert stranger.sign_in(DANA.participant_id, WRONG).status == 200
    assert stranger.sign_in(SSN, RIGHT).status == 200
    database.ask("UPDATE access_account SET tries = 0, paused_until = NULL")  # so many wrong ones were typed above
    with broken(database):
        failed = {"signing in": stranger.sign_in(DANA.participant_id, RIGHT).status}
        dana.get("/pin")
        failed["changing the PIN"] = dana.post("/pin", current=RIGHT, new=NEXT, again=NEXT).status
    assert stranger.sign_in(DANA.participant_id, RIGHT).header("Location") == "/home"
    return driven, failed


def test_the_same_search_finds_what_is_there(environment):
    assert found([DANA.participant_id], at_rest(environment)) == [(DANA.participant_id, "itself")]
