""" "This was not me": the code of a mail or letter freezes a change for ten days and brings a new temporary PIN."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from connect.access import not_me, notify_owner
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import (
    Account,
    DeliveryMethod,
    Disavowal,
    Passkey,
    PrivateDevice,
    RecoveryCode,
    Visit,
)
from connect.access.not_me import Undone
from connect.access.passkeys.registry import _changed
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin
from connect.access.pins.requests import Form
from connect.access.sign_in import sign_in_with_pin
from connect.audit.acts import Act
from connect.cases.models import Address, Email, NondisclosureMark
from connect.lib.doors import Door
from connect.notices.kinds import OutboxState
from connect.notices.models import ConfirmedPlace, OutboxMessage
from connect.notices.sealed_rows import address_and_event, finished_columns, unseal_row
from connect.notices.senders import letter_batches
from connect.notices.texts import notice_text
from tests.access.answering import answer_requests
from tests.access.conftest import on_file
from tests.access.ways import can_be_disavowed
from tests.support.cast import DANA, RILEY

NOW = datetime(2031, 11, 24, 20, 0, tzinfo=UTC)  # later than the cast got its PINs
DAY = timedelta(days=1)


def somebody_changes_the_pin():
    """Somebody who knows Dana's PIN."""
    visit = current_visit(sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW)).key, NOW)
    assert change_pin(visit, current=DANA.pin, new="730294", door=Door.WEB, now=NOW).reasons == ()


@pytest.fixture
def changed(cast):
    """The code that she gets."""
    on_file(*cast.values())
    somebody_changes_the_pin()
    return code_of("pin_changed")


def code_of(template):
    codes = {unseal_row(row)[1]["not_me_code"] for row in OutboxMessage.objects.filter(event=template)}
    assert len(codes) == 1
    return codes.pop()


def asks(how):
    pin_requests.request_pin(Form("Dana", "Okafor", DANA.participant_id, how, False), door=Door.WEB, now=NOW)
    answer_requests(NOW)


def opens(pin, now=NOW):
    return sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, now)) is not None


def test_a_change_of_pin_is_told_by_email_and_by_letter_to_what_is_on_file(cast):
    on_file(*cast.values())
    somebody_changes_the_pin()
    told = OutboxMessage.objects.filter(event="pin_changed").order_by("channel")
    assert [(row.channel, unseal_row(row)[0]) for row in told] == [
        ("letter", "DANA OKAFOR\n12 ELM ST\nMADERA, CA 93637"),
        ("mail", "dana@example.org"),
    ]


def test_the_code_ends_the_new_pin_and_every_visit_and_sends_a_new_temporary_one(changed):
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert opens("730294") is False
    assert opens(DANA.pin) is False
    assert Visit.objects.filter(participant_id=DANA.participant_id).count() == 0
    facts = unseal_row(OutboxMessage.objects.get(event="pin_by_letter"))[1]
    assert opens(facts["pin"], NOW + 9 * DAY) is True


def test_where_a_new_address_came_since_the_account_is_closed_and_no_temporary_pin_goes_anywhere(changed):
    """Not to the new one, nor to the one before, which its owner may have fled; the e-mail is long on file."""
    on_file(DANA, came=NOW - timedelta(hours=1), moved_to="66 EVIL RD")
    Email.objects.update(valid_to=NOW)
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY) is Undone.FROZEN
    assert not OutboxMessage.objects.filter(event__startswith="pin_by_").exists()
    assert opens("730294") is False


