"""The owner's word that a place on file is theirs: in a visit for the mailing address, by a mailed link for e-mail."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.access import confirmed_places, email_confirmation
from connect.access.arrival import Arrival
from connect.access.channels import May, for_check
from connect.access.current_visit import current_visit
from connect.access.models import Account, Visit
from connect.access.pins.change import change_pin
from connect.access.sign_in import sign_in_with_pin
from connect.access.visit_lock import VisitEnded
from connect.audit.models import Entry
from connect.cases.models import Address, Email, NondisclosureMark
from connect.lib.doors import Door
from connect.notices.models import ConfirmedPlace, OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.conftest import on_file
from tests.support.cast import DANA, RILEY

NOW = datetime(2031, 11, 24, 20, 0, tzinfo=UTC)  # later than the cast got its PINs
DAY = timedelta(days=1)
WHO = DANA.participant_id


@pytest.fixture
def hidden(cast):
    """Dana was marked a month ago; her places are older."""
    on_file(DANA, RILEY)
    NondisclosureMark.objects.create(participant_id=WHO, case_number="200000000017", set_at=NOW - 30 * DAY)


def visit(now=NOW, pin=DANA.pin):
    return current_visit(sign_in_with_pin(WHO, pin, Arrival(Door.WEB, now)).key, now)


def link(now=NOW):
    assert email_confirmation.send_link(visit(now), now=now) is True
    return unseal_row(OutboxMessage.objects.filter(event="confirm_email").latest("made_at"))[1]["link"].rpartition("/")[
        2
    ]


def test_the_address_counts_ten_days_after_its_owner_said_that_it_is_theirs_alone(hidden):
    assert for_check(WHO, NOW).letter.may is May.WHEN_CONFIRMED
    assert confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW) is True
    assert for_check(WHO, NOW + 9 * DAY).letter.may is May.LATER
    assert for_check(WHO, NOW + 10 * DAY).letter.may is May.NOW
    entry = Entry.objects.get(act="address confirmed")
    assert (entry.by, entry.about) == (WHO, WHO)


def test_said_again_its_ten_days_do_not_begin_anew(hidden):
    for days in (0, 4, 11):
        confirmed_places.confirm_address(visit(NOW + days * DAY), door=Door.WEB, now=NOW + days * DAY)
    assert ConfirmedPlace.objects.get().confirmed_at == NOW
    assert Entry.objects.filter(act="address confirmed").count() == 1


def test_after_a_newer_mark_it_is_said_anew(hidden):
    confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW)
    NondisclosureMark.objects.update(set_at=NOW + DAY)
    assert for_check(WHO, NOW + 20 * DAY).letter.may is May.WHEN_CONFIRMED
    confirmed_places.confirm_address(visit(NOW + 20 * DAY), door=Door.WEB, now=NOW + 20 * DAY)
    assert for_check(WHO, NOW + 30 * DAY).letter.may is May.NOW


def test_what_is_confirmed_is_kept_without_the_address_and_of_nobody_else(hidden):
    confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW)
    kept = str(list(ConfirmedPlace.objects.values()))
    assert "ELM" not in kept
    assert for_check(RILEY.participant_id, NOW).letter.may is May.NOW
    assert ConfirmedPlace.objects.filter(participant_id=RILEY.participant_id).count() == 0


def test_where_there_is_no_address_there_is_nothing_to_confirm(hidden):
    Address.objects.update(mail_arrives=False)
    assert confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW) is False
    assert ConfirmedPlace.objects.count() == 0


def test_a_visit_that_has_ended_confirms_nothing_and_mails_no_link(hidden):
    ended = visit()
    Visit.objects.all().delete()
    with pytest.raises(VisitEnded):
        confirmed_places.confirm_address(ended, door=Door.WEB, now=NOW)
    with pytest.raises(VisitEnded):
        email_confirmation.send_link(ended, now=NOW)
    assert (ConfirmedPlace.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_that_it_was_said_is_told_where_everything_may_be_told(cast):
    on_file(DANA)
    confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW)
    told = OutboxMessage.objects.order_by("channel")
    assert [(row.channel, unseal_row(row)[1]["what"]) for row in told] == [
        ("letter", "address_confirmed"),
        ("mail", "address_confirmed"),
    ]


def test_forgotten_nothing_counts_any_more(hidden):
    confirmed_places.confirm_address(visit(), door=Door.WEB, now=NOW)
    confirmed_places.forget_confirmed_places(RILEY.participant_id)
    assert for_check(WHO, NOW + 10 * DAY).letter.may is May.NOW
    confirmed_places.forget_confirmed_places(WHO)
    assert for_check(WHO, NOW + 10 * DAY).letter.may is May.WHEN_CONFIRMED


def test_the_email_of_a_hidden_person_counts_ten_days_after_its_link_was_opened(hidden):
    assert email_confirmation.confirm_email(link(), by="web", now=NOW + timedelta(hours=1)) is True
    assert for_check(WHO, NOW + 9 * DAY).email.may is May.LATER
    assert for_check(WHO, NOW + 10 * DAY).email.may is May.NOW


def test_a_link_ends_after_a_day_and_with_the_email_on_file(cast):
    on_file(DANA)
    token = link()
    assert email_confirmation.confirm_email(token, by="web", now=NOW + DAY + timedelta(seconds=1)) is False
    Email.objects.update(email="new@example.org")
    assert email_confirmation.confirm_email(token, by="web", now=NOW) is False
    assert ConfirmedPlace.objects.count() == 0


def test_a_link_from_before_the_mark_confirms_nothing(hidden):
    """Whoever reads the mailbox may have asked for it."""
    token = link()
    NondisclosureMark.objects.update(set_at=NOW + timedelta(hours=1))
    assert email_confirmation.confirm_email(token, by="web", now=NOW + timedelta(hours=2)) is False


def test_a_link_from_before_the_pin_was_changed_confirms_nothing_and_another_one_may_be_sent_that_day(hidden):
    token, later = link(), NOW + timedelta(hours=1)
    assert change_pin(visit(later), current=DANA.pin, new="730294", door=Door.WEB, now=later).reasons == ()
    assert email_confirmation.confirm_email(token, by="web", now=later) is False
    assert email_confirmation.send_link(visit(later, "730294"), now=later) is True
    links = [
        unseal_row(row)[1]["link"].rpartition("/")[2] for row in OutboxMessage.objects.filter(event="confirm_email")
    ]
    assert [
        email_confirmation.confirm_email(each, by="web", now=later) for each in sorted(links, key=token.__ne__)
    ] == [
        False,
        True,
    ]


def test_a_link_of_somebody_without_an_account_confirms_nothing(cast):
    on_file(DANA)
    token = link()
    Account.objects.filter(participant_id=WHO).delete()
    assert email_confirmation.confirm_email(token, by="web", now=NOW) is False


def test_the_link_is_mailed_once_a_day_at_most(cast):
    on_file(DANA)
    for hour in range(3):
        email_confirmation.send_link(visit(), now=NOW + timedelta(minutes=hour))
    assert OutboxMessage.objects.filter(event="confirm_email").count() == 1
