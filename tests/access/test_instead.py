"""A temporary PIN whose mail did not leave: a letter goes by itself where one may, and the person reads what is so."""

import html
from datetime import UTC, datetime, timedelta

import pytest
from django_ox.models import OxTask

from connect.access import safety_check
from connect.access.arrival import Arrival
from connect.access.current_visit import current_visit
from connect.access.models import Account, DeliveryMethod, PinRequest
from connect.access.pins import requests as pin_requests
from connect.access.pins.change import change_pin
from connect.access.pins.requests import DeliveryStage, Form
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import NondisclosureMark, Participant
from connect.design.templates import environment
from connect.lib.doors import Door
from connect.notices import operator
from connect.notices.kinds import OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.release_checks import fail, keep_back
from connect.notices.sealed_rows import unseal_row
from connect.notices.senders import letter_batches, mail_queue
from tests.access.answering import answer_requests, follow_up
from tests.access.conftest import on_file
from tests.access.lifecycle import puts_on_file
from tests.notices.conftest import smtp
from tests.notices.mail_server import mail_server
from tests.support.cast import DANA

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHO = DANA.participant_id


@pytest.fixture
def asked(cast):
    """Dana asked for a PIN by email; she has an address on file too."""
    on_file(DANA)
    ask(NOW)


def ask(now, how=DeliveryMethod.EMAIL, tick=False):
    pin_requests.request_pin(Form("Dana", "Okafor", WHO, how, tick), door=Door.WEB, now=now)
    answer_requests(now)


def pins() -> dict[str, str]:
    """{template: PIN} of what still waits."""
    rows = OutboxMessage.objects.filter(event__startswith="pin_by_").exclude(sealed="")
    return {row.event: unseal_row(row)[1]["pin"] for row in rows}


def refused(now):
    assert fail(OutboxMessage.objects.filter(event="pin_by_mail"), now, trouble="the address is refused") == 1


def unsure(now):
    OutboxMessage.objects.filter(event="pin_by_mail").update(
        state="unsure", claimed_at=now, trouble="the sender stopped"
    )


def opens(pin, now):
    signed_in = sign_in_with_pin(WHO, pin, Arrival(Door.WEB, now))
    return signed_in.temporary if signed_in else None


def reads(language: str) -> str:
    wording = environment(language).get_template("signing_in/get_a_pin/wording.html").module
    return html.unescape(wording.pin_status(pin_requests.latest(WHO)))


@pytest.mark.enable_socket
def test_a_refused_address_brings_a_letter_with_a_new_pin_that_works_for_twenty_one_days(lasting_cast, settings):
    on_file(DANA)
    ask(NOW)
    first = pins()["pin_by_mail"]
    with mail_server() as server:
        server.rcpt = "550 5.1.1 no such person"
        settings.MAILERS = smtp(server)
        mail_queue.send_waiting(now=NOW)
    assert "Our email with the PIN you asked for on November 24, 2026 did not reach you. If we have a" in reads("en")
    assert follow_up(NOW + HOUR) == 1
    [(template, pin)] = pins().items()
    assert (template, pin == first) == ("pin_by_letter_instead", False)
    letter = OutboxMessage.objects.get(event=template)
    assert unseal_row(letter)[0].splitlines()[0] == "DANA OKAFOR"
    assert letter.not_after == PinRequest.objects.get().until == NOW + HOUR + 21 * DAY
    assert opens(first, NOW + 2 * HOUR) is None
    assert opens(pin, NOW + 20 * DAY) is True
    assert opens(pin, NOW + 22 * DAY) is None


def test_it_is_the_same_request_so_no_cap_counts_it_and_the_earlier_tick_rule_holds(asked):
    refused(NOW)
    follow_up(NOW)
    assert [(row.how, row.asked_by, row.asked_at) for row in PinRequest.objects.all()] == [("letter", "web", NOW)]
    ask(NOW + 2 * DAY)  # without the tick, inside ten days: the letter is on its way
    assert PinRequest.objects.count() == 1
    ask(NOW + 2 * DAY, tick=True)
    assert PinRequest.objects.count() == 2
    assert OutboxMessage.objects.get(event="pin_by_letter_instead").state == OutboxState.WITHDRAWN
    assert list(pins()) == ["pin_by_mail"]


