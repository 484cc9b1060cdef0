"""Temporary PINs and codes from the request to the letter: where they may stand in clear, and nowhere else.

A mail holds its PIN, since that is what it is for; a PDF of letters holds theirs until the batch is confirmed. No row,
log, trail or other file ever does, before, meanwhile or after.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connect.lib.sealed import unseal
from connect.settings import INSECURE_FIELD_KEY
from tests.paper.pdfs import texts
from tests.proof.browser import Browser
from tests.support.answers import answer
from tests.support.at_rest import at_rest
from tests.support.cast import DANA, RILEY, SAM
from tests.support.database import Database
from tests.support.process import Holds, new_database, run_manage, server

pytestmark = pytest.mark.enable_socket

SENDS = """
from connect.notices.senders.mail_queue import send_waiting
from django.utils.timezone import now
send_waiting(now=now())
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with new_database(tmp_path_factory.mktemp("on-their-way"), Holds.DEMO) as environment:
        yield environment


def asks(browser: Browser, member, last_name: str, how: str) -> None:
    browser.get("/register")
    sent = {"first_name": member.first_name, "last_name": last_name, "participant_id": member.participant_id}
    assert browser.post("/register", how=how, **sent).status == 302


def makes_codes(browser: Browser) -> list[str]:
    """Dana's ten recovery codes, as her sheet shows them."""
    assert browser.sign_in(DANA.participant_id, DANA.pin).header("Location") == "/home"
    browser.get("/security/confirm?next=/security/codes/new")
    assert browser.post("/security/confirm", pin=DANA.pin, next="/security/codes/new").status == 302
    browser.get("/security/codes/new")
    codes = re.findall(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b", browser.post("/security/codes/new").text())
    assert len(codes) == 10
    return codes


def jobs(database: Database) -> bytes:
    """Everything that the table of jobs says."""
    return str(database.ask("SELECT task_path, args, kwargs, return_value, errors FROM django_ox_oxtask")).encode()


def on_their_way(database: Database) -> dict[str, list[str]]:
    """What waits, opened with the key that only the product has: {'pin': [...], 'not_me_code': [...]}."""
    found: dict[str, list[str]] = {"pin": [], "not_me_code": []}
    for (sealed,) in database.ask("SELECT sealed FROM notices_outboxmessage WHERE sealed <> ''"):
        text = unseal([INSECURE_FIELD_KEY], sealed)
        for fact, values in found.items():
            found[fact] = values + re.findall(rf'"{fact}": "([^"]+)"', text)
    return found


def standing_in(secrets: list[str], content: bytes) -> list[str]:
    """Each of `secrets` that stands in `content`, with or without its dashes. Numbers may stand inside none longer."""
    plain = content.replace(b"-", b"")
    written = {secret: secret.replace("-", "").encode() for secret in secrets}
    return [
        secret
        for secret, form in written.items()
        if form in plain and re.search(rb"(?<![0-9A-Za-z])" + form + rb"(?![0-9A-Za-z])", plain)
    ]


def files_with(secrets: list[str], environment: dict[str, str]) -> set[str]:
    """The folders and kinds of the files that hold one of `secrets`, a PDF by what it says."""
    found = set()
    for path in Path(environment["CONNECT_VAR"]).rglob("*"):
        if path.is_file() and "static" not in path.parts:
            content = "\n".join(texts(path.read_bytes())).encode() if path.suffix == ".pdf" else path.read_bytes()
            if standing_in(secrets, content):
                found.add(f"{path.parent.name}/*{path.suffix}")
    return found


def test_pins_and_codes_stand_in_mails_and_unconfirmed_batches_alone(environment, django_db_blocker):
    database = Database(environment["CONNECT_DATABASE"], django_db_blocker.unblock)
    with server(environment) as address:
        browser = Browser(address)
        codes = makes_codes(browser)
        asks(browser, RILEY, "Okafor-Stone", "letter")
        asks(browser, SAM, "Whitlock", "email")
        browser.close()
    assert standing_in([RILEY.participant_id, "Okafor-Stone", "Whitlock"], jobs(database)) == []
    answer(environment)
    waiting = on_their_way(database)
    assert (len(waiting["pin"]), len(set(waiting["not_me_code"]))) == (2, 3)
    secrets = [*codes, *waiting["pin"], *set(waiting["not_me_code"])]
    assert standing_in(secrets, at_rest(environment)) == []
    assert files_with(secrets, environment) == set()

    run_manage(environment, "shell", "--no-imports", "-c", SENDS)
    run_manage(environment, "letters", "batch")
    assert standing_in(secrets, at_rest(environment)) == []
    assert files_with(secrets, environment) == {"mail/*.eml", "letters/*.pdf"}

    run_manage(environment, "letters", "confirm", "1", "--by", "casey")
    assert standing_in(secrets, at_rest(environment)) == []
    assert files_with(secrets, environment) == {"mail/*.eml"}
    assert files_with(codes, environment) == set()
    assert on_their_way(database) == {"pin": [], "not_me_code": []}
