"""Where a person is signed in: their own visits, and ending one or all others."""

from connect.access import reauthentication, visits
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.gate import NOBODY, Caller
from connect.access.models import Visit
from connect.access.pins.rules import PinReason
from connect.access.sign_in import sign_in_with_pin
from connect.lib.doors import Door
from tests.access.ways import MINUTE, NOW, acts, opened_by, visit_of
from tests.support.cast import DANA, SAM

PHONE, LAPTOP = Caller(browser="Chrome, Android"), Caller(browser="Firefox, Linux")


def test_this_visit_stands_first_then_the_newest(cast):
    visit = visit_of(DANA, PHONE)
    visit_of(DANA, LAPTOP, NOW + MINUTE)
    visit_of(DANA, Caller(), NOW + 2 * MINUTE)
    visit_of(SAM, Caller(browser="of somebody else"), NOW + 2 * MINUTE)
    found = visits.open_visits(visit, NOW + 3 * MINUTE)
    assert [(each.browser, each.started_at, each.way_in, each.this_one) for each in found] == [
        ("Chrome, Android", NOW, "pin", True),
        ("", NOW + 2 * MINUTE, "pin", False),
        ("Firefox, Linux", NOW + MINUTE, "pin", False),
    ]
    assert len({each.public_id for each in found}) == 3


def test_one_that_has_ended_is_none(cast):
    visit_of(DANA, LAPTOP)
    visit = visit_of(DANA, PHONE, NOW + 16 * MINUTE)
    assert len(visits.open_visits(visit, NOW + 16 * MINUTE)) == 1


def test_one_that_ends_while_another_goes_on_is_none_from_then_on(cast):
    visit_of(DANA, LAPTOP)
    visit = visit_of(DANA, PHONE, NOW + 10 * MINUTE)
    assert len(visits.open_visits(visit, NOW + 14 * MINUTE)) == 2
    assert [each.browser for each in visits.open_visits(visit, NOW + 15 * MINUTE)] == ["Chrome, Android"]


def test_one_is_ended_and_the_others_go_on(cast):
    kept = sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW))
    ended = sign_in_with_pin(DANA.participant_id, DANA.pin, Arrival(Door.WEB, NOW))
    visit = opened_by(kept.key)
    public = next(each.public_id for each in visits.open_visits(visit, NOW) if not each.this_one)
    assert visits.end(visit, public, door=Door.WEB, now=NOW) is True
    assert visits.end(visit, public, door=Door.WEB, now=NOW) is False
    assert (current_visit(ended.key, NOW), current_visit(kept.key, NOW)) == (None, visit)
    assert acts(DANA)[-1] == "visit ended"


def test_visits_of_browsers_of_one_name_stand_together_and_end_together(cast):
    """This visit stands alone: another device may have a browser of the same name."""
    visit = visit_of(DANA, PHONE)
    for minutes in (1, 2):
        visit_of(DANA, PHONE, NOW + minutes * MINUTE)
    laptop = visit_of(DANA, LAPTOP, NOW + 3 * MINUTE)
    theirs = visit_of(SAM, PHONE, NOW)
    groups = visits.by_browser(visits.open_visits(visit, NOW + 4 * MINUTE))
    assert [(each[0].browser, len(each), each[0].this_one) for each in groups] == [
        ("Chrome, Android", 1, True),
        ("Firefox, Linux", 1, False),
        ("Chrome, Android", 2, False),
    ]
    assert visits.end(visit, groups[2][0].public_id, door=Door.WEB, now=NOW + 4 * MINUTE) is True
    left = {
        each.session_key for each in Visit.objects.filter(participant_id__in=(DANA.participant_id, SAM.participant_id))
    }
    assert left == {visit.session_key, laptop.session_key, theirs.session_key}


def test_all_others_end_and_this_one_goes_on(cast):
    visit_of(DANA)
    visit_of(DANA)
    theirs = visit_of(SAM)
    visit = visit_of(DANA)
    assert visits.end_others(visit, door=Door.WEB, now=NOW) == 2
    assert [each.this_one for each in visits.open_visits(visit, NOW)] == [True]
    assert len(visits.open_visits(theirs, NOW)) == 1
    assert visits.end_others(visit, door=Door.WEB, now=NOW) == 0


def test_this_one_and_somebody_elses_cannot_be_ended_here(cast):
    visit, theirs = visit_of(DANA), visit_of(SAM)
    for each in (*visits.open_visits(visit, NOW), *visits.open_visits(theirs, NOW)):
        assert visits.end(visit, each.public_id, door=Door.WEB, now=NOW) is False


def test_the_pin_again_renews_the_key_and_a_wrong_one_does_not(cast):
    visit = visit_of(DANA)
    refused = reauthentication.confirm_by_pin(visit, "739154", door=Door.WEB, caller=NOBODY, now=NOW)
    assert (refused.key, refused.reason) == ("", PinReason.WRONG_CURRENT)
    assert reauthentication.is_fresh(visit, NOW) is False
    renewed = reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=NOBODY, now=NOW)
    assert reauthentication.is_fresh(visit, NOW) is False  # its old key opens nothing any more
    assert reauthentication.is_fresh(opened_by(renewed.key), NOW) is True
    assert reauthentication.is_fresh(opened_by(renewed.key), NOW + 10 * MINUTE) is False
    assert acts(DANA)[-1] == "identity confirmed"


def test_a_visit_confirmed_is_still_found_by_what_was_typed_and_when_it_began(cast):
    visit = visit_of(DANA, PHONE)
    renewed = opened_by(
        reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=NOBODY, now=NOW + MINUTE).key
    )
    assert (renewed.started_at, renewed.browser, renewed.way_in) == (NOW, "Chrome, Android", "pin")
