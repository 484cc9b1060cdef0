"""Asking for a temporary PIN: to whom, how often, and what it leaves alone (S002 L36-41, S000 L40)."""

import re
import traceback
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_ox.models import OxTask

from connect.access import revocation
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.gate import Caller, Closed
from connect.access.models import Account, DeliveryMethod, MailedLink, PinRequest
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin, set_pin
from connect.access.pins.requests import Form
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import Address, Email, NondisclosureMark, Participant
from connect.lib import tokens
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.answering import answer_requests
from tests.access.conftest import on_file
from tests.support.cast import DANA, RILEY, SAM

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def people(cast):
    on_file(*cast.values())


def ask(member=DANA, now=NOW, *, how=DeliveryMethod.LETTER, first="", last="Okafor", tick=False, address=""):
    asks(Form(first or member.first_name, last, member.participant_id, how, tick), now, address)


def asks(form, now=NOW, address=""):
    """Asked, and looked at the same moment."""
    pin_requests.request_pin(form, door=Door.WEB, caller=Caller(address), now=now)
    answer_requests(now)


def sent(member=DANA):
    """The temporary PINs on their way to `member`, oldest first: (template, PIN)."""
    rows = OutboxMessage.objects.filter(participant_id=member.participant_id, event__startswith="pin_by_")
    return [(row.event, unseal_row(row)[1]["pin"]) for row in rows.order_by("made_at") if row.sealed]


def opens(pin, now, member=DANA):
    signed_in = sign_in_with_pin(member.participant_id, pin, Arrival(Door.WEB, now))
    return signed_in.temporary if signed_in else None


def test_the_pin_of_a_letter_has_eight_digits_and_opens_only_the_choice_of_a_pin(people):
    ask()
    [(template, pin)] = sent()
    assert (template, len(pin), pin.isdigit()) == ("pin_by_letter", 8, True)
    assert opens(pin, NOW + 9 * DAY) is True


def test_the_pin_of_an_email_works_for_a_day_and_that_of_a_letter_for_twenty_one(people):
    ask(how=DeliveryMethod.EMAIL)
    [(_, by_mail)] = sent()
    assert opens(by_mail, NOW + timedelta(hours=23)) is True
    assert opens(by_mail, NOW + timedelta(hours=24)) is None
    ask(RILEY)
    [(_, by_letter)] = sent(RILEY)
    assert opens(by_letter, NOW + 20 * DAY, RILEY) is True
    assert opens(by_letter, NOW + 21 * DAY, RILEY) is None


def test_the_pin_of_ones_own_works_until_a_new_one_is_chosen(people):
    ask()
    assert opens(DANA.pin, NOW + DAY) is False


def test_it_goes_to_what_is_on_file_and_says_so_in_no_other_place(people):
    ask()
    row = OutboxMessage.objects.get(event="pin_by_letter")
    assert unseal_row(row)[0] == "DANA OKAFOR\n12 ELM ST\nMADERA, CA 93637"
    assert "ELM" not in str(list(OutboxMessage.objects.values())) + str(list(Entry.objects.values()))


def test_every_other_channel_hears_of_it_and_can_say_that_it_was_not_them(people):
    ask()
    told = OutboxMessage.objects.exclude(event="pin_by_letter")
    assert [(row.event, row.channel, unseal_row(row)[0]) for row in told] == [("pin_asked", "mail", "dana@example.org")]
    facts = unseal_row(told[0])[1]
    assert facts["how"] == "letter"
    assert facts["expected_by"] == "2026-12-04"
    assert facts["not_me_link"].endswith("/not-me/" + facts["not_me_code"])


@pytest.mark.parametrize(
    ("first", "last"),
    [("dana", "okafor"), ("DANA ", "O'Kafor"), ("Dána", "Okafor"), ("Dana", "OKA-FOR"), ("Đana", "Økafor")],
)
def test_a_name_may_be_written_in_other_ways(people, first, last):
    ask(first=first, last=last)
    assert len(sent()) == 1