def test_what_the_stranger_added_since_goes_too(changed):
    who = DANA.participant_id
    PrivateDevice.objects.create(participant_id=who, device_hash="d" * 64, made_at=NOW, used_at=NOW)
    RecoveryCode.objects.create(participant_id=who, code_hash="c", made_at=NOW)
    for name, made in (("before", NOW - DAY), ("since", NOW)):
        Passkey.objects.create(
            participant_id=who, credential_hash=name, credential_id=name, public_key="k", sign_count=0, name=name,
            made_at=made,
        )  # fmt: skip
    not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY)
    assert (PrivateDevice.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert [each.name for each in Passkey.objects.all()] == ["before"]


def added_passkey(name, day):
    """A passkey of Dana's, told as one that an authenticator made."""
    Passkey.objects.create(
        participant_id=DANA.participant_id, credential_hash=name, credential_id=name, public_key="k", sign_count=0,
        name=name, made_at=day,
    )  # fmt: skip
    _changed(DANA.participant_id, Act.PASSKEY_ADDED, "passkey_added", "web", day)


@pytest.fixture
def two_changes(cast):
    """Dana has had a passkey for long; a stranger adds another, then changes the PIN. The code of the newest change."""
    on_file(*cast.values())
    added_passkey("hers", NOW - 30 * DAY)
    added_passkey("stranger's", NOW - 2 * DAY)
    confirmed_since = {"place_hash": "e", "confirmed_at": NOW - DAY}
    ConfirmedPlace.objects.create(participant_id=DANA.participant_id, **confirmed_since)
    somebody_changes_the_pin()
    return code_of("pin_changed")


def test_the_newest_code_ends_every_way_in_since_the_oldest_change_that_can_still_be_undone(two_changes):
    assert not_me.say_not_me(two_changes, door=Door.WEB, now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert [each.name for each in Passkey.objects.all()] == ["hers"]
    assert ConfirmedPlace.objects.count() == 0
    assert not_me.ways_left(two_changes) == (NOW - 30 * DAY,)


def test_what_can_no_longer_be_undone_stays_and_is_named(two_changes):
    assert not_me.say_not_me(two_changes, door=Door.WEB, now=NOW + 9 * DAY) is Undone.FROZEN_AND_SENT
    assert not_me.ways_left(two_changes) == (NOW - 30 * DAY, NOW - 2 * DAY)


def test_a_change_before_the_one_that_is_undone_counts_whichever_code_is_used(two_changes):
    row = OutboxMessage.objects.filter(event="way_in_changed").latest("made_at")
    assert not_me.say_not_me(unseal_row(row)[1]["not_me_code"], door=Door.WEB, now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert [each.name for each in Passkey.objects.all()] == ["hers"]
    assert opens("730294", NOW + DAY) is False


def test_the_codes_of_the_other_changes_have_served_with_it(two_changes):
    older = unseal_row(OutboxMessage.objects.filter(event="way_in_changed").latest("made_at"))[1]["not_me_code"]
    not_me.say_not_me(two_changes, door=Door.WEB, now=NOW + DAY)
    added_passkey("hers again", NOW + 2 * DAY)
    assert not_me.say_not_me(older, door=Door.WEB, now=NOW + 3 * DAY) is None
    assert [each.name for each in Passkey.objects.order_by("made_at")] == ["hers", "hers again"]


def test_nobody_learns_what_remains_by_a_code_that_was_not_used(two_changes):
    for code in (two_changes, "", "AAAAA-AAAAA-AAAAA-AAAAA", "\0", "é"):
        assert not_me.ways_left(code) == ()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "A passkey added on October 25, 2031"), ("es", "Una llave de acceso agregada el 25 de octubre de 2031")],
)
def test_the_page_says_how_many_passkeys_remain_and_from_which_day_and_never_their_names(
    two_changes, visitor, monkeypatch, language, sentence
):
    monkeypatch.setattr(timezone, "now", lambda: NOW + DAY)
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    said = visitor.send("/not-me", code=two_changes).content.decode()
    assert said.count(f"<li>{sentence}</li>") == said.count("<li>" + sentence[:9]) == 1
    assert "hers" not in said


def test_the_page_says_when_nothing_remains(changed, visitor, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + DAY)
    said = visitor.send("/not-me", code=changed).content.decode()
    assert "No one can sign in to your account until you choose a new PIN." in said
    assert "A passkey added on" not in said


def test_nobody_else_is_touched(changed):
    visit = sign_in_with_pin(RILEY.participant_id, RILEY.pin, Arrival(Door.WEB, NOW))
    not_me.say_not_me(changed, door=Door.WEB, now=NOW)
    assert current_visit(visit.key, NOW) is not None


def test_a_code_works_once_and_for_ten_days(changed):
    assert can_be_disavowed(changed, NOW + 10 * DAY) is False
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + 10 * DAY) is None
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + 9 * DAY) is Undone.FROZEN_AND_SENT
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + 9 * DAY) is None


@pytest.fixture
def by_letter(cast, settings, tmp_path):
    """The code, which went by letter alone, and a function that confirms its batch."""
    settings.VAR = tmp_path
    on_file(DANA)
    Email.objects.all().delete()
    somebody_changes_the_pin()

    def mailed(when):
        batch = letter_batches.make_batch(now=when, by="print shop").batch
        return lambda confirmed: letter_batches.confirm_batch(number=batch.pk, by="print shop", now=confirmed)

    return code_of("pin_changed"), mailed


def test_the_ten_days_of_a_letter_begin_when_its_batch_is_confirmed(by_letter):
    code, mailed = by_letter
    mailed(NOW + 8 * DAY)(NOW + 9 * DAY)
    assert can_be_disavowed(code, NOW + 19 * DAY) is False
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW + 18 * DAY) is Undone.FROZEN_AND_SENT
    assert can_be_disavowed(code, NOW + 18 * DAY) is False


def test_a_letter_that_arrives_before_anybody_confirmed_its_batch_works(by_letter):
    code, mailed = by_letter
    mailed(NOW + 8 * DAY)
    assert can_be_disavowed(code, NOW + 15 * DAY) is True


