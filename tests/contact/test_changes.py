"""Changes that a person asks for: sent once, told to every place, taken back by "this was not me", done by a feed."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from connect.access.models import Account
from connect.access.new_email import TooManyLinks
from connect.access.not_me import Undone, say_not_me
from connect.access.reauthentication import NotConfirmed
from connect.audit.models import Entry
from connect.cases.models import Address, Email, Participant
from connect.cases.on_file import own_facts
from connect.contact import actions, receiving, rules, staff
from connect.contact.change_kinds import (
    ACCOMMODATION,
    CHANGE_KINDS,
    EMAIL,
    EMPLOYER,
    INSURANCE,
    MAILING,
    NEW_NAME,
    PHONE_MOBILE,
)
from connect.contact.kinds import SubmissionState
from connect.contact.models import Submission
from connect.contact.receiving import TooManyToday
from connect.contact.shown_changes import is_on_file, note_changes_on_file
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import may_leave
from connect.notices.sealed_rows import unseal_row
from tests.access.ways import NOW, confirmed, visit_of
from tests.contact.conftest import KEY, write
from tests.support.cast import DANA, RILEY

BY = "C. Morales"
NEW_ADDRESS = {"country": "US", "street": "77 OAK AVE", "unit": "", "city": "FRESNO", "state": "CA", "zip": "93721"}
NEW_EMAIL = {"email": "dana.new@example.org"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def pins_from_before(cast):
    """The PINs of the cast were set the day before."""
    Account.objects.update(changed_at=NOW - DAY)


@transaction.atomic
def ask(kind=MAILING, answers=NEW_ADDRESS, *, member=DANA, form_key: str = KEY, now=NOW) -> Submission:
    return receiving.receive_change(
        member.participant_id, kind, form_key=form_key, answers=answers, door=Door.WEB, now=now
    )


def mails(event: str, member=DANA) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(participant_id=member.participant_id, event=event).order_by("made_at"))


def facts_of(row: OutboxMessage) -> dict[str, str]:
    return unseal_row(row)[1]


def code_of(row: OutboxMessage) -> str:
    """The code of the link in a mail to a new address."""
    return facts_of(row)["link"].rpartition("/")[2]


@transaction.atomic
def open_link(code: str, now=NOW) -> bool:
    return receiving.receive_confirmed_email(code, door=Door.WEB, now=now)


def test_an_address_is_asked_for_once_and_every_place_is_told_but_not_what(cast):
    row = ask()
    assert ask().public_id == row.public_id
    assert (row.state, row.received_on, row.answer_by) == ("sent", date(2026, 11, 24), date(2026, 12, 1))
    told = OutboxMessage.objects.filter(participant_id=DANA.participant_id, event="change_asked")
    assert sorted(each.channel for each in told) == ["letter", "mail"]
    assert {facts_of(each)["asked"] for each in told} == {"address"}
    assert "OAK" not in "".join(str(facts_of(each)) for each in told)
    assert Entry.objects.filter(chain=DANA.participant_id, act="change asked").count() == 1


def test_what_is_no_place_tells_no_one(cast):
    ask(EMPLOYER, {"employer": "VALLEY FOODS", "place": "", "since": ""})
    assert mails("change_asked") == []


def test_a_newer_one_takes_the_place_of_one_that_no_one_has_read(cast):
    first = ask()
    second = ask(answers=NEW_ADDRESS | {"street": "78 OAK AVE"}, form_key="j" * 22, now=NOW + DAY)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "sent")


def test_the_same_form_with_another_text_makes_another_one(cast):
    ask()
    ask(answers=NEW_ADDRESS | {"zip": "93722"})
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["sent", "withdrawn"]


def test_so_many_a_day_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(rules, "REQUESTS_A_DAY", 1)
    ask(ACCOMMODATION, {"paper": "braille"})
    with pytest.raises(TooManyToday):
        ask(
            NEW_NAME,
            {"first": "DANA", "middle": "", "last": "REYES", "suffix": "", "why": "Marriage"},
            form_key="j" * 22,
        )


def test_places_take_a_fresh_confirmation_and_the_rest_does_not(cast):
    plain = visit_of(DANA)
    with pytest.raises(NotConfirmed):
        actions.ask_for_guarded_change(plain, MAILING, form_key=KEY, answers=NEW_ADDRESS, door=Door.WEB, now=NOW)
    assert not Submission.objects.exists()
    visit = confirmed(DANA)
    actions.ask_for_guarded_change(visit, MAILING, form_key=KEY, answers=NEW_ADDRESS, door=Door.WEB, now=NOW)
    assert Submission.objects.get().state == "sent"


def test_which_kinds_ask_for_the_pin():
    guarded = {name for name, kind in CHANGE_KINDS.items() if kind.tells}
    assert guarded == {"mailing", "residence", "phone_home", "phone_mobile", "phone_work", "email"}


def test_this_was_not_me_takes_the_change_back_even_where_it_was_accepted(cast):
    row = ask()
    other = ask(PHONE_MOBILE, {"phone": "+15595550199"}, form_key="j" * 22, now=NOW + DAY)
    staff.decide_request(row.number, SubmissionState.ACCEPTED, "", by=BY, now=NOW + DAY)
    code = facts_of(mails("change_asked")[0])["not_me_code"]
    assert say_not_me(code, door=Door.WEB, now=NOW + 2 * DAY) in (Undone.FROZEN_AND_SENT, Undone.FROZEN)
    assert set(Submission.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert other.number in {each.detail["number"] for each in entries("request withdrawn")}


def entries(act: str) -> list[Entry]:
    return list(Entry.objects.filter(chain=DANA.participant_id, act=act))


def test_not_me_leaves_what_was_asked_for_before_and_what_is_no_change(cast):
    before = ask(ACCOMMODATION, {"paper": "braille"}, now=NOW - 20 * DAY)
    message = write(form_key="m" * 22)
    ask(form_key="j" * 22)
    say_not_me(facts_of(mails("change_asked")[0])["not_me_code"], door=Door.WEB, now=NOW + DAY)
    before.refresh_from_db()
    message.refresh_from_db()
    assert (before.state, message.state) == ("sent", "sent")


def test_a_trail_that_fails_undoes_the_change(cast, monkeypatch):
    def fails(*_words, **_facts):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("connect.contact.receiving.audit.record", fails)
    with pytest.raises(RuntimeError):
        ask()
    assert not Submission.objects.exists()
    assert mails("change_asked") == []


def test_a_new_email_reaches_the_agency_only_after_its_owner_opened_the_link(cast):
    row = ask(EMAIL, NEW_EMAIL)
    assert (row.state, row.number) == ("draft", "")
    assert row.public_id not in {each.public_id for each in staff.waiting_for_us()}
    link = mails("confirm_new_email")[0]
    assert (unseal_row(link)[0], may_leave(link, NOW)) == ("dana.new@example.org", True)
    assert [open_link(code_of(link)) for _pressed in range(2)] == [True, True]
    row.refresh_from_db()
    assert (row.state, row.answer_by) == ("sent", date(2026, 12, 1))
    assert len(entries("change asked")) == 1


def test_the_same_form_mails_one_link_and_no_more_than_three_go_in_a_day(cast):
    for _ in range(2):
        ask(EMAIL, NEW_EMAIL)
    assert len(mails("confirm_new_email")) == 1
    for number in (2, 3):
        ask(EMAIL, {"email": f"dana{number}@example.org"}, form_key=str(number) * 22)
    with pytest.raises(TooManyLinks):
        ask(EMAIL, {"email": "dana4@example.org"}, form_key="4" * 22)
    ask(EMAIL, {"email": "dana4@example.org"}, form_key="4" * 22, now=NOW + DAY + timedelta(minutes=1))


def test_a_link_for_an_address_that_gave_way_opens_nothing_and_does_not_leave(cast):
    ask(EMAIL, NEW_EMAIL)
    old = mails("confirm_new_email")[0]
    ask(EMAIL, {"email": "other@example.org"})  # the same form, changed
    assert not may_leave(old, NOW)
    assert not open_link(code_of(old))
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize("when", ["too late", "new PIN", "not me"])
def test_a_link_from_before_opens_nothing(cast, when):
    """It opens where nothing happened: the test above."""
    row = ask(EMAIL, NEW_EMAIL)
    code, now = code_of(mails("confirm_new_email")[0]), NOW
    if when == "too late":
        now = NOW + DAY + timedelta(minutes=1)
    elif when == "new PIN":
        Account.objects.filter(participant_id=DANA.participant_id).update(changed_at=NOW + timedelta(minutes=1))
    else:
        say_not_me(facts_of(mails("change_asked")[0])["not_me_code"], door=Door.WEB, now=NOW)
    assert not open_link(code, now)
    assert not Submission.objects.filter(public_id=row.public_id, state="sent").exists()


@pytest.mark.parametrize(
    ("kind", "asked", "shown"),
    [
        (NEW_NAME, {"first": "Dana", "middle": "Lee", "last": "Okafor", "suffix": ""}, True),
        (NEW_NAME, {"first": "Dana", "middle": "", "last": "Reyes", "suffix": ""}, False),
        (MAILING, {"street": "12 Elm St.", "unit": "", "city": "Madera", "zip": "93637-0001"}, True),
        (MAILING, {"street": "13 Elm St.", "unit": "", "city": "Madera", "zip": "93637"}, False),
        (PHONE_MOBILE, {"phone": "+15595550102"}, True),
        (PHONE_MOBILE, {"phone": "+15595550199"}, False),
        (EMAIL, {"email": "DANA@example.org"}, True),
        (EMPLOYER, {"employer": "Valley Foods"}, True),
        (ACCOMMODATION, {"paper": ""}, True),
        (ACCOMMODATION, {"paper": "braille"}, False),
        (INSURANCE, {"company": "Kaiser"}, False),
    ],
)
def test_a_change_is_done_where_the_file_shows_it(cast, kind, asked, shown):
    person = DANA.participant_id
    Participant.objects.filter(participant_id=person).update(
        first_name="DANA",
        middle_name="LEE",
        last_name="OKAFOR",
        suffix="",
        phone_mobile="559-555-0102",
        employer="VALLEY FOODS",
        accommodation="",
    )
    current = {"participant_id": person, "valid_to": None}
    Address.objects.filter(**current).update(line1="12 ELM ST", line2="", city="MADERA", state="CA", postcode="93637")
    Email.objects.filter(**current).update(email="dana@example.org")
    assert is_on_file(kind.name, asked, own_facts(person)) is shown


def test_a_later_feed_finishes_the_change_and_its_author_reads_of_it_once(cast):
    row = ask(ACCOMMODATION, {"paper": "braille"})
    assert note_changes_on_file(NOW + DAY) == 0
    Participant.objects.filter(participant_id=DANA.participant_id).update(accommodation="braille")
    assert (note_changes_on_file(NOW + DAY), note_changes_on_file(NOW + DAY)) == (1, 0)
    row.refresh_from_db()
    assert (row.state, row.unread) == ("done", 1)
    assert len(mails("request_moved")) == 1


def test_nothing_here_edits_what_the_agency_sent(cast):
    before = own_facts(DANA.participant_id)
    row = ask()
    for decision in (SubmissionState.ACCEPTED, SubmissionState.DONE):
        staff.decide_request(row.number, decision, "", by=BY, now=NOW)
    assert own_facts(DANA.participant_id) == before


def test_no_one_else_is_told_or_has_it_in_their_history(cast):
    ask()
    assert not OutboxMessage.objects.filter(participant_id=RILEY.participant_id).exists()
    assert not Entry.objects.filter(chain=RILEY.participant_id, act="change asked").exists()
