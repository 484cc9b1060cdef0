"""Passkeys: several, named, removable; signing in names nobody; and whatever is wrong with one gets one answer."""

import json
from dataclasses import replace

import pytest
from django.test import override_settings

from connect.access import not_me, reauthentication
from connect.access.arrival import Arrival
from connect.access.gate import Caller, Closed
from connect.access.models import Account, Passkey, Visit
from connect.access.passkeys import webauthn
from connect.access.passkeys.registry import add_passkey, challenge_to_add, passkeys_of, remove_passkey, rename_passkey
from connect.access.passkeys.sign_in import (
    challenge_to_confirm,
    challenge_to_sign_in,
    confirm_with_passkey,
    sign_in_with_passkey,
)
from connect.access.pins.change import change_pin
from connect.access.sign_in import sign_in_with_pin
from connect.cases.models import Participant
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.authenticator import MAY_BE_BACKED_UP, PRESENT, SYNCED, VERIFIED, Authenticator, data
from tests.access.passkeys import added, sign_in
from tests.access.ways import MINUTE, NOW, acts, confirmed, has_email, not_me_code, opened_by, told, visit_of
from tests.support.cast import DANA, RILEY, SAM


def test_a_passkey_signs_its_owner_in_without_a_name(cast):
    device = added(DANA)
    begun = sign_in(device)
    assert begun.participant_id == DANA.participant_id
    assert begun.temporary is False
    assert opened_by(begun.key).way_in == "passkey"
    assert passkeys_of(opened_by(begun.key))[0].used_at == NOW


def test_a_person_has_several_each_with_its_name(cast):
    phone, laptop = added(DANA, "My phone"), added(DANA, "  The  laptop\n at work ")
    assert {key.name for key in passkeys_of(visit_of(DANA))} == {"My phone", "The laptop at work"}
    assert sign_in(phone).participant_id == sign_in(laptop).participant_id == DANA.participant_id


def test_a_passkey_without_a_name_is_called_what_the_browser_calls_itself(cast):
    visit = confirmed(DANA, Caller(browser="Chrome, Android"))
    asked = challenge_to_add(visit, now=NOW)
    answer = Authenticator().make(asked)
    assert add_passkey(visit, sealed=asked.sealed, answer=answer, name=" ", door=Door.WEB, now=NOW)
    assert passkeys_of(visit)[0].name == "Chrome, Android"


def test_what_is_asked_names_no_account_and_wants_the_person_verified(cast):
    added(DANA)
    asked = json.loads(challenge_to_sign_in(now=NOW).options)
    assert asked.pop("challenge")
    assert asked == {
        "rpId": "localhost", "timeout": 60000, "allowCredentials": [], "userVerification": "required",
    }  # fmt: skip