def test_a_letter_that_never_left_gives_no_time(by_letter):
    code, _ = by_letter
    assert can_be_disavowed(code, NOW + 10 * DAY) is False
    OutboxMessage.objects.filter(event="pin_changed").update(**finished_columns(OutboxState.WITHDRAWN, NOW))
    assert can_be_disavowed(code, NOW + 9 * DAY) is True
    assert can_be_disavowed(code, NOW + 10 * DAY) is False


def test_the_letter_names_no_day_and_the_mail_names_the_last_one(changed):
    texts = {
        row.channel: " ".join(
            part.text for part in notice_text(address_and_event(row)[1], row.channel, "en").paragraphs
        )
        for row in OutboxMessage.objects.filter(event="pin_changed")
    }
    assert "within 10 days after we mailed this letter" in texts["letter"]
    assert "2031" not in texts["letter"]
    assert "by December 4, 2031" in texts["mail"]


def test_a_code_that_nobody_gets_is_none(cast):
    """A new address alone: it is asked to call, with nothing in it."""
    on_file(DANA, came=NOW - DAY)
    somebody_changes_the_pin()
    assert Disavowal.objects.count() == 0
    told = OutboxMessage.objects.order_by("channel")
    assert [(row.event, row.channel, unseal_row(row)[1]) for row in told] == [
        ("call_us", "letter", {}),
        ("call_us", "mail", {}),
    ]


def test_with_the_mark_a_change_is_told_to_no_place_from_before(cast):
    on_file(DANA)
    NondisclosureMark.objects.create(participant_id=DANA.participant_id, case_number="200000000017", set_at=NOW - DAY)
    somebody_changes_the_pin()
    assert (OutboxMessage.objects.count(), Disavowal.objects.count()) == (0, 0)


def test_what_the_stranger_confirmed_since_is_forgotten_and_what_she_confirmed_before_is_not(changed):
    for name, when in (("before", NOW - DAY), ("since", NOW)):
        ConfirmedPlace.objects.create(participant_id=DANA.participant_id, place_hash=name, confirmed_at=when)
    not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY)
    assert [each.place_hash for each in ConfirmedPlace.objects.all()] == ["before"]


def test_a_code_may_be_typed_small_and_with_spaces(changed):
    typed = changed.lower().replace("-", " ").translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    assert not_me.say_not_me(f"\u2068{typed}\u2069", door=Door.WEB, now=NOW) is not None


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA-AAAAA-AAAAA", "ÁÉÍ", "0" * 20, "A" * 500])
def test_a_made_up_code_does_nothing(changed, code):
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW) is None
    assert opens("730294") is True


def test_a_request_that_was_not_hers_only_voids_the_temporary_pin(cast):
    on_file(DANA)
    asks(DeliveryMethod.LETTER)
    pin = unseal_row(OutboxMessage.objects.get(event="pin_by_letter"))[1]["pin"]
    code = code_of("pin_asked")
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW) is Undone.VOIDED
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW) is None
    assert opens(pin) is False
    assert opens(DANA.pin) is True
    assert OutboxMessage.objects.get(event="pin_by_letter").state == "withdrawn"


def test_the_code_told_with_the_new_pin_of_a_freeze_voids_that_pin_and_freezes_nothing_more(changed):
    """Else whoever reads the mailbox could close the account again and again."""
    not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY)
    assert not_me.say_not_me(code_of("pin_asked"), door=Door.WEB, now=NOW + 2 * DAY) is Undone.VOIDED


def test_a_request_by_which_a_stranger_already_chose_a_pin_freezes_everything(cast):
    on_file(DANA)
    asks(DeliveryMethod.EMAIL)
    pin = unseal_row(OutboxMessage.objects.get(event="pin_by_mail"))[1]["pin"]
    later = NOW + timedelta(hours=1)
    visit = current_visit(sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, later)).key, later)
    change_pin(visit, current=pin, new="730294", door=Door.WEB, now=later)
    code = code_of("pin_asked")
    assert not_me.say_not_me(code, door=Door.WEB, now=NOW + DAY) is Undone.FROZEN_AND_SENT
    assert opens("730294") is False


def test_where_nothing_may_be_sent_the_account_stays_closed(changed):
    Address.objects.update(mail_arrives=False)
    Email.objects.update(valid_to=NOW)
    assert not_me.say_not_me(changed, door=Door.WEB, now=NOW + DAY) is Undone.FROZEN
    account = Account.objects.get(participant_id=DANA.participant_id)
    assert (account.pin_hash, account.temporary_hash) == ("", "")


def test_no_code_is_in_the_table(changed):
    kept = str(list(Disavowal.objects.values())) + str(list(OutboxMessage.objects.values()))
    assert changed not in kept
    assert changed.replace("-", "") not in kept


def test_codes_use_no_letter_that_looks_like_a_digit():
    code = notify_owner.new_code(20)
    assert len(code) == 23
    assert not set(code) & set("ILOU01")
