"""Where a PIN may go: what is on file now and has been for ten days, and no other place (S002 L36, Policy 7)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connect.access.channels import Destination, May, Place, for_check, for_pin, may_still_go, to_tell
from connect.access.models import DeliveryMethod
from connect.cases.kinds import Role
from connect.cases.models import Address, Email, NondisclosureMark, Participant, Party
from connect.notices.confirmed import place_hash
from connect.notices.kinds import Channel
from connect.notices.models import ConfirmedPlace
from tests.support.cast import DANA

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
WHO = DANA.participant_id
HOME = {"line1": "12 ELM ST", "line2": "APT 4", "city": "MADERA", "state": "CA", "postcode": "93637"}
AWAY = {"line1": "77 OAK AVE", "city": "FRESNO", "state": "CA", "postcode": "93705"}
AT_HOME = Destination(Channel.LETTER, "DANA LEE OKAFOR\n12 ELM ST\nAPT 4\nMADERA, CA 93637")
AT_THE_NEW_PLACE = Destination(Channel.LETTER, "DANA LEE OKAFOR\n77 OAK AVE\nFRESNO, CA 93705")
BY_MAIL = Destination(Channel.MAIL, "dana@example.org")
LINES_AT_HOME = ("12 ELM ST", "APT 4", "MADERA, CA 93637")


@pytest.fixture
def dana(db):
    Participant.objects.create(participant_id=WHO, first_name="DANA", middle_name="LEE", last_name="OKAFOR")


def lives(place, came, left=None, *, since=None, arrives=True):
    Address.objects.create(
        participant_id=WHO, valid_from=came, valid_to=left, mail_arrives=arrives, since=since, **place
    )


def writes_from(email, came, left=None, *, since=None):
    Email.objects.create(participant_id=WHO, valid_from=came, valid_to=left, email=email, since=since)


def is_marked(when, case="200000000017"):
    NondisclosureMark.objects.create(participant_id=WHO, case_number=case, set_at=when)


def says_it_is_theirs(how, place, when):
    ConfirmedPlace.objects.update_or_create(
        participant_id=WHO, place_hash=place_hash(how, place), defaults={"confirmed_at": when}
    )


def days_ago(days):
    return NOW - timedelta(days=days)


def letter(now=NOW):
    return for_pin(WHO, DeliveryMethod.LETTER, now)


def mail(now=NOW):
    return for_pin(WHO, DeliveryMethod.EMAIL, now)


def told(now=NOW):
    """Who hears all of it, and who is only asked to call."""
    found = to_tell(WHO, now)
    return found.everything, found.to_call


# Without the mark


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


def test_a_new_address_counts_from_its_tenth_day_and_the_old_one_never_again(dana):
    moved = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
    lives(HOME, LONG_AGO, moved)
    lives(AWAY, moved)
    assert letter(moved + timedelta(hours=1)) is None
    assert letter(moved + timedelta(days=9)) is None
    assert letter(moved + timedelta(days=10)) == AT_THE_NEW_PLACE


def test_a_new_address_that_claims_to_be_old_is_as_old_as_the_feed_that_brought_it(dana):
    lives(HOME, LONG_AGO, days_ago(2), since=date(2018, 1, 1))
    lives(AWAY, days_ago(2), since=date(2018, 1, 1))
    assert letter() is None
    assert letter(NOW + timedelta(days=8)) == AT_THE_NEW_PLACE


def test_an_address_whose_date_alone_was_corrected_is_the_same_address(dana):
    lives(HOME, LONG_AGO, days_ago(2), since=date(2018, 1, 1))
    lives(HOME, days_ago(2), since=date(2018, 1, 2))
    assert letter() == AT_HOME


def test_no_letter_goes_where_mail_comes_back_from(dana):
    lives(HOME, LONG_AGO, days_ago(1))
    lives(HOME, days_ago(1), arrives=False)
    assert letter() is None


def test_no_letter_goes_to_the_old_place_when_the_new_one_is_no_good(dana):
    lives(HOME, LONG_AGO, days_ago(13))
    lives(AWAY, days_ago(13), arrives=False)
    assert letter() is None


def test_no_letter_goes_to_a_place_the_agency_took_off_the_file(dana):
    lives(HOME, LONG_AGO, days_ago(3))
    assert letter() is None


def test_a_place_that_was_put_right_again_counts_anew(dana):
    lives(HOME, LONG_AGO, days_ago(15))
    lives(AWAY, days_ago(15), days_ago(8))
    lives(HOME, days_ago(8))
    writes_from("dana@example.org", LONG_AGO, days_ago(15))
    writes_from("evil@example.net", days_ago(15), days_ago(8))
    writes_from("dana@example.org", days_ago(8))
    assert (letter(), mail()) == (None, None)
    assert (letter(NOW + timedelta(days=2)), mail(NOW + timedelta(days=2))) == (AT_HOME, BY_MAIL)


def test_an_email_counts_from_its_tenth_day_and_a_former_one_never(dana):
    writes_from("evil@example.net", LONG_AGO, days_ago(9))
    writes_from("dana@example.org", days_ago(9), since=date(2020, 1, 1))
    assert mail() is None
    assert mail(NOW + timedelta(days=1)) == BY_MAIL


def test_without_an_email_that_may_be_used_a_letter_goes(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", days_ago(3))
    assert mail() == AT_HOME


def test_the_stricter_setting_wants_the_email_confirmed(dana, strictly_confirmed):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    assert mail() == AT_HOME
    says_it_is_theirs(DeliveryMethod.EMAIL, ("Dana@example.org",), days_ago(1))
    assert mail() == BY_MAIL


def test_the_day_is_the_agency_s(dana):
    lives(HOME, datetime(2026, 11, 15, 6, 0, tzinfo=UTC))  # the 14th in California
    assert letter(datetime(2026, 11, 24, 6, 0, tzinfo=UTC)) is None  # the 23rd
    assert letter(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == AT_HOME  # the 24th


# With the mark


def test_whoever_fled_last_night_gets_no_letter_at_the_home_they_fled_from(dana):
    """New address, new e-mail and the mark, in one feed; then the ten days run for the new place."""
    lives(HOME, LONG_AGO, days_ago(1))
    lives(AWAY, days_ago(1), since=date(2026, 10, 1))
    writes_from("shared@example.org", LONG_AGO, days_ago(1))
    writes_from("dana@example.org", days_ago(1))
    is_marked(days_ago(1))
    assert (letter(), mail()) == (None, None)
    assert told() == ([], [])
    after = NOW + timedelta(days=9)
    assert (letter(after), mail(after)) == (AT_THE_NEW_PLACE, AT_THE_NEW_PLACE)
    assert told(after) == ([AT_THE_NEW_PLACE], [])


def test_what_came_first_in_the_very_feed_of_the_mark_counts_with_the_agency_s_own_date(dana):
    lives(HOME, days_ago(1), since=date(2019, 6, 1))
    is_marked(days_ago(1))
    assert letter() == AT_HOME


@pytest.mark.parametrize(("later", "where"), [(timedelta(0), AT_HOME), (timedelta(microseconds=1), None)])
def test_a_place_that_stayed_on_file_while_the_mark_was_set_later_does_not_count(dana, later, where):
    lives(HOME, days_ago(60))
    is_marked(days_ago(60) + later)
    assert letter() == where


def test_a_place_whose_date_was_corrected_since_the_mark_is_still_the_one_from_before(dana):
    lives(HOME, LONG_AGO, days_ago(40))
    lives(HOME, days_ago(40), since=date(2018, 1, 1))
    is_marked(days_ago(50))
    assert letter() is None


@pytest.mark.parametrize(
    ("before", "since"),
    [
        ({"line1": "12 ELM ST", "city": "LA CAÑADA"}, {"line1": "12 Elm St", "city": "LA CANADA"}),
        ({"line1": "12 ELM ST", "city": "PEN\u0303ASQUITOS"}, {"line1": "12 Elm St", "city": "Peñasquitos"}),
        ({"line1": "12 ULICA POLNA", "city": "ŁÓDŹ"}, {"line1": "12 UL. POLNA", "city": "LODZ"}),
        ({"line1": "RANCHO PEÑA", "city": "MADERA"}, {"line1": "RANCHO PENA", "city": "MADERA"}),
        ({"line1": "MÜHLHOF", "city": "MADERA"}, {"line1": "MUEHLHOF", "city": "MADERA"}),
        ({"line1": "١٢ ELM ST", "city": "MADERA"}, {"line1": "12 ELM ST", "city": "MADERA"}),
    ],
)
def test_the_home_of_before_in_other_letters_is_no_new_place(dana, before, since):
    lives(before, LONG_AGO, days_ago(30))
    is_marked(days_ago(40))
    lives(since, days_ago(30))
    assert letter() is None


def test_the_newest_mark_counts(dana):
    lives(HOME, days_ago(50))
    is_marked(days_ago(60))
    assert letter() == AT_HOME
    is_marked(days_ago(40), case="200000000025")
    assert letter() is None


def test_a_mark_of_which_no_one_knows_the_day_lets_no_place_count(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    says_it_is_theirs(DeliveryMethod.EMAIL, ("dana@example.org",), days_ago(30))
    Party.objects.create(
        participant_id=WHO, case_number="200000000017", role=Role.RECEIVING, monthly_support=0, past_due_installment=0,
        income_withholding=False, nondisclosure=True,
    )  # fmt: skip
    assert (letter(), mail()) == (None, None)
    assert told() == ([], [])


def is_marked_by_agency(when, on, case="200000000017"):
    """The mark, with the day on which the agency says it set it."""
    is_marked(when, case)
    amounts = {"monthly_support": 0, "past_due_installment": 0, "income_withholding": False}
    Party.objects.create(
        participant_id=WHO,
        case_number=case,
        role=Role.RECEIVING,
        nondisclosure=True,
        nondisclosure_since=on,
        **amounts,
    )


@pytest.mark.parametrize(("on", "where"), [(date(2019, 6, 1), AT_HOME), (date(2019, 6, 2), None)])
def test_the_agencys_day_of_the_mark_decides_of_a_place_that_came_with_it_which_is_older(dana, on, where):
    """The first feed brings a mark that is years old, and the home from before it."""
    lives(HOME, days_ago(30), since=date(2019, 6, 1))
    is_marked_by_agency(days_ago(30), on)
    assert letter() == where


def test_a_place_that_came_after_the_agencys_day_and_before_we_heard_of_the_mark_counts(dana):
    lives(HOME, days_ago(90), days_ago(50))
    lives(AWAY, days_ago(50))
    is_marked_by_agency(days_ago(40), (NOW - timedelta(days=60)).date())
    assert letter() == AT_THE_NEW_PLACE


def test_of_two_marks_of_which_one_has_no_day_what_we_heard_decides(dana):
    lives(HOME, days_ago(50))
    is_marked_by_agency(days_ago(40), date(2019, 6, 1))
    assert letter() == AT_HOME
    is_marked(days_ago(40), case="200000000025")
    assert letter() is None


@pytest.mark.parametrize(("days", "where"), [(9, None), (10, AT_HOME)])
def test_a_place_from_before_the_mark_counts_ten_days_after_its_owner_confirmed_it(dana, days, where):
    lives(HOME, LONG_AGO)
    is_marked(days_ago(20))
    says_it_is_theirs(DeliveryMethod.LETTER, LINES_AT_HOME, days_ago(days))
    assert letter() == where


def test_what_was_confirmed_before_the_mark_does_not_count(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    says_it_is_theirs(DeliveryMethod.LETTER, LINES_AT_HOME, days_ago(20))
    says_it_is_theirs(DeliveryMethod.EMAIL, ("dana@example.org",), days_ago(20))
    is_marked(days_ago(20))
    assert (letter(), mail()) == (None, None)


def test_what_was_confirmed_when_it_was_on_file_before_does_not_count(dana):
    """Confirmed in a shelter, left, and come back to: it is confirmed anew."""
    is_marked(days_ago(80))
    writes_from("dana@example.org", days_ago(79), days_ago(50))
    says_it_is_theirs(DeliveryMethod.EMAIL, ("dana@example.org",), days_ago(60))
    writes_from("other@example.org", days_ago(50), days_ago(40))
    writes_from("dana@example.org", days_ago(40))
    assert mail() is None


def test_the_letter_of_someone_who_confirmed_another_place_does_not_go(dana):
    lives(HOME, LONG_AGO)
    is_marked(days_ago(40))
    says_it_is_theirs(DeliveryMethod.LETTER, ("77 OAK AVE", "FRESNO, CA 93705"), days_ago(30))
    says_it_is_theirs(DeliveryMethod.EMAIL, LINES_AT_HOME, days_ago(30))
    assert letter() is None


@pytest.mark.parametrize(("days", "where"), [(None, AT_HOME), (9, AT_HOME), (10, BY_MAIL)])
def test_the_email_of_a_hidden_person_counts_only_when_confirmed_and_never_by_coming_with_the_mark(dana, days, where):
    is_marked(days_ago(40))
    lives(HOME, days_ago(40))
    writes_from("dana@example.org", days_ago(40))
    if days:
        says_it_is_theirs(DeliveryMethod.EMAIL, ("dana@example.org",), days_ago(days))
    assert mail() == where


# Word of a change


def test_a_change_is_told_to_what_is_long_on_file(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    assert told() == ([BY_MAIL, AT_HOME], [])


def test_new_places_and_those_just_left_are_only_asked_to_call(dana):
    lives(HOME, LONG_AGO, days_ago(3))
    lives(AWAY, days_ago(3))
    writes_from("dana@example.org", LONG_AGO, days_ago(3))
    writes_from("new@example.org", days_ago(3))
    new = Destination(Channel.MAIL, "new@example.org")
    assert told() == ([], [new, BY_MAIL, AT_THE_NEW_PLACE, AT_HOME])


def test_ten_days_later_the_former_places_hear_no_more(dana):
    lives(HOME, LONG_AGO, days_ago(10))
    lives(AWAY, days_ago(10))
    assert told() == ([AT_THE_NEW_PLACE], [])


def test_a_place_that_was_on_file_for_a_few_days_hides_not_the_one_from_before(dana):
    writes_from("dana@example.org", LONG_AGO, days_ago(6))
    writes_from("evil@example.net", days_ago(6), days_ago(3))
    writes_from("evil@example.com", days_ago(3))
    assert told() == ([], [Destination(Channel.MAIL, "evil@example.com"), BY_MAIL])


def test_with_the_mark_no_place_that_may_not_get_a_pin_hears_anything(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO, days_ago(3))
    writes_from("new@example.org", days_ago(3))
    is_marked(days_ago(3))
    assert told() == ([], [])


def test_the_stricter_setting_is_about_pins_and_not_about_word_of_a_change(dana, strictly_confirmed):
    writes_from("dana@example.org", LONG_AGO)
    assert mail() is None
    assert told() == ([BY_MAIL], [])


def test_where_nothing_is_on_file_nobody_is_told(dana):
    assert told() == ([], [])


# What the owner is told of where a PIN may go


def test_the_check_says_since_when_and_whether_and_never_where(dana):
    lives(HOME, days_ago(4))
    writes_from("dana@example.org", days_ago(60))
    found = for_check(WHO, NOW)
    assert found.letter == Place(May.LATER, since=date(2026, 11, 20), from_day=date(2026, 11, 30))
    assert found.email == Place(May.NOW, since=date(2026, 9, 25), from_day=date(2026, 10, 5))
    assert not {"ELM", "MADERA", "dana@", "example"} & set(str(found).replace("'", " ").split())
    assert "ELM" not in str(found)
    assert "example" not in str(found)


def test_the_check_of_a_hidden_person_says_what_waits_for_their_word(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    is_marked(days_ago(20))
    found = for_check(WHO, NOW)
    assert (found.letter.may, found.email.may) == (May.WHEN_CONFIRMED, May.WHEN_CONFIRMED)
    says_it_is_theirs(DeliveryMethod.LETTER, LINES_AT_HOME, days_ago(3))
    assert for_check(WHO, NOW).letter == Place(May.LATER, since=date(2026, 1, 4), from_day=date(2026, 12, 1))


def test_the_check_where_nothing_is_on_file_or_mail_comes_back(dana):
    lives(HOME, LONG_AGO, arrives=False)
    found = for_check(WHO, NOW)
    assert (found.letter, found.email) == (Place(May.NEVER), Place(May.NEVER))


def test_the_check_says_that_the_agency_wants_the_email_confirmed(dana, strictly_confirmed):
    writes_from("dana@example.org", LONG_AGO)
    assert for_check(WHO, NOW).email == Place(May.WHEN_CONFIRMED, since=date(2026, 1, 4))


# What was written yesterday and leaves today


def still(event="pin_by_letter", channel=AT_HOME, now=NOW):
    return may_still_go(WHO, event, channel.channel, channel.to, now)


def test_what_waits_leaves_only_for_a_place_that_is_still_on_file(dana):
    lives(HOME, LONG_AGO)
    writes_from("dana@example.org", LONG_AGO)
    assert (still(), still("pin_asked", BY_MAIL)) == (True, True)
    Address.objects.update(valid_to=NOW)
    lives(AWAY, NOW)
    Email.objects.update(email="new@example.org")
    assert (still(), still("pin_asked", BY_MAIL), still("confirm_email", BY_MAIL)) == (False, False, False)
    assert still("call_us") is True


def test_once_the_mark_is_set_nothing_leaves_for_a_place_from_before(dana):
    lives(HOME, LONG_AGO)
    is_marked(days_ago(1))
    assert (still(), still("pin_changed"), still("call_us")) == (False, False, False)


def test_a_name_that_was_corrected_since_holds_no_letter_back(dana):
    lives(HOME, LONG_AGO)
    Participant.objects.update(first_name="DANIELA")
    assert still() is True


def test_a_link_that_confirms_an_email_goes_to_a_new_one_too(dana):
    writes_from("dana@example.org", days_ago(1))
    assert (still("confirm_email", BY_MAIL), still("pin_asked", BY_MAIL)) == (True, False)