def test_a_new_passkey_is_kept_by_the_authenticator_and_says_nothing_of_the_person(cast):
    asked = json.loads(challenge_to_add(confirmed(DANA), now=NOW).options)
    selection = asked["authenticatorSelection"]
    assert (selection["residentKey"], selection["requireResidentKey"]) == ("required", True)
    assert selection["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert asked["user"]["name"] == "Participant ID ending in 0001"
    assert DANA.participant_id.encode() not in data(asked["user"]["id"])
    assert len(data(asked["user"]["id"])) == 32
    assert DANA.first_name not in json.dumps(asked)


def test_adding_needs_the_pin_again_and_that_lasts_ten_minutes(cast):
    visit = visit_of(DANA)
    with pytest.raises(reauthentication.NotConfirmed):
        challenge_to_add(visit, now=NOW)
    visit = confirmed(DANA)
    asked = challenge_to_add(visit, now=NOW + 9 * MINUTE)
    with pytest.raises(reauthentication.NotConfirmed):
        add_passkey(
            visit,
            sealed=asked.sealed,
            answer=Authenticator().make(asked),
            name="x",
            door=Door.WEB,
            now=NOW + 11 * MINUTE,
        )
    assert Passkey.objects.count() == 0


def test_adding_and_removing_are_written_down_and_told(cast):
    has_email(DANA)
    device = added(DANA)
    visit = confirmed(DANA)
    assert remove_passkey(visit, passkeys_of(visit)[0].public_id, door=Door.WEB, now=NOW + MINUTE)
    assert told(DANA) == ["passkey_added", "passkey_removed"]
    assert [act for act in acts(DANA) if act.startswith("passkey")] == ["passkey added", "passkey removed"]
    assert sign_in(device) is None


def test_ten_passkeys_are_enough(cast):
    for _ in range(10):
        added(DANA)
    visit = confirmed(DANA)
    asked = challenge_to_add(visit, now=NOW)
    answer = Authenticator().make(asked)
    assert not add_passkey(visit, sealed=asked.sealed, answer=answer, name="x", door=Door.WEB, now=NOW)


def test_somebody_elses_passkey_cannot_be_named_removed_or_seen(cast):
    added(DANA)
    (hers,) = passkeys_of(visit_of(DANA))
    sam = confirmed(SAM)
    assert passkeys_of(sam) == ()
    assert rename_passkey(sam, hers.public_id, "mine", door=Door.WEB, now=NOW) is False
    assert remove_passkey(sam, hers.public_id, door=Door.WEB, now=NOW) is False
    assert passkeys_of(visit_of(DANA)) == (hers,)


def test_its_owner_renames_it(cast):
    added(DANA)
    visit = visit_of(DANA)
    assert rename_passkey(visit, passkeys_of(visit)[0].public_id, "Kitchen tablet", door=Door.WEB, now=NOW)
    assert passkeys_of(visit)[0].name == "Kitchen tablet"
    assert rename_passkey(visit, passkeys_of(visit)[0].public_id, " \t", door=Door.WEB, now=NOW) is False


# What an impostor's authenticator does differently.
WRONG = {
    "another origin": {"origin": "http://127.0.0.1:8000"},
    "another scheme": {"origin": "https://localhost:8000"},
    "another RP": {"rp_id": "example.org"},
    "nobody present": {"flags": 0},
    "nobody verified": {"flags": PRESENT},
    "no handle": {"handle": b""},
    "the handle of nobody": {"handle": b"x" * 32},
    "another private half": {"key": Authenticator().key},
    "an unknown passkey": {"credential_id": b"unknown-unknown-unknown-unknown!"},
}


@pytest.mark.parametrize("different", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_signs_nobody_in(cast, different):
    assert sign_in(replace(added(DANA), **different)) is None
    assert Visit.objects.filter(way_in="passkey").count() == 0
    assert acts(DANA)[-1] in ("passkey added", "sign-in refused")


def test_the_handle_of_another_person_signs_neither_of_them_in(cast):
    hers, his = added(DANA), added(RILEY)
    assert sign_in(replace(hers, handle=his.handle)) is None


def test_another_persons_passkey_signs_in_that_person_and_confirms_nobody_else(cast):
    his = added(RILEY)
    visit = visit_of(DANA)
    asked = challenge_to_confirm(visit, now=NOW)
    assert confirm_with_passkey(visit, asked.sealed, his.prove(asked), door=Door.WEB, now=NOW) is None
    assert reauthentication.is_fresh(visit, NOW) is False
    assert acts(DANA)[-1] == "confirmation refused"


def test_an_answer_is_good_once(cast):
    device = added(DANA)
    asked = challenge_to_sign_in(now=NOW)
    assert sign_in(device, asked=asked) is not None
    assert sign_in(device, asked=asked) is None


def test_a_challenge_that_was_answered_wrongly_is_used_up_too(cast):
    device = added(DANA)
    asked = challenge_to_sign_in(now=NOW)
    assert sign_in(replace(device, rp_id="example.org"), asked=asked) is None
    assert sign_in(device, asked=asked) is None


def test_a_challenge_is_good_for_five_minutes(cast):
    device = added(DANA)
    asked = challenge_to_sign_in(now=NOW)
    assert sign_in(device, NOW + 5 * MINUTE, asked) is None
    asked = challenge_to_sign_in(now=NOW)
    assert sign_in(device, NOW + 4 * MINUTE, asked) is not None


def test_a_challenge_of_another_browser_or_purpose_is_none(cast):
    device = added(DANA)
    asked, elsewhere = challenge_to_sign_in(now=NOW), challenge_to_sign_in(now=NOW)
    assert sign_in_with_passkey(elsewhere.sealed, device.prove(asked), Arrival(Door.WEB, NOW)) is None
    visit = visit_of(DANA)
    to_confirm = challenge_to_confirm(visit, now=NOW)
    assert sign_in_with_passkey(to_confirm.sealed, device.prove(to_confirm), Arrival(Door.WEB, NOW)) is None
    other_visit = visit_of(DANA)
    to_confirm = challenge_to_confirm(visit, now=NOW)
    assert (
        confirm_with_passkey(other_visit, to_confirm.sealed, device.prove(to_confirm), door=Door.WEB, now=NOW) is None
    )
    assert sign_in_with_passkey("", device.prove(asked), Arrival(Door.WEB, NOW)) is None
    assert sign_in_with_passkey("forged", device.prove(asked), Arrival(Door.WEB, NOW)) is None


def test_a_counter_that_went_back_is_refused_and_its_owner_sees_that(cast):
    device = added(DANA, device=Authenticator(count=7))
    assert sign_in(replace(device, count=8)) is not None
    assert sign_in(replace(device, count=8)) is None
    assert sign_in(replace(device, count=3)) is None
    assert sign_in(replace(device, count=0)) is None
    assert acts(DANA)[-3:] == ["sign-in refused"] * 3
    assert sign_in(replace(device, count=9)) is not None


@pytest.mark.parametrize("count", [8, 7, 3, 0])
def test_a_synced_passkey_whose_counter_is_behind_signs_in_and_the_trail_says_so(cast, count):
    device = added(DANA, device=Authenticator(count=8, flags=SYNCED))
    assert sign_in(replace(device, count=count)).participant_id == DANA.participant_id
    assert acts(DANA)[-2:] == ["signed in", "passkey counter went back"]
    assert sign_in(replace(device, count=9)) is not None
    assert acts(DANA)[-2:] == ["passkey counter went back", "signed in"]
    visit = visit_of(DANA)
    asked = challenge_to_confirm(visit, now=NOW)
    behind = replace(device, count=count).prove(asked)
    assert confirm_with_passkey(visit, asked.sealed, behind, door=Door.WEB, now=NOW).key
    assert acts(DANA)[-2:] == ["passkey counter went back", "identity confirmed"]


def test_a_synced_passkey_that_counts_nothing_is_no_entry(cast):
    device = added(DANA, device=Authenticator(flags=SYNCED))
    assert sign_in(device) is not None
    assert sign_in(device) is not None
    assert "passkey counter went back" not in acts(DANA)


@pytest.mark.parametrize(
    ("made", "used"),
    [
        (PRESENT | VERIFIED, SYNCED),  # whoever copied the key of one device signs what they like
        (SYNCED, PRESENT | VERIFIED),
        (SYNCED, PRESENT | VERIFIED | MAY_BE_BACKED_UP),  # in one device now, so there should be one counter
    ],
)
def test_a_counter_goes_back_only_in_a_passkey_made_and_used_as_a_synced_one(cast, made, used):
    device = added(DANA, device=Authenticator(count=8, flags=made))
    assert sign_in(replace(device, count=3, flags=used)) is None
    assert acts(DANA)[-1] == "sign-in refused"
    assert sign_in(replace(device, count=9, flags=used)) is not None


def test_a_passkey_of_before_is_known_by_its_first_use(cast):
    synced, alone = (
        added(DANA, device=Authenticator(count=8, flags=SYNCED)),
        added(RILEY, device=Authenticator(count=8)),
    )
    Passkey.objects.update(backup_eligible=None)
    assert sign_in(replace(alone, count=3)) is None
    assert sign_in(replace(alone, count=9)) is not None
    assert sign_in(replace(alone, count=3, flags=SYNCED)) is None
    assert sign_in(replace(synced, count=3)) is not None
    assert Passkey.objects.get(participant_id=DANA.participant_id).backup_eligible is True
    assert Passkey.objects.get(participant_id=RILEY.participant_id).backup_eligible is False


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id": 1}', "[" * 15_000, '{"id": "\x00", "rawId": "é"}']
)
def test_garbage_signs_nobody_in_and_adds_nothing(cast, answer):
    asked = challenge_to_sign_in(now=NOW)
    assert sign_in_with_passkey(asked.sealed, answer, Arrival(Door.WEB, NOW)) is None
    visit = confirmed(DANA)
    to_add = challenge_to_add(visit, now=NOW)
    assert add_passkey(visit, sealed=to_add.sealed, answer=answer, name="x", door=Door.WEB, now=NOW) is False


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", ["", "AAAA", "é", "e30", None, 7, {}])
def test_an_answer_with_a_broken_part_signs_nobody_in(cast, part, value):
    device = added(DANA)
    asked = challenge_to_sign_in(now=NOW)
    said = json.loads(device.prove(asked))
    said["response"][part] = value
    assert sign_in_with_passkey(asked.sealed, json.dumps(said), Arrival(Door.WEB, NOW)) is None


def test_a_new_passkey_of_another_origin_or_without_verification_is_not_kept(cast):
    for different in ({"origin": "http://127.0.0.1:8000"}, {"rp_id": "example.org"}, {"flags": PRESENT}):
        visit = confirmed(DANA)
        asked = challenge_to_add(visit, now=NOW)
        answer = replace(Authenticator(), **different).make(asked)
        assert not add_passkey(visit, sealed=asked.sealed, answer=answer, name="x", door=Door.WEB, now=NOW)
    assert Passkey.objects.count() == 0


def test_a_passkey_that_is_somebodys_already_is_not_made_somebody_elses(cast):
    hers = added(DANA)
    visit = confirmed(SAM)
    asked = challenge_to_add(visit, now=NOW)
    answer = hers.make(asked)
    assert not add_passkey(visit, sealed=asked.sealed, answer=answer, name="x", door=Door.WEB, now=NOW)


def test_wrong_pins_never_lock_a_passkey(cast):
    device = added(DANA)
    Account.objects.filter(participant_id=DANA.participant_id).update(tries=20, paused_until=NOW + 60 * MINUTE)
    assert sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW + 90 * MINUTE)) is None
    assert sign_in(device).participant_id == DANA.participant_id