def test_its_owner_reads_that_a_letter_goes_and_then_that_it_went(asked):
    refused(NOW)
    follow_up(NOW)
    status = pin_requests.latest(WHO)
    assert (status.how, status.instead, status.stage) == (DeliveryMethod.LETTER, True, DeliveryStage.GOES)
    assert reads("en").startswith(
        "Our email with your PIN did not reach you, so we are sending a letter with a new PIN instead. You asked for a"
        " PIN on November 24, 2026. We will mail it soon. Expect it by December 4, 2026. It works until"
    )
    assert reads("es").startswith(
        "Nuestro correo electrónico con su PIN no le llegó, así que le enviamos una carta con un PIN nuevo."
    )


def test_an_unsure_mail_may_have_come_so_its_pin_works_for_its_day_and_then_the_letter_goes(asked, settings):
    first = pins()["pin_by_mail"]
    unsure(NOW)
    assert pin_requests.latest(WHO).stage is DeliveryStage.UNSURE
    assert "We cannot tell whether our email with your PIN reached you. If it did, the PIN works until" in reads("en")
    assert "enviaremos una carta con un PIN nuevo" in reads("es")
    end_what_is_late(NOW + 23 * HOUR)
    assert (follow_up(NOW + 23 * HOUR), opens(first, NOW + 23 * HOUR)) == (0, True)
    end_what_is_late(NOW + 25 * HOUR)
    assert follow_up(NOW + 25 * HOUR) == 1
    assert list(pins()) == ["pin_by_letter_instead"]
    assert opens(pins()["pin_by_letter_instead"], NOW + 5 * DAY) is True


def end_what_is_late(now):
    mail_queue._end_what_is_too_late(now)


def test_an_unsure_mail_that_did_come_brings_no_letter_once_its_pin_was_used(asked):
    unsure(NOW)
    pin = pins()["pin_by_mail"]
    visit = current_visit(sign_in_with_pin(WHO, pin, Arrival(Door.WEB, NOW + HOUR)).key, NOW + HOUR)
    assert change_pin(visit, current=pin, new="730294", door=Door.WEB, now=NOW + HOUR).reasons == ()
    end_what_is_late(NOW + 25 * HOUR)
    assert (follow_up(NOW + 25 * HOUR), pins()) == (1, {})
    assert pin_requests.latest(WHO).used is True


@pytest.mark.parametrize("end", ["too late", "given up", "its place has left the file"])
def test_every_other_end_of_the_mail_brings_it_too(asked, end):
    if end == "too late":
        end_what_is_late(NOW + 25 * HOUR)
    elif end == "given up":
        operator.give_up_message(
            row_id=OutboxMessage.objects.get(event="pin_by_mail").id, by="CASEY", now=NOW + 25 * HOUR
        )
    else:
        assert keep_back(OutboxMessage.objects.filter(event="pin_by_mail"), NOW) == 1
    assert follow_up(NOW + 25 * HOUR) == 1
    assert list(pins()) == ["pin_by_letter_instead"]


@pytest.mark.parametrize("why", ["moved", "none", "mail comes back", "mark", "gone"])
def test_where_no_letter_may_go_none_goes_the_pin_ends_and_the_page_says_to_call_or_come(asked, why):
    first = pins()["pin_by_mail"]
    if why == "mark":  # of before the e-mail was confirmed; the address is one they may share
        NondisclosureMark.objects.create(participant_id=WHO, case_number="200000000017", set_at=NOW - 20 * DAY)
    elif why == "gone":
        Participant.objects.filter(participant_id=WHO).update(gone=True)
    else:
        address = {"moved": "77 OAK AVE", "none": "", "mail comes back": "12 ELM ST"}[why]
        puts_on_file(WHO, NOW, address=address, arrives=why != "mail comes back")
    refused(NOW)
    follow_up(NOW + HOUR)
    assert pins() == {}
    if why != "gone":
        assert opens(first, NOW + 2 * HOUR) is None
    assert Account.objects.get(participant_id=WHO).temporary_request is None
    entry = Entry.objects.get(act="PIN not sent")
    assert (entry.by, entry.detail) == ("worker", {"why": "NO_ADDRESS"})
    assert pin_requests.latest(WHO).stage is DeliveryStage.NOT_SENT
    assert "could not be sent, and we will not try again. Call (866) 901-3212 or visit your local" in reads("en")
    assert "Llame al (866) 901-3212 o visite su oficina local" in reads("es")
    ask(NOW + 2 * DAY)  # nothing is on its way any more, so no tick is needed
    assert PinRequest.objects.count() == (1 if why in ("mark", "gone") else 2)


