"""Who asks to be kept secret is hidden within the minute, and stays so whatever a later feed says."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from connect.access.models import Account, Visit
from connect.access.pins.change import set_pin
from connect.audit.models import Entry
from connect.cases.models import DisclosedCase, NondisclosureMark, Party
from connect.cases.protection import is_protected, protected_since
from connect.contact import receiving
from connect.contact.models import Submission
from connect.contact.request_kinds import SECRECY
from connect.contact.secrecy import secrecy_asked_for
from connect.demo.county.cast import write_cast
from connect.feed import releases
from connect.feed.asked_marks import set_asked_marks
from connect.feed.jobs import set_marks_that_people_asked_for
from connect.feed.pipeline.database import only_load
from connect.feed.pipeline.load import load
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from tests.feed.folder import NOOR, SAM
from tests.feed.marking import SECRETS, loaded_before_she_fled, noor, sam_finds, tonight
from tests.paper import pdfs
from tests.portal.crawl import crawl, everything
from tests.support.cast import DANA, DEMO, RILEY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return loaded_before_she_fled(tmp_path)


@transaction.atomic
def asks(person: str, form_key: str = "k" * 22) -> Submission:
    now = timezone.now()
    row = receiving.begin_request(person, SECRECY, form_key=form_key, case_number="", now=now)
    return receiving.receive_request(person, row.public_id, door=Door.WEB, now=now)


def test_who_asks_is_hidden_at_once_in_every_case(county):
    row = asks(NOOR)
    assert sam_finds() == set(SECRETS)
    set_marks_that_people_asked_for.call()
    assert sam_finds() == set()
    assert is_protected(NOOR)
    assert not is_protected(SAM)
    parts = set(Party.objects.filter(participant_id=NOOR).values_list("case_number", "nondisclosure"))
    assert {marked for _, marked in parts} == {True}
    assert NondisclosureMark.objects.filter(participant_id=NOOR).count() == len(parts)
    assert Submission.objects.get().state == "accepted"
    trail = Entry.objects.filter(act="mark set").values_list("by", "about", "detail")
    assert list(trail) == [(NOOR, f"{NOOR} {case}", {"number": row.number}) for case, _ in sorted(parts)]


def test_her_account_is_made_safe_as_when_a_feed_marks_her(county):
    set_pin(participant_id=NOOR, pin="350871", temporary=False, by="test", now=timezone.now())
    set_pin(participant_id=SAM, pin="926405", temporary=False, by="test", now=timezone.now())
    asks(NOOR)
    before = timezone.now()
    set_marks_that_people_asked_for.call()
    assert Account.objects.get(participant_id=NOOR).must_check_since >= before
    assert Account.objects.get(participant_id=SAM).must_check_since is None
    assert protected_since(NOOR) >= before
    assert not OutboxMessage.objects.exists()  # no mail: whoever reads it may be the one who must not know


def test_a_feed_that_says_no_does_not_bring_her_back(county):
    asks(NOOR)
    set_marks_that_people_asked_for.call()
    outcome = load(tonight(county, {"parties": [noor(nondisclosure="no")]}))
    assert (outcome.state, outcome.marks_held) == ("loaded", 1)
    assert sam_finds() == set()
    assert [held.participant_id for held in releases.held()] == [NOOR]
    releases.release(NOOR, "204", by="J. Operator")
    assert sam_finds() == set(SECRETS)


def test_to_ask_again_ends_the_hold_of_a_removal(county):
    asks(NOOR)
    set_marks_that_people_asked_for.call()
    load(tonight(county, {"parties": [noor(nondisclosure="no")]}))
    asks(NOOR, "a" * 22)
    set_marks_that_people_asked_for.call()
    assert releases.held() == []
    assert Submission.objects.filter(state="accepted").count() == 2


def test_who_is_hidden_already_is_told_the_same(county):
    for key in ("k" * 22, "l" * 22):
        asks(NOOR, key)
        set_marks_that_people_asked_for.call()
    assert list(Submission.objects.values_list("state", flat=True)) == ["accepted", "accepted"]
    assert Entry.objects.filter(act="account made safe").count() == 0  # she has no account here
    assert sam_finds() == set()


def test_while_a_feed_loads_it_waits_for_the_next_minute(county):
    asks(NOOR)
    with only_load():
        set_marks_that_people_asked_for.call()
        assert Submission.objects.get().state == "sent"
    set_marks_that_people_asked_for.call()
    assert sam_finds() == set()


def test_what_is_withdrawn_before_sets_no_mark(county):
    row = asks(NOOR)
    asked = secrecy_asked_for()
    with transaction.atomic():
        receiving.withdraw_request(NOOR, row.public_id, door=Door.WEB, now=timezone.now())
    assert set_asked_marks(asked, timezone.now()) == 0
    assert sam_finds() == set(SECRETS)
    assert not NondisclosureMark.objects.filter(participant_id=NOOR).exists()
    assert not Entry.objects.filter(act="mark set").exists()


def test_all_or_nothing_is_written(county, monkeypatch):
    asks(NOOR)
    monkeypatch.setattr(settings, "AUDIT_KEYS", [])
    with pytest.raises(IndexError):
        set_asked_marks(secrecy_asked_for(), timezone.now())
    assert sam_finds() == set(SECRETS)
    assert Submission.objects.get().state == "sent"


def cast_feed(folder: Path, sequence: int) -> None:
    """The cast, with Riley's mark said to be no."""
    now = datetime.now(settings.AGENCY.zone).replace(microsecond=0)
    write_cast(folder / str(sequence), demo=DEMO, agency=settings.AGENCY.code, sequence=sequence, as_of=now)
    load(folder / str(sequence))