@pytest.mark.parametrize(("first", "last"), [("Danna", "Okafor"), ("Dana", "Vargas"), ("D", "Okafor"), ("Dana", "O")])
def test_another_name_sends_nothing_and_the_trail_says_why(people, first, last):
    ask(first=first, last=last)
    assert OutboxMessage.objects.count() == 0
    assert Entry.objects.get(act="PIN not sent").detail == {"why": "OTHER_NAME"}


def test_who_has_one_name_gets_a_pin_and_is_called_by_it(people):
    Participant.objects.filter(participant_id=DANA.participant_id).update(first_name="", last_name="SUHARTO")
    asks(Form("", "Suharto", DANA.participant_id, DeliveryMethod.LETTER, False))
    [(_, pin)] = sent()
    assert unseal_row(OutboxMessage.objects.get(event="pin_by_letter"))[0].splitlines()[0] == "SUHARTO"
    visit = current_visit(sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, NOW)).key, NOW)
    assert (visit.first_name, visit.full_name) == ("SUHARTO", "SUHARTO")


def test_nobody_and_somebody_gone_get_nothing_and_no_row(people):
    Participant.objects.filter(participant_id=SAM.participant_id).update(gone=True)
    ask(SAM)
    asks(Form("Dana", "Okafor", "1999999999", DeliveryMethod.EMAIL, False))
    asks(Form("Dana", "Okafor", "letters", DeliveryMethod.EMAIL, False))
    assert (OutboxMessage.objects.count(), PinRequest.objects.count()) == (0, 0)


ASKED = [
    Form("Dana", "Okafor", DANA.participant_id, DeliveryMethod.LETTER, False),  # sent
    Form("Dana", "Okafor", DANA.participant_id, DeliveryMethod.LETTER, False),  # a second one: refused
    Form("Nobody", "Okafor", DANA.participant_id, DeliveryMethod.LETTER, False),
    Form("Sam", "Okafor", SAM.participant_id, DeliveryMethod.EMAIL, False),  # nothing on file
    Form("Dana", "Okafor", "1999999999", DeliveryMethod.EMAIL, False),
    Form("Dana", "Okafor", "no number", DeliveryMethod.EMAIL, True),
]