def test_the_letter_is_asked_again_when_it_leaves_and_then_its_owner_is_told_to_call(asked, settings, tmp_path):
    settings.VAR = tmp_path
    refused(NOW)
    follow_up(NOW)
    puts_on_file(WHO, NOW + HOUR, address="77 OAK AVE")
    assert letter_batches.make_batch(now=NOW + DAY, by="casey") is None
    assert OutboxMessage.objects.get(event="pin_by_letter_instead").state == OutboxState.WITHDRAWN
    follow_up(NOW + DAY)
    assert (pins(), pin_requests.latest(WHO).stage) == ({}, DeliveryStage.NOT_SENT)
    assert Account.objects.get(participant_id=WHO).temporary_request is None


@pytest.mark.parametrize("before", ["replaced", "changed", "marked"])
def test_nothing_follows_a_pin_that_does_not_count_any_more(asked, before):
    refused(NOW)
    if before == "replaced":
        ask(NOW + DAY + HOUR, how=DeliveryMethod.LETTER, tick=True)
    elif before == "changed":
        visit = current_visit(sign_in_with_pin(WHO, DANA.pin, Arrival(Door.WEB, NOW)).key, NOW)
        assert change_pin(visit, current=DANA.pin, new="730294", door=Door.WEB, now=NOW).reasons == ()
    else:
        safety_check.make_safe([WHO], by="feed", now=NOW)
    waiting = pins()
    assert follow_up(NOW + DAY + HOUR) == 1
    assert pins() == waiting
    assert not OutboxMessage.objects.filter(event="pin_by_letter_instead").exists()


def test_looked_at_twice_one_letter_goes(asked):
    refused(NOW)
    follow_up(NOW)
    pin = pins()
    OxTask.objects.filter(task_path__endswith="send_instead").update(status=OxTask.Status.READY)
    follow_up(NOW + HOUR)
    assert pins() == pin


def test_the_table_of_jobs_says_nobody_s_number(asked):
    refused(NOW)
    assert WHO not in str(list(OxTask.objects.filter(task_path__endswith="send_instead").values()))


@pytest.mark.parametrize("end", ["given up", "too late"])
def test_a_letter_that_does_not_leave_ends_its_pin_and_its_owner_is_told_to_call(cast, end, settings, tmp_path):
    settings.VAR = tmp_path
    on_file(DANA)
    ask(NOW, how=DeliveryMethod.LETTER)
    if end == "given up":
        operator.give_up_message(row_id=OutboxMessage.objects.get(event="pin_by_letter").id, by="CASEY", now=NOW + DAY)
    else:
        assert letter_batches.make_batch(now=NOW + 22 * DAY, by="casey") is None
    follow_up(NOW + 22 * DAY)
    assert Entry.objects.get(act="PIN not sent").detail == {"why": "NOT_LEFT"}
    assert pin_requests.latest(WHO).stage is DeliveryStage.NOT_SENT


def test_a_held_up_letter_is_not_said_to_be_tried_again_and_again(cast):
    on_file(DANA)
    ask(NOW, how=DeliveryMethod.LETTER)
    OutboxMessage.objects.filter(event="pin_by_letter").update(trouble="it does not fit the window")
    assert "The letter is delayed, and our staff are looking into it. If you cannot wait, call" in reads("en")
    assert "keep trying" not in reads("en")


def test_the_trail_says_each_end_in_the_person_s_own_history(asked):
    refused(NOW)
    follow_up(NOW)
    acts = Entry.objects.filter(chain=WHO).exclude(act="PIN set").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["PIN sent", "mail failed", "PIN sent"]