@pytest.fixture
def browsers(tmp_path: Path) -> Callable[..., Client]:
    cast_feed(tmp_path, 1)
    for member in (DANA, RILEY):
        set_pin(participant_id=member.participant_id, pin=member.pin, temporary=False, by="test", now=timezone.now())

    def signed_in(member) -> Client:
        browser = Client()
        browser.post("/login", {"participant_id": member.participant_id, "pin": member.pin})
        return browser

    return signed_in


OFFICER, OFFICE = "C. MORALES", "/help/local-office/madera"


def dana_reads(browsers) -> set[str]:
    """Which of the two Dana finds: the officer anywhere, the office on the page of her case, which links to it."""
    answers = [answer for _, answer in crawl(browsers(DANA), "/home") if answer.status_code == 200]
    papers = [answer for answer in answers if answer["Content-Type"] == "application/pdf"]
    told = "\n".join([everything(page) for page in answers if page not in papers])
    told += "\n".join(pdfs.everything(paper.content) for paper in papers)
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    of_case = everything(browsers(DANA).get(f"/cases/{case.public_id}"))
    found = {OFFICER} if OFFICER in told + of_case else set()
    return found | {OFFICE} if OFFICE in of_case else found


def test_riley_asks_and_a_minute_later_danas_pages_have_lost_county_office_and_officer(browsers, tmp_path):
    assert dana_reads(browsers) == {OFFICER, OFFICE}
    riley = browsers(RILEY)
    with transaction.atomic():
        row = receiving.begin_request(
            RILEY.participant_id, SECRECY, form_key="k" * 22, case_number="", now=timezone.now()
        )
    assert riley.post(f"/requests/{row.public_id}/check")["Location"] == f"/requests/{row.public_id}"
    set_marks_that_people_asked_for.call()
    assert dana_reads(browsers) == set()
    case = DisclosedCase.objects.get(participant_id=DANA.participant_id)
    assert (case.location_hidden, case.county, case.office, case.officer) == (True, "", "", "")
    assert riley.get("/home")["Location"].startswith("/login")  # everyone is signed out
    assert not Visit.objects.filter(participant_id=RILEY.participant_id).exists()
    assert browsers(RILEY).get("/home")["Location"] == "/security/check"
    cast_feed(tmp_path, 2)
    assert dana_reads(browsers) == set()
    assert not Entry.objects.filter(chain=DANA.participant_id, act__in=("mark set", "request sent")).exists()
