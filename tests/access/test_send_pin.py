"""manage.py signins send-pin: staff who proved a person give them a temporary PIN, by mail or letter or on a slip."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.models import Account, PinRequest
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import NondisclosureMark
from connect.lib.doors import Door
from connect.notices.actions import set_language
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.access.conftest import on_file
from tests.paper.pdfs import texts
from tests.support.cast import DANA

PROVED = ("--by", "casey", "--proved", "in-person")
LONG_AGO = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def send_pin(*words):
    call_command("signins", "send-pin", DANA.participant_id, *map(str, words))


def is_marked(when):
    NondisclosureMark.objects.create(participant_id=DANA.participant_id, case_number="200000000017", set_at=when)


def pin_on(slip):
    [pin] = re.findall(r"\b[0-9]{8}\b", "\n".join(texts(slip.read_bytes())))
    return pin


def test_it_says_who_proved_the_person_and_how(cast):
    on_file(DANA)
    with pytest.raises(CommandError, match="--proved"):
        send_pin("--by", "casey")
    with pytest.raises(CommandError, match="invalid choice"):
        send_pin("--by", "casey", "--proved", "by-fax")
    send_pin("--by", "casey", "--proved", "by-video")
    sent = Entry.objects.get(act="PIN sent")
    assert (sent.by, sent.detail) == ("casey", {"how": "letter", "asked": "staff", "proved": "by-video"})
    assert "12 ELM ST" in unseal_row(OutboxMessage.objects.get(event="pin_by_letter"))[0]


def test_where_no_place_may_get_it_nothing_is_sent_and_the_operator_is_told_of_the_slip(cast):
    on_file(DANA)
    is_marked(LONG_AGO + timedelta(days=30))
    with pytest.raises(CommandError, match="--slip FILE"):
        send_pin(*PROVED)
    assert (OutboxMessage.objects.count(), PinRequest.objects.count()) == (0, 0)


def test_a_slip_holds_the_pin_and_nothing_else_does(cast, tmp_path, capfd, caplog):
    slip = tmp_path / "slip.pdf"
    send_pin(*PROVED, "--slip", slip)
    pin = pin_on(slip)
    assert sign_in_with_pin(DANA.participant_id, pin, Arrival(Door.WEB, timezone.now())).temporary is True
    said = capfd.readouterr()
    assert pin not in said.out + said.err + caplog.text + str(list(Entry.objects.values()))
    assert str(slip) in said.out
    assert (slip.stat().st_mode & 0o777) == 0o600


@pytest.mark.parametrize(("language", "words"), [("en", "Your temporary PIN"), ("es", "Su PIN temporal")])
def test_a_slip_is_in_the_person_s_language_and_names_no_place_and_nobody(cast, tmp_path, language, words):
    on_file(DANA)
    set_language(participant_id=DANA.participant_id, language=language, by="web", now=LONG_AGO)
    send_pin(*PROVED, "--slip", tmp_path / "slip.pdf")
    said = "\n".join(texts((tmp_path / "slip.pdf").read_bytes()))
    assert words in said
    assert not [word for word in ("DANA", "OKAFOR", "ELM", DANA.participant_id) if word in said]


def test_a_slip_that_cannot_be_written_leaves_everything_as_it_was(cast, tmp_path):
    (tmp_path / "slip.pdf").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError, match="cannot be made"):
        send_pin(*PROVED, "--slip", tmp_path / "slip.pdf")
    assert not (tmp_path / "elsewhere").exists()
    assert Account.objects.get(participant_id=DANA.participant_id).temporary_hash == ""


def test_a_slip_whose_pin_did_not_come_to_work_is_gone(cast, tmp_path, monkeypatch):
    monkeypatch.setattr("connect.access.pins.requests.audit.record", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_pin(*PROVED, "--slip", tmp_path / "slip.pdf")
    assert list(tmp_path.iterdir()) == []


def test_of_a_hidden_person_a_caller_gets_no_slip(cast, tmp_path):
    by_telephone = ("--by", "casey", "--proved", "by-telephone", "--slip")
    send_pin(*by_telephone, tmp_path / "before.pdf")
    is_marked(LONG_AGO)
    with pytest.raises(CommandError, match="must stay hidden"):
        send_pin(*by_telephone, tmp_path / "slip.pdf")
    send_pin("--by", "casey", "--proved", "by-video", "--slip", tmp_path / "slip.pdf")
