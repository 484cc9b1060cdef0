"""Signing up for eCommunications, changing it and leaving it, in the name of a visit."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from connect.access import not_me, reauthentication, safety_check
from connect.access.arrival import Arrival
from connect.access.channels import for_pin, may_still_go
from connect.access.current_visit import CurrentVisit, current_visit
from connect.access.ecommunications import Choice, choose, resend_link
from connect.access.gate import Caller
from connect.access.models import Account, DeliveryMethod, Visit
from connect.access.pins.change import set_pin
from connect.access.reauthentication import NotConfirmed
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import Address, Email, NondisclosureMark, Participant
from connect.lib.doors import Door
from connect.notices.confirmed import notice_place
from connect.notices.consent_wording import CONSENT_VERSION, consent_wording
from connect.notices.enrolment import enrolment_of, mail_says, notice_address
from connect.notices.events import EnrolmentChange
from connect.notices.kinds import Channel, ConsentKind, MailSays
from connect.notices.models import ConfirmedPlace, Consent, NoticeEmail, OutboxMessage
from connect.notices.notice_link import confirm_notice_email
from connect.notices.sealed_rows import address_and_event
from tests.support.cast import DANA

pytestmark = pytest.mark.django_db

WHO = DANA.participant_id
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
YEARS_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ON_FILE, TYPED = "dana@example.org", "dana.private@mail.example"
BILLING = frozenset({ConsentKind.BILLING})
TWO = frozenset({ConsentKind.BILLING, ConsentKind.APPOINTMENTS})


@pytest.fixture
def visit() -> CurrentVisit:
    """Dana has signed in; her address and email have been on file for years."""
    Participant.objects.create(participant_id=WHO, first_name="DANA", last_name="OKAFOR", language="en")
    facts = {"participant_id": WHO, "valid_from": YEARS_AGO, "since": YEARS_AGO.date()}
    Address.objects.create(
        line1="1187 W PINE ST", city="MADERA", state="CA", postcode="93637", mail_arrives=True, **facts
    )
    Email.objects.create(email=ON_FILE, **facts)
    set_pin(participant_id=WHO, pin=DANA.pin, temporary=False, by="test", now=NOW - DAY)
    return visit_at(NOW)


def visit_at(now: datetime) -> CurrentVisit:
    arrival = Arrival(door=Door.WEB, now=now, caller=Caller("198.51.100.7"))
    key = sign_in_with_pin(WHO, DANA.pin, arrival).key
    found = current_visit(key, now)
    assert found is not None
    return found


def confirmed(visit: CurrentVisit, now: datetime = NOW) -> CurrentVisit:
    done = reauthentication.confirm_by_pin(visit, DANA.pin, door=Door.WEB, caller=Caller("198.51.100.7"), now=now)
    found = current_visit(done.key, now)
    assert found is not None
    return found


def wanted(kinds: frozenset[ConsentKind] = TWO, email: str = TYPED, says: MailSays = MailSays.KIND) -> Choice:
    return Choice(kinds, email, says, "en")


def messages(event: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event=event).order_by("made_at", "channel"))


def link(number: int = -1) -> str:
    """The code of a link that we mailed, of the newest one."""
    _to, event = address_and_event(messages("confirm_notices")[number])
    return str(event.link).rpartition("/")[2]


@pytest.fixture
def joined(visit: CurrentVisit) -> CurrentVisit:
    mine = confirmed(visit)
    assert choose(mine, wanted(), door=Door.WEB, now=NOW) is EnrolmentChange.JOINED
    return mine


def test_a_stolen_visit_cannot_join_without_the_pin(visit):
    with pytest.raises(NotConfirmed):
        choose(visit, wanted(), door=Door.WEB, now=NOW)
    assert (Consent.objects.count(), NoticeEmail.objects.count(), OutboxMessage.objects.count()) == (0, 0, 0)
    with pytest.raises(NotConfirmed):
        choose(confirmed(visit), wanted(), door=Door.WEB, now=NOW + 11 * MINUTE)


def test_joining_keeps_a_consent_for_each_kind_with_what_was_shown(joined):
    rows = {row.kind: row for row in Consent.objects.all()}
    assert rows.keys() == {"billing", "appointments"}
    row = rows["billing"]
    assert (row.given_at, str(row.given_on), row.door, row.language) == (NOW, "2026-11-24", "web", "en")
    assert (row.wording, row.wording_hash) == (CONSENT_VERSION, consent_wording(ConsentKind.BILLING, "en").sha256)
    assert row.wording_hash != consent_wording(ConsentKind.BILLING, "es").sha256
    assert Entry.objects.filter(act="eCommunications joined", about=WHO).count() == 1


def test_the_owner_is_told_at_every_place_on_file_and_never_at_the_typed_one(joined):
    told = messages("ecommunications_changed")
    assert [row.channel for row in told] == ["letter", "mail"]
    assert {address_and_event(row)[0].splitlines()[-1] for row in told} == {"MADERA, CA 93637", ON_FILE}
    letter = address_and_event(told[0])[1]
    assert [str(kind.label) for kind in letter.chosen_kinds] == ["Monthly Billing Statement", "Appointments"]


def test_nothing_is_sent_before_the_owner_of_the_address_opens_the_link(joined):
    assert notice_address(WHO) == ""
    assert confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    assert notice_address(WHO) == TYPED


def test_the_link_lasts_a_day_and_works_once_and_a_newer_one_ends_it(joined):
    first = link()
    assert not confirm_notice_email(first, door=Door.MAIL, now=NOW + timedelta(hours=24))
    assert resend_link(joined, now=NOW + MINUTE)
    second = link()
    assert not confirm_notice_email(first, door=Door.MAIL, now=NOW + 2 * MINUTE)
    assert confirm_notice_email(second, door=Door.MAIL, now=NOW + 2 * MINUTE)
    assert not confirm_notice_email(second, door=Door.MAIL, now=NOW + 3 * MINUTE)
    assert not resend_link(joined, now=NOW + 3 * MINUTE)  # there is nothing to confirm


@pytest.mark.parametrize("code", ["", "x" * 22, "../../etc", "é" * 22, "x" * 500])
def test_a_link_of_no_one_confirms_nothing(joined, code):
    assert not confirm_notice_email(code, door=Door.MAIL, now=NOW)


def test_five_links_a_day_go_and_no_more(joined):
    sent = [resend_link(joined, now=NOW + number * MINUTE) for number in range(1, 8)]
    assert sent == [True, True, True, True, False, False, False]


def test_a_link_to_an_address_that_was_chosen_away_does_not_leave(joined):
    assert may_still_go(WHO, "confirm_notices", Channel.MAIL, TYPED, NOW)
    choose(joined, wanted(email="other@mail.example"), door=Door.WEB, now=NOW + MINUTE)
    assert not may_still_go(WHO, "confirm_notices", Channel.MAIL, TYPED, NOW + MINUTE)
    assert may_still_go(WHO, "confirm_notices", Channel.MAIL, "other@mail.example", NOW + MINUTE)


def test_no_pin_and_no_word_of_a_change_ever_goes_to_a_typed_address(joined):
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    pin = for_pin(WHO, DeliveryMethod.EMAIL, NOW + MINUTE)
    assert pin is not None
    assert pin.to == ON_FILE
    choose(joined, wanted(BILLING), door=Door.WEB, now=NOW + 2 * MINUTE)
    places = {address_and_event(row)[0] for row in messages("ecommunications_changed")}
    assert TYPED not in places


def test_an_address_confirmed_for_notices_is_not_confirmed_for_a_pin(visit, settings):
    """Even where the agency has the very same address on file."""
    access = settings.AGENCY.access
    settings.AGENCY = _with_access(settings.AGENCY, confirmed_email_only=True)
    assert access.confirmed_email_only is False
    choose(confirmed(visit), wanted(email=""), door=Door.WEB, now=NOW)
    assert confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    assert notice_address(WHO) == ON_FILE
    pin = for_pin(WHO, DeliveryMethod.EMAIL, NOW + MINUTE)
    assert pin is not None
    assert pin.channel == Channel.LETTER


def _with_access(agency, **changes):
    return msgspec.structs.replace(agency, access=msgspec.structs.replace(agency.access, **changes))


def test_an_address_on_file_that_a_feed_replaces_must_be_confirmed_anew(visit):
    mine = confirmed(visit)
    choose(mine, wanted(email=""), door=Door.WEB, now=NOW)
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    Email.objects.update(email="new@example.org")
    assert notice_address(WHO) == ""
    assert resend_link(mine, now=NOW + 2 * MINUTE)
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + 3 * MINUTE)
    assert notice_address(WHO) == "new@example.org"


def test_joining_writes_no_row_of_the_agency(visit):
    before = [list(model.objects.values()) for model in (Email, Address, Participant)]
    choose(confirmed(visit), wanted(), door=Door.WEB, now=NOW)
    assert [list(model.objects.values()) for model in (Email, Address, Participant)] == before


def test_leaving_ends_every_consent_at_once_and_joining_again_makes_new_ones(joined):
    assert choose(joined, wanted(frozenset()), door=Door.WEB, now=NOW + MINUTE) is EnrolmentChange.LEFT
    assert {(row.until, row.ended_by) for row in Consent.objects.all()} == {(NOW + MINUTE, "web")}
    assert not enrolment_of(WHO, NOW + MINUTE).enrolled
    choose(joined, wanted(BILLING), door=Door.WEB, now=NOW + 2 * MINUTE)
    assert Consent.objects.filter(kind="billing").count() == 2
    assert Consent.objects.get(until=None).given_at == NOW + 2 * MINUTE


def test_what_is_so_already_is_no_change_and_tells_no_one(joined):
    before = OutboxMessage.objects.count()
    assert choose(joined, wanted(), door=Door.WEB, now=NOW + MINUTE) is None
    assert OutboxMessage.objects.count() == before


def test_this_was_not_me_undoes_what_was_chosen_since(joined):
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    event = address_and_event(messages("ecommunications_changed")[0])[1]
    assert not_me.say_not_me(event.not_me_code, door=Door.WEB, now=NOW + DAY) is not None
    assert notice_address(WHO) == ""
    assert not enrolment_of(WHO, NOW + DAY).enrolled
    assert Visit.objects.count() == 0


def test_a_mark_ends_what_was_confirmed_and_the_link_that_waits(joined):
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    safety_check.make_safe([WHO], by="feed", now=NOW + DAY)
    assert notice_address(WHO) == ""
    assert ConfirmedPlace.objects.count() == 0


@pytest.mark.parametrize("chosen", list(MailSays))
def test_to_a_protected_person_a_mail_says_nothing_until_they_choose_otherwise(joined, chosen):
    choose(joined, wanted(says=MailSays.DAY), door=Door.WEB, now=NOW + MINUTE)
    assert mail_says(WHO) == MailSays.DAY
    NondisclosureMark.objects.create(participant_id=WHO, case_number="201", set_at=NOW + 2 * MINUTE)
    assert mail_says(WHO) == MailSays.NOTHING
    choose(joined, wanted(says=chosen), door=Door.WEB, now=NOW + 3 * MINUTE)
    assert mail_says(WHO) == chosen


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "dana@@mail.example", "dana@mail.example\nbcc: x@y.example", "á@mail.example"]
)
def test_an_address_to_which_no_mail_can_go_is_refused(visit, email):
    Email.objects.all().delete()
    with pytest.raises(ValueError, match="no mail"):
        choose(confirmed(visit), wanted(email=email), door=Door.WEB, now=NOW)
    assert (Consent.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_the_table_of_confirmed_places_says_no_address(joined):
    confirm_notice_email(link(), door=Door.MAIL, now=NOW + MINUTE)
    assert [row.place_hash for row in ConfirmedPlace.objects.all()] == [notice_place(TYPED)]
    assert "dana" not in str(list(ConfirmedPlace.objects.values()))
    assert Account.objects.count() == 1
