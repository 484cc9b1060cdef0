"""A whole server whose clock is moved: what ends, ends, whichever clock a part of it might have asked.

libfaketime reads how far to move from a file, for every process of the server. It moves the monotonic clock along;
told not to (FAKETIME_DONT_FAKE_MONOTONIC), Python's sleep fails. Where it is not installed the tests are skipped, and
CI, which installs it, allows no skip.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connect.lib.sealed import unseal
from connect.settings import INSECURE_FIELD_KEY
from tests.paper.pdfs import texts
from tests.proof.browser import Browser
from tests.proof.watched import visitor, watched
from tests.support.answers import answer
from tests.support.cast import DANA, DANIEL, NOOR, RILEY, SAM
from tests.support.process import run_manage

pytestmark = pytest.mark.enable_socket

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WRONG = "815063"
# Every new PIN that somebody chooses here; no rule refuses it.
CHOSEN = "604917"


class Travel:
    """A portal and its clock, which is only ever moved on."""

    def __init__(self, portal, clock: Path) -> None:
        self.portal, self.clock, self.ahead = portal, clock, timedelta(0)
        self.browsers: list[Browser] = []
        self.waits(timedelta(0))

    def waits(self, time: timedelta) -> None:
        self.ahead += time
        new = self.clock.with_suffix(".new")
        new.write_text(f"+{int(self.ahead.total_seconds())}\n")
        new.replace(self.clock)  # in one step: no process may read half of it
        for browser in self.browsers:  # the server hangs up on who was silent for so long, at some moment of its own
            browser.close()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def visitor(self) -> Browser:
        browser = visitor(self.portal)
        self.browsers.append(browser)
        return browser

    def signs_in(self, member, pin: str):
        """A new visitor, and where the sign-in led: '/home', '/pin' or '' for nowhere."""
        browser = self.visitor()
        answer = browser.post("/login", participant_id=member.participant_id, pin=pin)
        return browser, answer.header("Location")

    def opens(self, member, pin: str) -> str:
        browser, led = self.signs_in(member, pin)
        browser.close()
        return led

    def fails(self, member, times: int) -> None:
        assert {self.opens(member, WRONG) for _ in range(times)} == {""}

    def asks(self, member, last_name: str, how: str) -> None:
        browser = self.visitor()
        browser.get("/register")
        said = browser.post(
            "/register", first_name=member.first_name, last_name=last_name, participant_id=member.participant_id,
            how=how, earlier_may_stop="on",
        )  # fmt: skip
        browser.close()
        assert said.header("Location") == "/pin-asked"
        answer(self.portal.environment)

    def mailbox(self, member, template: str) -> list[dict[str, str]]:
        """What waits for the person, oldest first: where it goes, as `to`, and its facts."""
        rows = self.portal.database.ask(
            "SELECT sealed FROM notices_outboxmessage WHERE participant_id = %s AND event = %s AND sealed <> '' "
            "ORDER BY made_at",
            member.participant_id,
            template,
        )
        read = [json.loads(unseal([INSECURE_FIELD_KEY], sealed)) for (sealed,) in rows]
        return [each["facts"] | {"to": each["to"]} for each in read]

    def chooses(self, member, current: str, new: str) -> None:
        browser, led = self.signs_in(member, current)
        assert led in ("/home", "/pin")
        browser.get("/pin")
        assert browser.post("/pin", current=current, new=new, again=new).status == 302
        browser.close()


@pytest.fixture(scope="module")
def travel(tmp_path_factory, django_db_blocker):
    if LIBRARY is None:
        pytest.skip("NOT PROVEN HERE: libfaketime is not installed (apt-get install faketime)")
    folder = tmp_path_factory.mktemp("travel")
    clock = folder / "clock"
    clock.write_text("+0\n")
    moved = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    with watched(folder, django_db_blocker.unblock, **moved) as portal:
        yield Travel(portal, clock)


@pytest.fixture(autouse=True)
def _quiet(travel):
    """An hour after the test before: no breaker, no pause."""
    travel.waits(HOUR)
    travel.portal.forget_the_pressure()


def test_a_visit_ends_after_fifteen_idle_minutes_and_after_twelve_hours_in_any_case(travel):
    browser, led = travel.signs_in(DANA, DANA.pin)
    assert led == "/home"
    travel.waits(14 * MINUTE)
    assert browser.get("/home").status == 200
    travel.waits(14 * MINUTE)
    assert browser.get("/home").status == 200
    travel.waits(16 * MINUTE)
    assert browser.get("/home").header("Location") == "/login?next=/home"
    browser.close()

    browser, _ = travel.signs_in(DANA, DANA.pin)
    for _ in range(51):  # every 14 minutes: 11 hours 54 minutes
        travel.waits(14 * MINUTE)
        assert browser.get("/home").status == 200
    travel.waits(7 * MINUTE)
    assert browser.get("/home").header("Location") == "/login?next=/home"
    browser.close()


def test_pauses_last_fifteen_minutes_an_hour_and_a_day(travel):
    for pause in (15 * MINUTE, HOUR, DAY):
        travel.fails(RILEY, 5)
        travel.waits(pause - MINUTE)
        assert travel.opens(RILEY, RILEY.pin) == ""
        travel.waits(2 * MINUTE)
    assert travel.opens(RILEY, RILEY.pin) == "/home"


def test_the_pin_of_an_email_works_for_a_day(travel):
    travel.asks(SAM, "Whitlock", "email")
    [mail] = travel.mailbox(SAM, "pin_by_mail")
    travel.waits(23 * HOUR)
    assert travel.opens(SAM, mail["pin"]) == "/pin"
    travel.waits(2 * HOUR)
    assert travel.opens(SAM, mail["pin"]) == ""
    assert travel.opens(SAM, SAM.pin) == "/home"


def test_the_pin_of_a_letter_works_for_twenty_one_days(travel):
    travel.asks(DANIEL, "Vargas", "letter")
    [letter] = travel.mailbox(DANIEL, "pin_by_letter")
    travel.waits(20 * DAY)
    assert travel.opens(DANIEL, letter["pin"]) == "/pin"
    travel.waits(DAY)
    assert travel.opens(DANIEL, letter["pin"]) == ""


def test_a_new_address_gets_a_pin_from_its_tenth_day_on_and_the_old_one_never_again(travel):
    """Noor is marked: her first address came with the mark, the new one after it."""
    ask, who, moved = travel.portal.database.ask, NOOR.participant_id, travel.now
    [[came]] = ask("SELECT MIN(valid_from) FROM cases_address WHERE participant_id = %s", who)
    ask("DELETE FROM cases_nondisclosuremark WHERE participant_id = %s", who)
    ask(
        "INSERT INTO cases_nondisclosuremark (participant_id, case_number, set_at) VALUES (%s, '200000000017', %s)",
        who, came,
    )  # fmt: skip
    travel.asks(NOOR, "Haddad", "email")
    assert "3390 JUNIPER GULCH RD" in travel.mailbox(NOOR, "pin_by_letter")[-1]["to"]
    ask("UPDATE cases_address SET valid_to = %s WHERE participant_id = %s AND valid_to IS NULL", moved, who)
    ask(
        "INSERT INTO cases_address (participant_id, valid_from, valid_to, line1, line2, city, state, postcode, country,"
        " mail_arrives, since) VALUES (%s, %s, NULL, '5 NEW ST', '', 'ALTURAS', 'CA', '96101', '', %s, NULL)",
        who, moved, True,
    )  # fmt: skip
    travel.waits(9 * DAY)
    before = len(travel.mailbox(NOOR, "pin_by_letter"))
    travel.asks(NOOR, "Haddad", "letter")
    assert len(travel.mailbox(NOOR, "pin_by_letter")) == before
    travel.waits(2 * DAY)
    travel.asks(NOOR, "Haddad", "letter")
    assert "5 NEW ST" in travel.mailbox(NOOR, "pin_by_letter")[-1]["to"]


def test_the_code_of_a_letter_works_for_ten_days_after_its_batch_was_confirmed(travel):
    travel.chooses(DANIEL, DANIEL.pin, CHOSEN)
    code = travel.mailbox(DANIEL, "pin_changed")[-1]["not_me_code"]
    travel.waits(8 * DAY)
    run_manage(travel.portal.environment, "letters", "batch")
    run_manage(travel.portal.environment, "letters", "confirm", "1", "--by", "casey")
    travel.waits(9 * DAY)
    browser = travel.visitor()
    browser.get("/not-me")
    assert "We signed everyone out." in browser.post("/not-me", code=code).text()
    assert travel.opens(DANIEL, CHOSEN) == ""
    browser.close()


def test_a_slip_works_for_two_hours_and_the_link_that_tells_of_it_ends_with_it(travel, tmp_path):
    said = run_manage(
        travel.portal.environment, "signins", "send-pin", SAM.participant_id, "--by", "casey", "--proved", "in-person",
        "--slip", tmp_path / "slip.pdf",
    )  # fmt: skip
    [pin] = re.findall(r"\b[0-9]{8}\b", "\n".join(texts((tmp_path / "slip.pdf").read_bytes())))
    assert pin not in said.stdout + said.stderr
    link = urlsplit(travel.mailbox(SAM, "pin_asked")[-1]["status_link"]).path
    browser = travel.visitor()
    assert "This link has expired." not in browser.get(link).text()
    travel.waits(HOUR)
    assert travel.opens(SAM, pin) == "/pin"
    travel.waits(HOUR)
    assert travel.opens(SAM, pin) == ""
    assert "This link has expired." in browser.get(link).text()
    browser.close()


def test_this_was_not_me_can_be_said_for_ten_days(travel):
    travel.chooses(DANA, DANA.pin, CHOSEN)
    code = travel.mailbox(DANA, "pin_changed")[-1]["not_me_code"]
    browser = travel.visitor()
    travel.waits(10 * DAY + MINUTE)
    browser.get("/not-me")
    assert "This code does not work" in browser.post("/not-me", code=code).text()
    assert travel.opens(DANA, CHOSEN) == "/home"
    travel.chooses(DANA, CHOSEN, "928471")
    code = travel.mailbox(DANA, "pin_changed")[-1]["not_me_code"]
    travel.waits(9 * DAY)
    browser.get("/not-me")
    assert browser.post("/not-me", code=code).status == 200
    assert travel.opens(DANA, "928471") == ""
    browser.close()
