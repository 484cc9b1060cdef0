""" "This was not me": the code of a mail or letter freezes a change for ten days and brings a new temporary PIN."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.access import actions as access
from connect.access import disavowals, pin_requests, telling
from connect.access.disavowals import Undone
from connect.access.models import Account, How, Passkey, PrivateDevice, RecoveryCode, Session
from connect.access.pin_requests import Form
from connect.access.queries import current_visit
from connect.cases.models import Address, Email
from connect.notices.models import Outgoing
from connect.notices.rows import opened
from tests.access.conftest import on_file
from tests.cast import DANA, RILEY

NOW = datetime(2031, 11, 24, 20, 0, tzinfo=UTC)  # later than the cast got its PINs
DAY = timedelta(days=1)


def somebody_changes_the_pin():
    """Somebody who knows Dana's PIN."""
    visit = current_visit(access.sign_in(DANA.participant_id, DANA.pin, door="web", now=NOW).key, NOW)
    assert access.change_pin(visit, current=DANA.pin, new="730294", door="web", now=NOW).reasons == ()


@pytest.fixture
def changed(cast):
    """The code that she gets."""
    on_file(*cast.values())
    somebody_changes_the_pin()
    return code_of("pin_changed")


def code_of(template):
    codes = {opened(row)[1]["not_me_code"] for row in Outgoing.objects.filter(template=template)}
    assert len(codes) == 1
    return codes.pop()


def opens(pin, now=NOW):
    return access.sign_in(DANA.participant_id, pin, door="web", now=now) is not None


def test_a_change_of_pin_is_told_by_email_and_by_letter_to_what_is_on_file(cast):
    on_file(*cast.values())
    somebody_changes_the_pin()
    told = Outgoing.objects.filter(template="pin_changed").order_by("kind")
    assert [(row.kind, opened(row)[0]) for row in told] == [
        ("letter", "DANA OKAFOR\n12 ELM ST\nMADERA, CA 93637"),
        ("mail", "dana@example.org"),
    ]


def test_the_code_ends_the_new_pin_and_every_visit_and_sends_a_new_temporary_one(changed):
    assert disavowals.say_not_me(changed, door="web", now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert opens("730294") is False
    assert opens(DANA.pin) is False
    assert Session.objects.filter(participant_id=DANA.participant_id).count() == 0
    facts = opened(Outgoing.objects.get(template="pin_by_letter"))[1]
    assert opens(facts["pin"], NOW + 9 * DAY) is True


def test_the_new_temporary_pin_goes_to_the_address_from_before(changed):
    on_file(DANA, came=NOW - timedelta(hours=1), moved_to="66 EVIL RD")
    disavowals.say_not_me(changed, door="web", now=NOW + DAY)
    assert "12 ELM ST" in opened(Outgoing.objects.get(template="pin_by_letter"))[0]


def test_what_the_stranger_added_since_goes_too(changed):
    who = DANA.participant_id
    PrivateDevice.objects.create(participant_id=who, device_hash="d" * 64, made_at=NOW, used_at=NOW)
    RecoveryCode.objects.create(participant_id=who, code_hash="c", made_at=NOW)
    for name, made in (("before", NOW - DAY), ("since", NOW)):
        Passkey.objects.create(
            participant_id=who, credential_hash=name, credential_id=name, public_key="k", sign_count=0, name=name,
            made_at=made,
        )  # fmt: skip
    disavowals.say_not_me(changed, door="web", now=NOW + DAY)
    assert (PrivateDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert [each.name for each in Passkey.objects.all()] == ["before"]


def test_nobody_else_is_touched(changed):
    visit = access.sign_in(RILEY.participant_id, RILEY.pin, door="web", now=NOW)
    disavowals.say_not_me(changed, door="web", now=NOW)
    assert current_visit(visit.key, NOW) is not None


def test_a_code_works_once_and_for_ten_days(changed):
    assert disavowals.is_open(changed, NOW + 10 * DAY) is False
    assert disavowals.say_not_me(changed, door="web", now=NOW + 10 * DAY) is None
    assert disavowals.say_not_me(changed, door="web", now=NOW + 9 * DAY) is Undone.FROZEN_AND_SENT
    assert disavowals.say_not_me(changed, door="web", now=NOW + 9 * DAY) is None


def test_a_code_may_be_typed_small_and_with_spaces(changed):
    assert disavowals.say_not_me(changed.lower().replace("-", " "), door="web", now=NOW) is not None


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA-AAAAA-AAAAA", "ÁÉÍ", "0" * 20, "A" * 500])
def test_a_made_up_code_does_nothing(changed, code):
    assert disavowals.say_not_me(code, door="web", now=NOW) is None
    assert opens("730294") is True


def test_a_request_that_was_not_hers_only_voids_the_temporary_pin(cast):
    on_file(DANA)
    pin_requests.ask(Form("Dana", "Okafor", DANA.participant_id, How.LETTER, False), door="web", now=NOW)
    pin = opened(Outgoing.objects.get(template="pin_by_letter"))[1]["pin"]
    assert disavowals.say_not_me(code_of("pin_asked"), door="web", now=NOW) is Undone.VOIDED
    assert opens(pin) is False
    assert opens(DANA.pin) is True
    assert Outgoing.objects.get(template="pin_by_letter").state == "withdrawn"


def test_a_request_by_which_a_stranger_already_chose_a_pin_freezes_everything(cast):
    on_file(DANA)
    pin_requests.ask(Form("Dana", "Okafor", DANA.participant_id, How.EMAIL, False), door="web", now=NOW)
    pin = opened(Outgoing.objects.get(template="pin_by_mail"))[1]["pin"]
    later = NOW + timedelta(hours=1)
    visit = current_visit(access.sign_in(DANA.participant_id, pin, door="web", now=later).key, later)
    access.change_pin(visit, current=pin, new="730294", door="web", now=later)
    code = code_of("pin_asked")
    assert disavowals.say_not_me(code, door="web", now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert opens("730294") is False


def test_where_nothing_may_be_sent_the_account_stays_closed(changed):
    Address.objects.update(mail_arrives=False)
    Email.objects.update(valid_to=NOW)
    assert disavowals.say_not_me(changed, door="web", now=NOW + DAY) is Undone.FROZEN
    account = Account.objects.get(participant_id=DANA.participant_id)
    assert (account.pin_hash, account.temporary_hash) == ("", "")


def test_no_code_is_in_the_table(changed):
    from connect.access.models import Disavowal

    kept = str(list(Disavowal.objects.values())) + str(list(Outgoing.objects.values()))
    assert changed not in kept
    assert changed.replace("-", "") not in kept


def test_codes_use_no_letter_that_looks_like_a_digit():
    code = telling.new_code(20)
    assert len(code) == 23
    assert not set(code) & set("ILOU01")
