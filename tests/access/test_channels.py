"""Where a PIN may go: what was on file ten days ago, whatever somebody has said since (S002 L36, Policy 7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.access.channels import Channel, email_hash, for_pin, to_tell
from connect.access.models import ConfirmedEmail, How
from connect.cases.kinds import Role
from connect.cases.models import Address, Email, Participant, Party
from connect.notices.kinds import Kind
from tests.cast import DANA

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
WHO = DANA.participant_id
HOME = {"line1": "12 ELM ST", "line2": "APT 4", "city": "MADERA", "state": "CA", "postcode": "93637"}
AWAY = {"line1": "77 OAK AVE", "city": "FRESNO", "state": "CA", "postcode": "93705"}
AT_HOME = Channel(Kind.LETTER, "DANA LEE OKAFOR\n12 ELM ST\nAPT 4\nMADERA, CA 93637")
AT_THE_NEW_PLACE = Channel(Kind.LETTER, "DANA LEE OKAFOR\n77 OAK AVE\nFRESNO, CA 93705")
BY_MAIL = Channel(Kind.MAIL, "dana@example.org")


@pytest.fixture
def dana(db):
    Participant.objects.create(participant_id=WHO, first_name="DANA", middle_name="LEE", last_name="OKAFOR")


def lives(place, came, left=None, *, since=None, arrives=True):
    Address.objects.create(
        participant_id=WHO, valid_from=came, valid_to=left, mail_arrives=arrives, since=since, **place
    )


def writes_from(email, came, left=None, *, since=None):
    Email.objects.create(participant_id=WHO, valid_from=came, valid_to=left, email=email, since=since)


def days_ago(days):
    return NOW - timedelta(days=days)


def letter(now=NOW):
    return for_pin(WHO, How.LETTER, now)


def test_an_address_on_file_for_long_gets_the_letter(dana):
    lives(HOME, LONG_AGO)
    assert letter() == AT_HOME


def test_the_agency_s_own_date_counts_for_the_first_address_it_ever_sent(dana):
    lives(HOME, days_ago(1), since=date(2019, 6, 1))
    assert letter() == AT_HOME


@pytest.mark.parametrize(("days", "where"), [(9, None), (10, AT_HOME), (11, AT_HOME)])
def test_an_address_counts_from_its_tenth_day(dana, days, where):
    lives(HOME, days_ago(days))
    assert letter() == where


def test_a_new_address_counts_from_day_eleven_and_the_old_one_until_then(dana):
    moved = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
    lives(HOME, LONG_AGO, moved)
    lives(AWAY, moved)
    assert letter(moved + timedelta(days=1)) == AT_HOME
    assert letter(moved + timedelta(days=9)) == AT_HOME
    assert letter(moved + timedelta(days=11)) == AT_THE_NEW_PLACE


def test_a_new_address_that_claims_to_be_old_is_as_old_as_the_feed_that_brought_it(dana):
    lives(HOME, LONG_AGO, days_ago(2), since=date(2018, 1, 1))
    lives(AWAY, days_ago(2), since=date(2018, 1, 1))
    assert letter() == AT_HOME


def test_an_address_whose_date_alone_was_corrected_is_the_same_address(dana):
    lives(HOME, LONG_AGO, days_ago(2), since=date(2018, 1, 1))
    lives(HOME, days_ago(2), since=date(2018, 1, 2))
    assert letter() == AT_HOME


def test_no_letter_goes_where_mail_comes_back_from(dana):
    lives(HOME, LONG_AGO, days_ago(1))
    lives(HOME, days_ago(1), arrives=False)
    assert letter() is None


def test_no_letter_goes_to_the_old_place_when_the_new_one_is_no_good(dana):
    lives(HOME, LONG_AGO, days_ago(3))
    lives(AWAY, days_ago(3), arrives=False)
    assert letter() is None


def test_no_letter_goes_to_a_place_the_agency_took_off_the_file(dana):
    lives(HOME, LONG_AGO, days_ago(3))
    assert letter() is None


def test_a_place_that_was_put_right_within_its_ten_days_never_counts(dana):
    lives(HOME, LONG_AGO, days_ago(15))
    lives(AWAY, days_ago(15), days_ago(8))
    lives(HOME, days_ago(8))
    assert letter() == AT_HOME
    writes_from("dana@example.org", LONG_AGO, days_ago(15))
    writes_from("evil@example.net", days_ago(15), days_ago(8))
    writes_from("dana@example.org", days_ago(8))
    assert for_pin(WHO, How.EMAIL, NOW) == BY_MAIL


def test_no_letter_goes_to_a_place_taken_off_the_file_before_a_new_one_came(dana):
    lives(HOME, LONG_AGO, days_ago(90))
    lives(AWAY, days_ago(3))
    assert letter() is None
    assert letter(NOW + timedelta(days=7)) == AT_THE_NEW_PLACE


def test_an_email_on_file_for_ten_days_gets_the_pin_and_a_newer_one_does_not(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO, days_ago(3))
    writes_from("evil@example.net", days_ago(3), since=date(2020, 1, 1))
    assert for_pin(WHO, How.EMAIL, NOW) == BY_MAIL


def test_without_an_email_that_may_be_used_a_letter_goes(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", days_ago(3))
    assert for_pin(WHO, How.EMAIL, NOW) == AT_HOME


def test_a_hidden_person_gets_letters_alone(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    Party.objects.create(
        participant_id=WHO, case_number="200000000017", role=Role.RECEIVING, monthly_support=0, past_due_installment=0,
        income_withholding=False, nondisclosure=True,
    )  # fmt: skip
    assert for_pin(WHO, How.EMAIL, NOW) == AT_HOME


def test_the_stricter_setting_wants_the_email_confirmed(dana, strictly_confirmed):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    assert for_pin(WHO, How.EMAIL, NOW) == AT_HOME
    ConfirmedEmail.objects.create(
        participant_id=WHO, email_hash=email_hash("Dana@example.org"), confirmed_at=days_ago(1)
    )
    assert for_pin(WHO, How.EMAIL, NOW) == BY_MAIL


def test_a_change_is_told_to_the_old_and_the_new_email_and_by_letter(dana):
    lives(HOME, LONG_AGO, days_ago(3))
    lives(AWAY, days_ago(3))
    writes_from("dana@example.org", LONG_AGO, days_ago(3))
    writes_from("new@example.org", days_ago(3))
    assert to_tell(WHO, NOW) == [BY_MAIL, Channel(Kind.MAIL, "new@example.org"), AT_HOME]


def test_where_nothing_is_on_file_nobody_is_told(dana):
    assert to_tell(WHO, NOW) == []


def test_the_day_is_the_agency_s(dana):
    lives(HOME, datetime(2026, 11, 15, 6, 0, tzinfo=UTC))  # the 14th in California
    assert letter(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) is None  # the 23rd
    assert letter(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == AT_HOME  # the 24th