def test_the_answer_takes_the_same_statements_hashes_and_writes_whoever_is_named(people, hashes):
    """Each is looked at before the next one asks, so that what there is of them differs too."""
    Address.objects.filter(participant_id=SAM.participant_id).delete()
    Email.objects.filter(participant_id=SAM.participant_id).delete()
    took = set()
    for form in ASKED:
        with CaptureQueriesContext(connection) as statements:
            assert pin_requests.request_pin(form, door=Door.WEB, caller=Caller("198.51.100.7"), now=NOW) is None
        said = tuple(re.sub(r"'[^']*'|\d+", "?", each["sql"].strip()) for each in statements)
        took.add((said, hashes.count))
        before = hashes.count
        assert answer_requests(NOW) == 1
        assert (hashes.verified - before[0], hashes.made - before[1]) == (0, 1), form
        hashes.made = 0
    [(said, hashed)] = took
    assert hashed == (0, 0)
    assert [each.split()[0] + " " + each.split()[2] for each in said if each.startswith("INSERT")] == [
        "INSERT access_networkminute",
        'INSERT "django_ox_oxtask"',
    ]
    assert sum(not each.startswith(("INSERT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for each in said) == 0


def test_the_table_of_jobs_holds_no_name_and_no_number(people):
    pin_requests.request_pin(ASKED[0], door=Door.WEB, now=NOW)
    kept = str(list(OxTask.objects.values()))
    assert not [word for word in ("Dana", "Okafor", DANA.participant_id) if word.lower() in kept.lower()]


def test_a_request_that_fails_says_only_what_kind_of_trouble_it_was(people, monkeypatch):
    pin_requests.request_pin(ASKED[0], door=Door.WEB, now=NOW)

    def broken(*_args):
        raise RuntimeError(f"{DANA.participant_id} Dana Okafor")

    monkeypatch.setattr(pin_requests, "locked_account", broken)
    [job] = OxTask.objects.all()
    with pytest.raises(pin_requests.Unanswered) as trouble:
        pin_requests.answer_request.func(*job.args)
    assert "".join(traceback.format_exception(trouble.value)).count("Okafor") == 0
    assert str(trouble.value) == "RuntimeError"


def test_what_a_dead_worker_left_is_looked_at_later_and_its_pin_has_its_whole_time(people):
    """The caps count from when it was asked."""
    pin_requests.request_pin(ASKED[0], door=Door.WEB, now=NOW)
    assert sent() == []
    answer_requests(NOW + 3 * DAY)
    [(_, pin)] = sent()
    assert opens(pin, NOW + 23 * DAY) is True
    assert PinRequest.objects.get().asked_at == NOW


def test_a_request_that_is_looked_at_twice_is_answered_once(people, profile):
    """Also where the caps would let a second one by."""
    profile(requests_a_day=5)
    pin_requests.request_pin(replace(ASKED[0], earlier_may_stop=True), door=Door.WEB, now=NOW)
    [job] = OxTask.objects.all()
    pin_requests.answer_form(*job.args, now=NOW)
    pin_requests.answer_form(*job.args, now=NOW + 2 * DAY)
    assert (PinRequest.objects.count(), len(sent())) == (1, 1)


def test_after_ten_days_nobody_waits_for_it_any_more_and_the_trail_says_so(people):
    pin_requests.request_pin(ASKED[0], door=Door.WEB, now=NOW)
    answer_requests(NOW + 10 * DAY + timedelta(seconds=1))
    assert sent() == []
    assert Entry.objects.get(act="PIN not sent").detail == {"why": "TOO_LATE"}


def test_what_else_the_same_keys_seal_is_no_request(people, settings):
    facts = dict.fromkeys(("id", "asked", "how", "door"), "x")
    other = tokens.seal_token(settings.OUTBOX_KEYS, "a letter", facts, NOW + DAY)
    with pytest.raises(ValueError, match="no request"):
        pin_requests.answer_form(other, now=NOW)


def test_inside_ten_days_a_request_without_the_tick_changes_nothing(people):
    ask()
    [first] = sent()
    ask(now=NOW + 5 * DAY)
    assert sent() == [first]
    assert opens(first[1], NOW + 9 * DAY) is True


def test_with_the_tick_the_earlier_letter_does_not_leave_and_opens_nothing(people):
    ask()
    [(_, first)] = sent()
    ask(now=NOW + 5 * DAY, tick=True)
    [(_, second)] = sent()
    assert OutboxMessage.objects.filter(event="pin_by_letter", state="withdrawn", sealed="").count() == 1
    assert opens(first, NOW + 9 * DAY) is None
    assert opens(second, NOW + 9 * DAY) is True


def test_after_ten_days_no_tick_is_needed(people):
    ask()
    ask(now=NOW + 10 * DAY)
    assert PinRequest.objects.count() == 2


def test_once_the_emailed_pin_has_run_out_nothing_is_left_to_stop_working(people):
    ask(how=DeliveryMethod.EMAIL)
    ask(now=NOW + 2 * DAY, how=DeliveryMethod.EMAIL)
    assert PinRequest.objects.count() == 2


def test_one_in_a_day_and_three_in_thirty_days_and_beyond_that_nothing_is_voided(people):
    days = []
    for hours in range(0, 30 * 24, 6):
        before = PinRequest.objects.count()
        ask(now=NOW + timedelta(hours=hours), tick=True)
        if PinRequest.objects.count() > before:
            days.append(hours / 24)
    assert days == [0, 1, 2]
    [(_, last)] = sent()
    assert opens(last, NOW + 22 * DAY) is True


def test_while_no_place_counts_nothing_is_sent_and_the_trail_says_why(people):
    on_file(DANA, came=NOW - 3 * DAY, moved_to="77 OAK AVE")
    ask()
    assert (OutboxMessage.objects.count(), PinRequest.objects.count()) == (0, 0)
    assert Entry.objects.get(act="PIN not sent").detail == {"why": "NO_ADDRESS"}


def test_somebody_without_an_account_gets_one_that_only_the_temporary_pin_opens(people):
    Account.objects.filter(participant_id=DANA.participant_id).delete()
    ask()
    [(_, pin)] = sent()
    assert Account.objects.get(participant_id=DANA.participant_id).pin_hash == ""
    assert opens(DANA.pin, NOW) is None
    assert opens(pin, NOW) is True


def test_one_network_may_ask_only_so_often(people):
    for _ in range(20):
        ask(SAM, address="198.51.100.7", last="Nobody")
    with pytest.raises(Closed):
        ask(DANA, address="198.51.100.200")
    ask(DANA, address="203.0.113.9")
    assert len(sent()) == 1


def test_the_owner_sees_how_far_it_is_and_a_made_up_link_shows_nothing(people):
    assert pin_requests.latest(DANA.participant_id) is None
    ask()
    status = pin_requests.latest(DANA.participant_id)
    assert (status.how, status.asked_on, status.left_on) == (DeliveryMethod.LETTER, date(2026, 11, 24), None)
    assert (status.expected_by, status.used, status.voided) == (date(2026, 12, 4), False, False)
    link = unseal_row(OutboxMessage.objects.get(event="pin_asked"))[1]["status_link"]
    code = link.rpartition("/")[2]
    assert DANA.participant_id not in code
    assert pin_requests.of_link(code, NOW) == status
    assert pin_requests.of_link(code[:-4] + "AAAA", NOW) is None
    assert pin_requests.of_link("", NOW) is None
    assert pin_requests.of_link(code, NOW + timedelta(days=21)) is None


def test_the_link_of_a_mail_is_short_and_the_table_holds_none_that_opens(people):
    ask()
    link = unseal_row(OutboxMessage.objects.get(event="pin_asked"))[1]["status_link"]
    code = link.rpartition("/")[2]
    assert len(code) == 22
    assert code not in str(list(MailedLink.objects.values()))
    assert pin_requests.of_link(MailedLink.objects.get().link_hash, NOW) is None


def test_a_link_that_an_earlier_release_mailed_works_until_its_end(people):
    ask()
    request = PinRequest.objects.get(participant_id=DANA.participant_id)
    facts = {"person": DANA.participant_id, "request": str(request.id)}
    sealed = tokens.seal_token(settings.FIELD_KEYS, "PIN status", facts, NOW + 5 * DAY)
    of_another_kind = tokens.seal_token(settings.FIELD_KEYS, "confirm email", facts, NOW + 5 * DAY)
    assert pin_requests.of_link(sealed, NOW) == pin_requests.latest(DANA.participant_id)
    assert pin_requests.of_link(sealed, NOW + 5 * DAY) is None
    assert pin_requests.of_link(of_another_kind, NOW) is None


def languages_of(event):
    row = OutboxMessage.objects.get(event=event)
    return row.language, row.also_in


def test_who_asks_in_another_language_than_the_one_on_file_gets_both(people):
    asks(Form("Dana", "Okafor", DANA.participant_id, DeliveryMethod.LETTER, False, "es"))
    assert languages_of("pin_by_letter") == ("en", "es")
    assert languages_of("pin_asked") == ("en", "es")


@pytest.mark.parametrize("language", ["en", ""])
def test_who_asks_in_the_language_on_file_gets_that_one_alone(people, language):
    asks(Form("Dana", "Okafor", DANA.participant_id, DeliveryMethod.LETTER, False, language))
    assert languages_of("pin_by_letter") == ("en", "")
    assert languages_of("pin_asked") == ("en", "")


def test_everybody_sees_their_own_request_alone(people):
    ask(RILEY)
    assert pin_requests.latest(DANA.participant_id) is None
    assert pin_requests.latest(RILEY.participant_id).how == DeliveryMethod.LETTER


def test_once_it_has_served_the_owner_sees_that_too(people):
    ask()
    [(_, pin)] = sent()
    visit = current_visit(sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, NOW)).key, NOW)
    assert change_pin(visit, current=pin, new="730294", door=Door.WEB, now=NOW).reasons == ()
    assert pin_requests.latest(DANA.participant_id).used is True
    assert opens(pin, NOW) is None
    assert opens("730294", NOW) is False


def test_staff_may_give_one_at_any_time_but_to_no_other_address(people):
    ask()
    fresh = pin_requests.fresh_pin(DANA.participant_id)
    given = pin_requests.give(
        DANA.participant_id,
        fresh,
        how=DeliveryMethod.LETTER,
        asked_by="staff",
        by="casey",
        now=NOW + timedelta(hours=1),
    )
    assert given is True
    assert sent() == [("pin_by_letter", fresh.pin)]


@pytest.mark.parametrize("end", ["used", "voided", "replaced", "run out", "changed", "set"])
def test_the_link_of_a_status_mail_ends_with_what_it_tells_of(people, end):
    """And says then what a link says that never was one."""
    ask()
    [(_, pin)] = sent()
    token = unseal_row(OutboxMessage.objects.get(event="pin_asked"))[1]["status_link"].rpartition("/")[2]
    now = NOW + 2 * DAY
    assert pin_requests.of_link(token, now).how == DeliveryMethod.LETTER
    if end == "used":
        visit = current_visit(sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, now)).key, now)
        assert change_pin(visit, current=pin, new="730294", door=Door.WEB, now=now).reasons == ()
    elif end == "voided":
        with transaction.atomic():
            revocation.void_temporary(pin_requests.locked_account(DANA.participant_id, now), now)
    elif end == "replaced":
        ask(now=now, tick=True)
    elif end == "run out":
        now = NOW + 21 * DAY
    elif end == "changed":
        visit = current_visit(sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, now)).key, now)
        assert change_pin(visit, current=DANA.pin, new="730294", door=Door.WEB, now=now).reasons == ()
    else:
        set_pin(participant_id=DANA.participant_id, pin="730294", temporary=False, by="casey", now=now)
    assert pin_requests.of_link(token, now) is None


