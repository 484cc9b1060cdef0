"""A real server whose hashes of PINs are counted from outside, and visitors who are asked from where we say."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.proof.browser import Answer, Browser
from tests.support.database import Database
from tests.support.process import Holds, new_database, server

SPY = Path(__file__).parent / "spy"
# What differs between any two answers: the form's token, and the time of the answer.
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
_COOKIE = re.compile(r"^([^=]+=)[^;]*|(?<=expires=)[^;]*", re.IGNORECASE)
_PUZZLE = re.compile(r'(data-challenge=")[^"]+')


class Watched(NamedTuple):
    """The address of a server, its database, the file in which it notes its hashes, and what its processes are told."""

    address: str
    database: Database
    notes: Path
    environment: dict[str, str]

    def hashes(self) -> Counter:
        """How many so far, by kind (tests/proof/spy)."""
        return Counter(self.notes.read_text()) if self.notes.exists() else Counter()

    def forget_the_pressure(self) -> None:
        """So that one test's wrong PINs are not another's."""
        self.database.ask("DELETE FROM access_pressureminute")
        self.database.ask("DELETE FROM access_networkminute")
        self.database.ask("UPDATE access_account SET tries = 0, paused_until = NULL")


@contextmanager
def watched(folder: Path, unblocked, **more: str) -> Iterator[Watched]:
    """The demo behind granian, two processes of four threads, one proxy of ours in front."""
    with new_database(folder, Holds.DEMO) as environment:
        notes = folder / "hashes"
        told = {"PYTHONPATH": str(SPY), "CONNECT_TEST_HASHES": str(notes), "CONNECT_PROXIES": "1"}
        # Slow machines answer late rather than with 429: what counts here is what was looked at.
        told |= {"CONNECT_PIN_HASH_WAIT_SECONDS": "60", "CONNECT_FORM_WAIT_SECONDS": "60"}
        with server(environment | told | more, workers=2, threads=4) as address:
            yield Watched(address, Database(environment["CONNECT_DATABASE"], unblocked), notes, environment | more)


def visitor(watched: Watched, language: str = "en", network: str = "") -> Browser:
    """Somebody who has opened the sign-in page. `network`: the address that the proxy saw."""
    browser = Browser(watched.address)
    browser.headers = {"Accept-Language": language} | ({"X-Forwarded-For": network} if network else {})
    browser.get("/login")
    return browser


def as_anybody_would_see_it(answer: Answer) -> tuple[int, list[tuple[str, str]], str]:
    """Status, headers and bytes, without what is new in every answer."""
    headers = [
        (name.lower(), _COOKIE.sub(lambda found: found[1] or "", value) if name.lower() == "set-cookie" else value)
        for name, value in answer.headers
        if name.lower() != "date"
    ]
    return answer.status, headers, _PUZZLE.sub(r"\1", _TOKEN.sub(r"\1", html.unescape(answer.text())))
