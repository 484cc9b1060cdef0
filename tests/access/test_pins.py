"""Which PINs may be chosen, and what choosing one does."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.db import transaction

from connect.access import revocation
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import Account, DeliveryMethod, PinRequest, Visit
from connect.access.pins import hashing
from connect.access.pins.change import change_pin, set_pin
from connect.access.pins.proposal import random_pin
from connect.access.pins.requests import Issued, fresh_pin, give, issue, locked_account
from connect.access.pins.rules import Known, PinReason, reasons_against
from connect.access.rules import participant_id_in, pin_digits
from connect.access.sign_in import sign_in_with_pin
from connect.access.visit_lock import VisitEnded
from connect.audit.models import Entry
from connect.cases.models import Address, Participant
from connect.lib.doors import Door
from tests.support.cast import CAST, DANA, RILEY, TESS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BORN = Known(("1000000001", "5595550142", "900123456"), date(1988, 2, 29))


@pytest.mark.parametrize(
    ("pin", "reason"),
    [
        ("40295", PinReason.LENGTH),
        ("4029584029581", PinReason.LENGTH),
        ("", PinReason.NOT_DIGITS),
        ("40295a", PinReason.NOT_DIGITS),
        ("٤٠٢٩٥٨", PinReason.NOT_DIGITS),
        ("²²²³³¹", PinReason.NOT_DIGITS),
        ("000000", PinReason.SAME_DIGIT),
        ("474747", PinReason.SAME_DIGIT),
        ("747474747477", PinReason.SAME_DIGIT),
        ("456789", PinReason.RUN),
        ("987654", PinReason.RUN),
        ("890123", PinReason.RUN),
        ("024680", PinReason.RUN),
        ("123123", PinReason.REPEATED),
        ("40294029", PinReason.REPEATED),
        ("112233", PinReason.REPEATED),
        ("444777", PinReason.REPEATED),
        ("147258", PinReason.KEYS),
        ("951357", PinReason.KEYS),
        ("123456789", PinReason.RUN),
        ("912345", PinReason.RUN),
        ("543210", PinReason.RUN),
        ("102030", PinReason.RUN),
        ("407408", PinReason.RUN),
        ("246810", PinReason.RUN),
        ("8910111", PinReason.RUN),
        ("404440", PinReason.SAME_DIGIT),
        ("472274", PinReason.MIRRORED),
        ("4071704", PinReason.MIRRORED),
        ("139713", PinReason.KEYS),
        ("284682", PinReason.KEYS),
        ("085208", PinReason.KEYS),
        ("125478", PinReason.KEYS),
        ("786637", PinReason.EASY_TO_GUESS),
        ("45683968", PinReason.EASY_TO_GUESS),
        ("72779673", PinReason.EASY_TO_GUESS),
        ("7277967384", PinReason.EASY_TO_GUESS),
        ("022988", PinReason.EASY_TO_GUESS),
        ("290288", PinReason.EASY_TO_GUESS),
        ("880229", PinReason.EASY_TO_GUESS),
        ("071988", PinReason.EASY_TO_GUESS),
        ("198807", PinReason.EASY_TO_GUESS),
        ("741988", PinReason.EASY_TO_GUESS),
        ("198888", PinReason.EASY_TO_GUESS),
        ("7041988", PinReason.EASY_TO_GUESS),
        ("19842016", PinReason.EASY_TO_GUESS),
        ("022988290288", PinReason.EASY_TO_GUESS),
        ("12312026", PinReason.EASY_TO_GUESS),
        ("19991231", PinReason.EASY_TO_GUESS),
        ("7022988", PinReason.EASY_TO_GUESS),
        ("702291988", PinReason.EASY_TO_GUESS),
        ("940229", PinReason.EASY_TO_GUESS),
        ("719883", PinReason.EASY_TO_GUESS),
        ("710000835", PinReason.EASY_TO_GUESS),
        ("955501", PinReason.EASY_TO_GUESS),
        ("3210090074", PinReason.EASY_TO_GUESS),
        ("901428", PinReason.EASY_TO_GUESS),
    ],
)
def test_a_pin_that_others_could_guess_is_refused(pin, reason):
    assert reason in reasons_against(pin, BORN)


@pytest.mark.parametrize("pin", ["402958", "719364", "583017", "926405", "350871", "84920517", "730294861529"])
def test_a_pin_nobody_could_guess_is_taken(pin):
    assert reasons_against(pin, BORN) == ()


def test_the_rules_refuse_one_in_seven_of_all_six_digit_pins():
    refused = sum(bool(reasons_against(f"{number:06d}", Known())) for number in range(1_000_000))
    assert refused == 147_453  # 14.7 %; docs/adr/0008 says what it is made of


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [reason.sentence for reason in PinReason]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize("text", ["1000000001", "100-000-0001", " 1000 0000 01\n", "100\u2212000\uff0d0001"])
def test_a_participant_id_may_be_typed_with_spaces_and_dashes(text):
    assert participant_id_in(text) == "1000000001"


UNSEEN = "\u200b \u200c \u200d \u200e \u200f \u202a \u202b \u202c \u202d \u202e \u2060 \u2066 \u2067 \u2068 \u2069"
UNSEEN += " \ufeff \u00ad \u061c"


@pytest.mark.parametrize("mark", [*UNSEEN.split(), "\u00a0", "\u202f", "\u2007"], ids=ascii)
def test_marks_that_cannot_be_seen_are_no_part_of_a_number(mark):
    assert participant_id_in(mark + f"10000{mark}00001" + mark) == "1000000001"
    assert pin_digits(f"{mark}402{mark}958{mark}") == "402958"


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\u09e6", "\u0e50", "\uff10"], ids=ascii)
def test_the_digits_of_every_script_are_digits(zero):
    written = {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)}
    assert participant_id_in("1234567890".translate(written)) == "1234567890"
    assert pin_digits("402 958".translate(written)) == "402958"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "100000000",
        "10000000011",
        "100000000l",
        "1000000001'--",
        "①000000001",
        "²000000001",
        "一000000001",
        "+1000000001",
    ],
)
def test_what_is_not_ten_digits_is_no_participant_id(text):
    assert participant_id_in(text) is None


def visit_of(member, now=NOW):
    return current_visit(sign_in_with_pin(member.participant_id, member.pin, Arrival(Door.WEB, now)).key, now)


def change(visit, current, new, now=NOW):
    return change_pin(visit, current=current, new=new, door=Door.WEB, now=now)


def test_a_new_pin_replaces_the_old_one(cast):
    assert change(visit_of(DANA), "402958", "730294").reasons == ()
    assert sign_in_with_pin(DANA.participant_id, "402958", Arrival(Door.WEB, NOW)) is None
    assert sign_in_with_pin(DANA.participant_id, "730294", Arrival(Door.WEB, NOW)) is not None


def test_changing_the_pin_ends_every_other_visit_and_renews_this_one(cast):
    elsewhere, here = visit_of(DANA), visit_of(DANA)
    others = visit_of(RILEY)
    renewed = change(here, "402958", "730294").signed_in
    kept = set(Visit.objects.values_list("session_key", flat=True))
    assert elsewhere.session_key not in kept
    assert here.session_key not in kept
    assert others.session_key in kept
    assert current_visit(renewed.key, NOW).participant_id == DANA.participant_id


def test_a_temporary_pin_becomes_a_pin_of_her_own(cast):
    visit = visit_of(TESS)
    assert visit.temporary is True
    renewed = change(visit, "", "730294").signed_in
    assert current_visit(renewed.key, NOW).temporary is False
    account = Account.objects.get(participant_id=TESS.participant_id)
    assert (account.temporary_hash, account.temporary_until) == ("", None)


def test_the_temporary_pin_is_not_asked_again_in_the_visit_it_began(cast):
    renewed = change(visit_of(TESS), "", "730294").signed_in
    assert current_visit(renewed.key, NOW).temporary is False
    assert sign_in_with_pin(TESS.participant_id, "84920517", Arrival(Door.WEB, NOW)) is None
    chosen = Entry.objects.get(chain=TESS.participant_id, act="PIN changed")
    assert chosen.detail == {"door": "web", "way": "temporary"}


ENDS_OF_A_TEMPORARY_PIN = {
    "voided": lambda person: revocation.void_temporary(locked_account(person, NOW), NOW),
    "staff give another": lambda person: give(
        person, fresh_pin(person), how=DeliveryMethod.IN_PERSON, asked_by="staff", by="casey", now=NOW
    ),
    "an operator sets one": lambda person: set_pin(
        participant_id=person, pin="51738206", temporary=True, by="casey", now=NOW
    ),
    "a letter replaces its mail": lambda person: issue(
        Issued(locked_account(person, NOW), fresh_pin(person), PinRequest.AskedBy.WEB, NOW, instead=True), by="worker"
    ),
}


@pytest.mark.parametrize("end", ENDS_OF_A_TEMPORARY_PIN.values(), ids=ENDS_OF_A_TEMPORARY_PIN)
def test_no_visit_outlives_the_temporary_pin_that_opened_it(cast, end):
    """Else whoever read it once could choose a PIN after the owner had it ended."""
    key = sign_in_with_pin(TESS.participant_id, TESS.pin, Arrival(Door.WEB, NOW)).key
    visit = current_visit(key, NOW)
    with transaction.atomic():
        end(TESS.participant_id)
    assert current_visit(key, NOW) is None
    with pytest.raises(VisitEnded):
        change(visit, "", "730294")
    assert sign_in_with_pin(TESS.participant_id, "730294", Arrival(Door.WEB, NOW)) is None


def test_a_visit_ends_where_its_temporary_pin_has_expired_since(cast):
    later = NOW + timedelta(minutes=10)
    key = sign_in_with_pin(TESS.participant_id, TESS.pin, Arrival(Door.WEB, NOW)).key
    Account.objects.filter(participant_id=TESS.participant_id).update(temporary_until=later)
    with pytest.raises(VisitEnded):
        change(current_visit(key, later), "", "730294", now=later)
    assert current_visit(key, later) is None
    assert sign_in_with_pin(TESS.participant_id, "730294", Arrival(Door.WEB, later)) is None


def test_a_temporary_pin_confirms_nothing_in_a_visit_of_another_way(cast):
    Account.objects.filter(participant_id=DANA.participant_id).update(
        temporary_hash=hashing.hashed(DANA.participant_id, "84920517"), temporary_until=NOW + timedelta(days=1)
    )
    assert change(visit_of(DANA), "84920517", "730294").reasons == (PinReason.WRONG_CURRENT,)


def test_the_pin_they_have_now_is_not_a_new_one(cast):
    assert change(visit_of(DANA), "402958", "402958").reasons == (PinReason.THE_OLD_ONE,)
    assert change(visit_of(TESS), "", "8492-0517").reasons == (PinReason.THE_OLD_ONE,)


def test_a_wrong_current_pin_changes_nothing_and_uses_the_tries_of_signing_in(cast):
    visit = visit_of(DANA)
    for wrong in ("111222", "111223", "111224", "111225", "111226"):
        assert change(visit, wrong, "730294").reasons == (PinReason.WRONG_CURRENT,)
    assert change(visit, "402958", "730294").reasons == (PinReason.PAUSED,)
    assert sign_in_with_pin(DANA.participant_id, "402958", Arrival(Door.WEB, NOW)) is None


def test_every_reason_is_told_at_once(cast):
    reasons = change(visit_of(DANA), "111222", "147147").reasons
    assert set(reasons) == {PinReason.REPEATED, PinReason.KEYS, PinReason.WRONG_CURRENT}


def test_numbers_on_file_are_no_pins(cast):
    Participant.objects.filter(participant_id=DANA.participant_id).update(
        birth_date=date(1988, 2, 29), phone_mobile="(559) 555-0142", phone_work="(\u0664\u0661\u0665) 555-0199"
    )
    visit = visit_of(DANA)
    assert change(visit, "402958", "550142").reasons == (PinReason.EASY_TO_GUESS,)
    assert change(visit, "402958", "7022988").reasons == (PinReason.EASY_TO_GUESS,)
    assert change(visit, "402958", "415550").reasons == (PinReason.EASY_TO_GUESS,)


def test_the_zip_code_on_file_is_no_pin_and_an_earlier_one_may_be(cast):
    for postcode, until in (("93637-4105", None), ("95814", NOW)):
        Address.objects.create(
            participant_id=DANA.participant_id, valid_from=NOW - timedelta(days=400 if until else 1), valid_to=until,
            postcode=postcode, mail_arrives=True,
        )  # fmt: skip
    for pin in ("936378", "536378", "841058"):
        assert change(visit_of(DANA), "402958", pin).reasons == (PinReason.EASY_TO_GUESS,)
    assert change(visit_of(DANA), "402958", "958146").reasons == ()


def test_a_pin_we_give_has_the_profile_s_length_and_is_no_pattern(settings):
    assert len(random_pin()) == 6
    longer = msgspec.structs.replace(settings.AGENCY.access, given_pin_digits=8)
    settings.AGENCY = msgspec.structs.replace(settings.AGENCY, access=longer)
    given = {random_pin() for _ in range(300)}
    assert len(given) > 295
    assert {len(pin) for pin in given} == {8}
    assert [pin for pin in given if reasons_against(pin)] == []


def test_a_pin_set_from_outside_ends_the_person_s_visits(cast):
    visit = visit_of(DANA)
    assert set_pin(participant_id=DANA.participant_id, pin="84920517", temporary=True, by="demo", now=NOW) == ()
    assert not Visit.objects.filter(session_key=visit.session_key).exists()


def test_a_weak_pin_cannot_be_set_from_outside_either(cast):
    reasons = set_pin(participant_id=DANA.participant_id, pin="123456", temporary=False, by="demo", now=NOW)
    assert PinReason.RUN in reasons
    assert sign_in_with_pin(DANA.participant_id, "402958", Arrival(Door.WEB, NOW)) is not None


def test_choosing_a_pin_is_in_the_trail_and_the_pin_is_not(cast):
    visit = visit_of(DANA)
    Entry.objects.all().delete()
    change(visit, "111222", "730294")
    change(visit, "402958", "730294")
    assert list(Entry.objects.order_by("at").values_list("act", "about")) == [
        ("PIN change refused", "1000000001"),
        ("PIN changed", "1000000001"),
    ]
    assert "730294" not in str(list(Entry.objects.values()))


def test_the_cast_s_own_pins_obey_the_rules():
    for member in CAST.values():
        assert reasons_against(member.pin, Known((member.participant_id,))) == ()


def test_of_two_changes_at_once_the_first_counts_and_the_other_is_told_so(cast, monkeypatch):
    """Both have read the account and compared the current PIN; while one hashes, the other is done."""
    first, second = visit_of(DANA), visit_of(DANA)
    hashed = hashing.hashed

    def while_hashing(*args):
        monkeypatch.setattr(hashing, "hashed", hashed)
        assert change(first, "402958", "730294").signed_in is not None
        return hashed(*args)

    monkeypatch.setattr(hashing, "hashed", while_hashing)
    with pytest.raises(VisitEnded):
        change(second, "402958", "618350")
    assert sign_in_with_pin(DANA.participant_id, "618350", Arrival(Door.WEB, NOW)) is None
    assert sign_in_with_pin(DANA.participant_id, "730294", Arrival(Door.WEB, NOW)) is not None