def test_a_passkey_in_place_of_the_pin_that_is_asked_again(cast):
    device = added(DANA)
    visit = visit_of(DANA)
    asked = challenge_to_confirm(visit, now=NOW)
    renewed = confirm_with_passkey(visit, asked.sealed, device.prove(asked), door=Door.WEB, now=NOW)
    assert reauthentication.is_fresh(opened_by(renewed.key), NOW)
    assert Visit.objects.filter(session_key=visit.session_key).count() == 0


def test_somebody_the_agency_no_longer_sends_is_not_let_in(cast):
    device = added(DANA)
    Participant.objects.filter(participant_id=DANA.participant_id).update(gone=True)
    assert sign_in(device) is None


def test_a_network_is_counted_for_passkeys_too(cast):
    device, caller = added(DANA), Caller(address="8.8.8.8")
    for _ in range(20):
        assert sign_in(device, caller=caller) is not None
    with pytest.raises(Closed):
        sign_in(device, caller=caller)


def test_a_new_key_of_the_portal_ends_no_passkey(cast):
    device = added(DANA)
    with override_settings(PUBLIC_ID_KEY="another-key"):
        assert webauthn.user_handle(DANA.participant_id) != device.handle
        assert sign_in(device) is not None


def test_this_was_not_me_ends_a_passkey_made_since(cast):
    has_email(DANA)
    device = added(DANA)
    not_me.say_not_me(not_me_code(DANA), door=Door.WEB, now=NOW + MINUTE)
    assert sign_in(device) is None


def test_after_a_strangers_passkey_and_pin_the_newest_this_was_not_me_leaves_the_owners_passkey_alone(cast):
    hers = added(DANA)
    Passkey.objects.update(made_at=NOW - 30 * 24 * 60 * MINUTE)
    has_email(DANA)
    strangers = added(DANA, "Not hers")
    visit = visit_of(DANA)
    later = NOW + MINUTE
    assert change_pin(visit, current=DANA.pin, new="730294", door=Door.WEB, now=later).reasons == ()
    told_last = unseal_row(OutboxMessage.objects.filter(event="pin_changed").latest("made_at"))[1]["not_me_code"]
    assert not_me.say_not_me(told_last, door=Door.WEB, now=later)
    assert sign_in(strangers, now=later) is None
    assert sign_in(hers, now=later).participant_id == DANA.participant_id
