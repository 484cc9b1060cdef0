"""Many people at once on one database file (design: with Django's defaults 149 of 1,200 requests failed).

Two processes of four threads answer. Twelve visitors sign in and change their language over and over: each request
reads the visit first and writes then, which is what two SQLite transactions at once cannot do unless the second waits
for its lock at BEGIN.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proof.browser import Browser
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM

pytestmark = pytest.mark.enable_socket

VISITORS, REQUESTS = 12, 1_200
PEOPLE = (DANA, RILEY, DANIEL, SAM, NOOR)
A_VISIT = 10  # writes: one sign-in, eight languages, one sign-out


def visits(address: str, number: int) -> list[tuple[str, int, str]]:
    """Visitor `number` signs in, changes the language, leaves, and begins again: (what, status, where it led)."""
    person, browser, answers = PEOPLE[number % len(PEOPLE)], Browser(address), []

    def say(what: str, answer) -> None:
        answers.append((what, answer.status, answer.header("Location")))

    for _ in range(REQUESTS // VISITORS // A_VISIT):
        say("sign in", browser.sign_in(person.participant_id, person.pin))
        browser.get("/home")
        for turn in range(A_VISIT - 2):
            say("language", browser.post("/language", language=("es", "en")[turn % 2], next="/payments"))
        say("sign out", browser.post("/logout"))
    browser.close()
    return answers


def test_twelve_hundred_writes_from_twelve_visitors_at_once_all_succeed(portal, server_log, database):
    before = trail(database)
    with ThreadPoolExecutor(VISITORS) as pool:
        answers = [each for found in pool.map(lambda number: visits(portal, number), range(VISITORS)) for each in found]
    assert len(answers) == REQUESTS
    assert {answer for answer in answers if answer[1] != 302} == set()
    assert set(answers) == {("sign in", 302, "/home"), ("language", 302, "/payments"), ("sign out", 302, "/")}
    assert "locked" not in server_log.read_text()
    assert "Traceback" not in server_log.read_text()
    assert trail(database) - before == Counter({"signed in": 120, "language chosen": 960, "signed out": 120})


def trail(database) -> Counter:
    """How often each action stands in the trail."""
    return Counter(dict(database.ask("SELECT act, COUNT(*) FROM audit_entry GROUP BY act")))
