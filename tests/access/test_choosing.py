"""What the choice of a PIN tells of the file: one sentence, ten answers an hour, and for a temporary visit nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import Account, Visit
from connect.access.pins import hashing
from connect.access.pins.change import change_pin, set_pin
from connect.access.sign_in import sign_in_with_pin
from connect.cases.models import Address, Participant
from connect.lib.doors import Door
from connect.lib.sealed import seal
from tests.access.ways import acts, has_email, not_me_code, told
from tests.support.cast import DANA, RILEY, TESS
from tests.support.page import Page

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SSN, ZIP, MOBILE, BORN = "938174062", "95814", "(559) 555-0142", date(1988, 2, 29)
EASY = "Someone who knows you could guess that PIN. Try another one."
NO_MORE = "You have tried as many new PINs as we allow in an hour."
GOOD = [f"7302{number}" for number in range(60, 71)]


def know(member):
    """What the agency has on file of them."""
    Participant.objects.filter(participant_id=member.participant_id).update(
        ssn_sealed=seal(settings.FIELD_KEYS, SSN), phone_mobile=MOBILE, birth_date=BORN
    )
    Address.objects.create(
        participant_id=member.participant_id, valid_from=NOW - timedelta(days=400), postcode=ZIP, mail_arrives=True
    )


def choose(browser, member, new, pin=""):
    return browser.send("/pin", current=pin or member.pin, new=new, again=new)


def sentences(answer):
    """What the page says against the new PIN."""
    text = answer.content.decode()
    at_the_field = Page(text).all("#id_new_error")
    found = {" ".join(line.split()) for part in at_the_field for line in part.strings} - {"", "Error:"}
    return found | ({NO_MORE} if NO_MORE in text else set())


def visit_of(member, now=NOW):
    return current_visit(sign_in_with_pin(member.participant_id, member.pin, Arrival(Door.WEB, now)).key, now)


def change(visit, current, new, now=NOW, **more):
    return change_pin(visit, current=current, new=new, door=Door.WEB, now=now, **more)


def test_a_pin_may_be_typed_in_the_digits_of_any_script_and_with_gaps(cast, visitor):
    visitor.sign_in(DANA)
    said = visitor.send("/pin", current="\u0664\u0660\u0662\u0669\u0665\u0668", new="\u200e730294", again="730 294")
    assert said["Location"] == "/pin"
    assert visitor.send("/security/confirm", pin="\uff17\uff13\uff10\uff12\uff19\uff14")["Location"] == "/security"


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param("730381746", id="in the Social Security number"),
        pytest.param("734062", id="its last four digits"),
        pytest.param("795814", id="the ZIP Code"),
        pytest.param("730142", id="the telephone"),
        pytest.param("7022988", id="the birth date"),
        pytest.param("7300016", id="the Participant ID"),
        pytest.param("741988", id="a date of anybody's"),
        pytest.param("786637", id="a word"),
    ],
)
def test_whatever_is_on_file_dates_and_words_are_refused_with_one_sentence(cast, visitor, candidate):
    know(DANA)
    visitor.sign_in(DANA)
    assert sentences(choose(visitor, DANA, candidate)) == {EASY}


def test_a_pin_refused_for_its_digits_says_nothing_of_the_file(cast, visitor):
    know(DANA)
    visitor.sign_in(DANA)
    mirrored = {"That PIN is too easy to guess: it reads the same backward, like 472274. Try another one."}
    assert sentences(choose(visitor, DANA, "26044062")) == mirrored


def test_with_a_wrong_current_pin_nothing_on_file_is_compared(cast, visitor):
    know(DANA)
    visitor.sign_in(DANA)
    assert sentences(choose(visitor, DANA, "734062", pin="615820")) == set()
    mirrored = {"That PIN is too easy to guess: it reads the same backward, like 472274. Try another one."}
    assert sentences(choose(visitor, DANA, "81744718", pin="615820")) == mirrored


def test_the_last_four_digits_known_and_forty_candidates_give_ten_answers_and_no_more(cast, visitor):
    know(DANA)
    visitor.sign_in(DANA)
    candidates = [f"{first}4062{first[:2]}" for first in (f"{number:05d}" for number in range(93790, 93830))]
    answers = [sentences(choose(visitor, DANA, candidate)) for candidate in candidates]
    assert answers == [{EASY}] * 10 + [{NO_MORE}] * 30


def test_a_choice_that_is_taken_is_an_answer_too(cast):
    know(DANA)
    current, visit = DANA.pin, visit_of(DANA)
    for new in GOOD[:10]:
        visit = current_visit(change(visit, current, new).signed_in.key, NOW)
        current = new
    refused = change(visit, current, GOOD[10])
    assert [reason.name for reason in refused.reasons] == ["NO_MORE_CHOICES"]


def test_ten_refused_for_any_reason_are_the_hour_s_and_an_hour_after_the_last_there_are_ten_again(cast):
    visit = visit_of(DANA)
    for _ in range(9):
        assert change(visit, DANA.pin, "456789").reasons
    Visit.objects.update(expire_date=NOW + 5 * HOUR)
    late = NOW + timedelta(minutes=50)
    assert names(change(visit, DANA.pin, DANA.pin, late)) == ["THE_OLD_ONE"]
    assert names(change(visit, DANA.pin, "456789", late + HOUR - SECOND)) == ["NO_MORE_CHOICES"]
    assert names(change(visit, DANA.pin, "456789", late + HOUR)) == ["RUN", "KEYS"]


def names(change):
    return [reason.name for reason in change.reasons]


def test_the_choices_of_one_person_are_not_another_s(cast):
    visit, other = visit_of(DANA), visit_of(RILEY)
    for _ in range(11):
        change(visit, DANA.pin, "456789")
    assert names(change(other, RILEY.pin, "456789")) == ["RUN", "KEYS"]


def test_when_the_choices_are_used_up_the_page_says_so_and_a_pin_we_give_is_still_taken(cast, visitor):
    visitor.sign_in(DANA)
    for _ in range(10):
        choose(visitor, DANA, "456789")
    for language, said in (("en", NO_MORE), ("es", "Ya probó todos los PIN nuevos que se permiten en una hora")):
        text = visitor.get("/pin", headers={"accept-language": language}).content.decode()
        assert said in text
        assert 'name="new"' not in text
        assert 'name="give"' in text
    proposal = Page(visitor.send("/pin", give="1"))
    sealed = proposal.value("proposed")
    given = proposal.text('.digits__value [aria-hidden="true"]').replace(" ", "")
    saved = visitor.send("/pin", proposed=sealed, current=DANA.pin)
    assert (saved.status_code, saved["Location"]) == (302, "/pin")
    assert sign_in_with_pin(DANA.participant_id, given, Arrival(Door.WEB, timezone.now())) is not None


def test_a_pin_we_give_tells_nothing_of_the_file(cast, monkeypatch):
    """Made without it, and taken without it: else the pieces that never come, or come back, would tell."""
    know(DANA)
    assert names(change(visit_of(DANA), DANA.pin, "734062", given=True)) == []


def test_forty_choices_at_once_are_ten_answers(lasting_cast):
    """Four at a time: each asks for the current PIN as well, and a fifth at once would be the pause of the tries."""
    know(DANA)
    visit = visit_of(DANA)

    def attempt(number):
        try:
            return names(change(visit, DANA.pin, "734062"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(attempt, range(40)))
    assert answers.count(["EASY_TO_GUESS"]) == 10
    assert answers.count(["NO_MORE_CHOICES"]) == 30


def temporary(member, pin="84920517"):
    set_pin(participant_id=member.participant_id, pin=pin, temporary=True, by="test", now=timezone.now())
    Account.objects.update(choices=0, chose_at=None)


@pytest.mark.parametrize("inside", ["730381746", "738174", "734062", "795814", "41859730"])
def test_a_temporary_visit_learns_nothing_of_the_number_and_the_address(cast, new_visitor, inside):
    know(TESS)
    answers = set()
    for candidate in (inside, "730294"):
        temporary(TESS)
        browser = new_visitor()
        assert browser.sign_in(TESS)["Location"] == "/pin"
        answer = choose(browser, TESS, candidate)
        answers.add((answer.status_code, answer.get("Location")))
    assert answers == {(302, "/home")}


def test_a_temporary_visit_is_still_kept_from_the_id_the_telephone_and_the_birth_date(cast):
    know(TESS)
    temporary(TESS)
    visit = visit_of(TESS)
    for candidate in ("7300056", "730142", "7022988"):
        assert names(change(visit, "", candidate)) == ["EASY_TO_GUESS"]


def test_a_refused_choice_stands_in_the_history_and_when_all_are_used_up_everywhere_is_told(cast):
    has_email(DANA)
    visit = visit_of(DANA)
    for _ in range(9):
        change(visit, DANA.pin, "456789")
    assert told(DANA) == []
    for _ in range(5):
        change(visit, DANA.pin, "456789")
    assert told(DANA) == ["choices_used_up"]
    assert acts(DANA).count("PIN choice refused") == 10
    assert acts(DANA).count("PIN choices used up") == 1


def test_this_was_not_me_ends_the_visit_that_chose(cast):
    from connect.access.not_me import say_not_me

    has_email(DANA)
    visit = visit_of(DANA)
    for _ in range(10):
        change(visit, DANA.pin, "456789")
    assert say_not_me(not_me_code(DANA), door=Door.WEB, now=NOW + HOUR) is not None
    assert Visit.objects.filter(participant_id=DANA.participant_id).count() == 0
    assert sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW + HOUR)) is None


def test_too_busy_to_make_the_hash_is_no_answer_about_the_file(cast, monkeypatch):
    know(DANA)
    visit = visit_of(DANA)

    def busy(*_):
        raise hashing.Busy

    monkeypatch.setattr(hashing, "hashed", busy)
    for candidate in ("734062", "730294"):
        with pytest.raises(hashing.Busy):
            change(visit, DANA.pin, candidate)