def test_a_slip_is_good_for_two_hours_and_needs_no_place_on_file(cast):
    fresh = pin_requests.fresh_pin(DANA.participant_id)
    assert pin_requests.give(
        DANA.participant_id,
        fresh,
        how=DeliveryMethod.IN_PERSON,
        asked_by="staff",
        by="casey",
        now=NOW,
        proved="in-person",
    )
    assert OutboxMessage.objects.count() == 0
    assert Entry.objects.get(act="PIN sent").detail == {"asked": "staff", "how": "in_person", "proved": "in-person"}
    assert opens(fresh.pin, NOW + timedelta(hours=2)) is None
    assert opens(fresh.pin, NOW + timedelta(minutes=119)) is True


def test_a_slip_is_told_to_every_place_that_may_read_it(people):
    fresh = pin_requests.fresh_pin(DANA.participant_id)
    pin_requests.give(DANA.participant_id, fresh, how=DeliveryMethod.IN_PERSON, asked_by="staff", by="casey", now=NOW)
    told = OutboxMessage.objects.order_by("channel")
    assert [(row.event, row.channel, unseal_row(row)[1]["how"]) for row in told] == [
        ("pin_asked", "letter", "slip"),
        ("pin_asked", "mail", "slip"),
    ]


@pytest.mark.parametrize(
    ("hidden", "asked_by", "checks"), [(True, "staff", True), (True, "not_me", False), (False, "staff", False)]
)
def test_a_hidden_person_who_gets_a_pin_of_staff_looks_once_more_at_who_can_get_in(people, hidden, asked_by, checks):
    who = DANA.participant_id
    if hidden:
        NondisclosureMark.objects.create(participant_id=who, case_number="200000000017", set_at=NOW - 90 * DAY)
    fresh = pin_requests.fresh_pin(who)
    pin_requests.give(who, fresh, how=DeliveryMethod.IN_PERSON, asked_by=asked_by, by="casey", now=NOW)
    since = Account.objects.get(participant_id=who).must_check_since
    assert since == (NOW if checks else None)


def test_a_trail_that_fails_takes_the_request_with_it(lasting_cast, monkeypatch):
    on_file(DANA)
    record = pin_requests.audit.record

    def fail(act, **more):
        if act == "PIN sent":
            raise RuntimeError("no trail")
        record(act, **more)

    monkeypatch.setattr(pin_requests.audit, "record", fail)
    with pytest.raises(RuntimeError):
        ask()
    assert (PinRequest.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert Account.objects.get(participant_id=DANA.participant_id).temporary_hash == ""
