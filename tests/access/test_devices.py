"""A private device has tries of its own: an attacker can pause the PIN for everybody else and not for its owner."""

import pytest

from connect.access import devices, reauthentication
from connect.access.arrival import Arrival
from connect.access.gate import Caller, device_hash
from connect.access.models import PrivateDevice
from connect.access.sign_in import sign_in_with_pin
from connect.lib.doors import Door
from tests.access.ways import MINUTE, NOW, acts, confirmed, has_email, told, visit_of
from tests.support.cast import DANA, RILEY, SAM

PHONE = Caller(browser="Chrome, Android")


def named(member, caller=PHONE, now=NOW) -> Caller:
    """The caller that `member`'s browser is from then on."""
    key = devices.name_private(confirmed(member, caller, now), caller, door=Door.WEB, now=now)
    return Caller(device_key=key, browser=caller.browser)


def wrong(count, caller=Caller(), now=NOW, member=DANA):  # noqa: B008 - a Caller never changes
    for number in range(count):
        assert sign_in_with_pin(member.participant_id, f"{111000 + number}", Arrival(Door.WEB, now, caller)) is None


def right(caller, now=NOW, member=DANA):
    return sign_in_with_pin(member.participant_id, member.pin, Arrival(Door.WEB, now, caller))


def test_its_owner_gets_in_while_an_attacker_holds_the_lock(cast):
    mine = named(DANA)
    wrong(5)
    assert right(Caller()) is None
    assert right(mine).participant_id == DANA.participant_id
    assert right(Caller()) is None


def test_its_owner_gets_in_where_the_pin_is_dead_for_everybody_else(cast):
    mine = named(DANA)
    for pause in range(4):
        wrong(5, now=NOW + 2000 * pause * MINUTE)
    later = NOW + 20_000 * MINUTE
    assert right(Caller(), later) is None
    assert right(mine, later).participant_id == DANA.participant_id


def test_wrong_pins_on_it_pause_it_alone(cast):
    mine = named(DANA)
    wrong(5, mine)
    assert PrivateDevice.objects.get().paused_until == NOW + 15 * MINUTE
    assert right(Caller()) is not None


def test_twenty_wrong_pins_on_it_and_it_is_a_device_like_any_other(cast):
    mine = named(DANA)
    PrivateDevice.objects.update(tries=19)
    wrong(1, mine, NOW + MINUTE)
    assert PrivateDevice.objects.get().tries == 20
    visit = visit_of(DANA, now=NOW + MINUTE)
    assert devices.private_devices(visit, mine) == ()
    wrong(5, mine, NOW + 3000 * MINUTE)
    assert right(mine, NOW + 3001 * MINUTE) is None
    again = named(DANA, mine, NOW + 3060 * MINUTE)
    assert again.device_key == mine.device_key
    assert len(devices.private_devices(visit, again)) == 1


def test_naming_it_needs_the_pin_again_and_is_told(cast):
    has_email(DANA)
    with pytest.raises(reauthentication.NotConfirmed):
        devices.name_private(visit_of(DANA), PHONE, door=Door.WEB, now=NOW)
    assert PrivateDevice.objects.count() == 0
    named(DANA)
    assert told(DANA) == ["device_added"]
    assert acts(DANA)[-1] == "private device added"


def test_the_table_does_not_hold_the_key_of_the_cookie(cast):
    mine = named(DANA)
    assert len(mine.device_key) == 43
    assert PrivateDevice.objects.get().device_hash == device_hash(mine.device_key) != mine.device_key


def test_several_people_share_one_and_each_has_their_own_tries(cast):
    mine = named(DANA)
    shared = named(RILEY, mine)
    assert shared.device_key == mine.device_key
    wrong(5, mine)
    assert PrivateDevice.objects.get(participant_id=RILEY.participant_id).tries == 0
    wrong(5, member=RILEY)
    assert right(shared, member=RILEY).participant_id == RILEY.participant_id


def test_it_is_of_no_use_to_somebody_who_has_not_named_it(cast):
    mine = named(DANA)
    wrong(5, member=SAM)
    assert right(mine, member=SAM) is None


def test_they_are_listed_this_one_first_and_removed_one_by_one_and_all(cast):
    has_email(DANA)
    first, second = named(DANA), named(DANA, Caller(browser="Firefox, Linux"), NOW + MINUTE)
    third = named(DANA, Caller(browser="Safari, Mac"), NOW + 2 * MINUTE)
    visit = visit_of(DANA)
    listed = devices.private_devices(visit, first)
    assert [(each.browser, each.this_one) for each in listed] == [
        ("Chrome, Android", True), ("Safari, Mac", False), ("Firefox, Linux", False),
    ]  # fmt: skip
    assert devices.remove_device(visit, listed[1].public_id, door=Door.WEB, now=NOW + 3 * MINUTE) is True
    assert devices.remove_device(visit, listed[1].public_id, door=Door.WEB, now=NOW + 3 * MINUTE) is False
    wrong(5)
    assert right(third) is None
    assert right(second) is not None
    assert devices.remove_all(visit, door=Door.WEB, now=NOW + 4 * MINUTE) == 2
    assert devices.private_devices(visit, first) == ()
    assert told(DANA)[-2:] == ["device_removed", "device_removed"]


def test_somebody_elses_cannot_be_removed(cast):
    mine = named(DANA)
    (hers,) = devices.private_devices(visit_of(DANA), mine)
    assert devices.remove_device(visit_of(SAM), hers.public_id, door=Door.WEB, now=NOW) is False
    assert devices.remove_all(visit_of(SAM), door=Door.WEB, now=NOW) == 0
    assert PrivateDevice.objects.count() == 1


def test_the_eleventh_lets_go_the_one_not_used_for_longest(cast):
    oldest = named(DANA)
    for number in range(1, 11):
        named(DANA, PHONE, NOW + number * MINUTE)
    assert PrivateDevice.objects.count() == 10
    assert not PrivateDevice.objects.filter(device_hash=device_hash(oldest.device_key)).exists()
