"""A server that is killed while a form is on its way, and the form sent again: one message, one change, one mail."""

import random
import re
import threading
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.proof.browser import Browser
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM
from tests.support.database import Database
from tests.support.laws import NIGHTLY
from tests.support.process import Holds, killable_server, new_database

pytestmark = [pytest.mark.enable_socket, pytest.mark.both_databases]
PEOPLE = (DANA, RILEY, DANIEL, SAM, NOOR)
ROUNDS = 10 if NIGHTLY else 2  # of each person: 50 kills at night, else 10
KEY = re.compile(r'name="form_key" value="([^"]+)"')


def test_what_was_on_its_way_when_the_server_was_killed_is_there_once(tmp_path: Path, django_db_blocker):
    """Every other form is a message, every other one a new phone number, of which every place on file is told."""
    delays = random.Random(41)
    with new_database(tmp_path, Holds.DEMO) as environment:
        database = Database(environment["CONNECT_DATABASE"], django_db_blocker.unblock)
        before = counted(database)
        for number in range(ROUNDS):
            for member in PEOPLE:
                kind = "message" if number % 2 else "phone"
                cookies, form = sent_while_killed(environment, member, kind, number, delays.uniform(0, 0.08))
                # As if the half minute were over in which an act counts as begun (docs/adr/0019).
                database.ask("DELETE FROM access_savedanswer WHERE sealed = ''")
                sent_again(environment, cookies, kind, form)
        after = counted(database)
    each = len(PEOPLE) * ROUNDS // 2
    assert {what: after[what] - before[what] for what in after} == {
        "messages": each,
        "texts": each,
        "phones": each,
        "told": each,
        "twice told": 0,
        "entries": 2 * each,
    }


def sent_while_killed(
    environment, member, kind: str, number: int, delay: float
) -> tuple[dict[str, str], dict[str, str]]:
    """Send a form, and kill every process of the server `delay` seconds later; the cookies, and what was sent."""
    with killable_server(environment) as (address, kill):
        browser = Browser(address)
        assert browser.sign_in(member.participant_id, member.pin).status == 302
        browser.get("/security/confirm?next=/profile")
        assert browser.post("/security/confirm", next="/profile", pin=member.pin).status == 302
        page = browser.get(ADDRESS[kind]).text()
        form = {"form_key": KEY.search(page)[1], "csrfmiddlewaretoken": browser.token, **FIELDS[kind](number)}
        sending = threading.Thread(target=post_unheard, args=(browser, kind, form))
        sending.start()
        threading.Event().wait(delay)
        kill()
        sending.join(30)
    return browser.cookies, form


def post_unheard(browser: Browser, kind: str, form: dict[str, str]) -> None:
    with suppress(OSError, HTTPException):
        browser.post(ADDRESS[kind], **form)


def sent_again(environment, cookies: dict[str, str], kind: str, form: dict[str, str]) -> None:
    """As someone does who got no answer: the same form, and once more."""
    with killable_server(environment) as (address, _kill):
        browser = Browser(address)
        browser.cookies = cookies
        for _ in range(2):
            answer = browser.post(ADDRESS[kind], **form)
            assert (answer.status, answer.header("Location").startswith(("/messages/", "/requests/"))) == (302, True)


ADDRESS = {"message": "/messages/new", "phone": "/profile/information/phone_work"}
FIELDS = {
    "message": lambda number: {"case": "none", "topic": "payments", "text": f"Where is payment {number}?"},
    "phone": lambda number: {"phone": f"559-555-01{number + 10}"},
}


def counted(database: Database) -> dict[str, int]:
    """How many rows there are of each thing that must be there once."""
    statements = {
        "messages": "SELECT count(*) FROM contact_submission WHERE kind = 'message'",
        "texts": "SELECT count(*) FROM contact_message",
        "phones": "SELECT count(*) FROM contact_submission WHERE kind = 'phone_work'",
        "told": "SELECT count(*) FROM access_disavowal WHERE about = 'change asked'",
        "twice told": "SELECT count(*) - count(DISTINCT key) FROM notices_outboxmessage WHERE event = 'change_asked'",
        "entries": "SELECT count(*) FROM audit_entry WHERE act IN ('message sent', 'change asked')",
    }
    return {what: database.ask(statement)[0][0] for what, statement in statements.items()}
