"""Letters for the print shop: each in one batch for ever, secret until confirmed, and gone after."""

import hashlib
import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from msgspec import structs

from connect.audit.models import Entry
from connect.lib.agency import Retention
from connect.lib.retention import rules
from connect.notices import operator, outbox
from connect.notices.events import EVENTS, NotMeEvent
from connect.notices.kinds import Channel, ConsentKind
from connect.notices.models import LetterBatch, OutboxMessage
from connect.notices.queries import progress
from connect.notices.senders import letter_batches
from connect.notices.senders.letter_batches import BatchRefused, confirm_batch, make_batch
from connect.notices.senders.letters import letter
from connect.paper.letters import letters_pdf
from tests.notices.conftest import ADDRESS, NOW, put
from tests.paper import pdfs
from tests.support.cast import DANA, RILEY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def var(settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def letters(count: int = 3) -> None:
    for number in range(1, count + 1):
        put(
            f"pin:{number}", "pin_by_letter", to=ADDRESS, pin=f"4029581{number}", language="es" if number == 2 else "en"
        )


def test_a_batch_is_one_pdf_with_a_sheet_for_each_letter_in_its_language():
    letters()
    made = make_batch(now=NOW, by="print desk")
    sheets = sorted(pdfs.texts(made.pdf.read_bytes()), key=lambda text: re.search(r"4029581\d", text)[0])
    assert ["4029581" + str(number) in text for number, text in enumerate(sheets, 1)] == [True, True, True]
    assert ["Su PIN temporal" in text for text in sheets] == [False, True, False]
    assert all("DANA OKAFOR" in text and DANA.participant_id not in text for text in sheets)
    assert "Participant ID ending in 0001" in sheets[0]
    assert made.pdf.stat().st_mode & 0o777 == 0o600
    assert made.pdf.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("event", [name for name, event in EVENTS.items() if Channel.LETTER in event.channels])
@pytest.mark.parametrize("also_in", ["", "es"])
def test_every_letter_stays_on_one_sheet_whole_in_one_language_and_in_two(event, also_in):
    code = "WWWWW-WWWWW-WWWWW-WWWWW"  # as wide as a code can be
    longest = {"not_me_code": code, "what": "access_checked", "chosen": " ".join(ConsentKind)}
    put(f"{event} 1", event, to=ADDRESS, also_in=also_in, **longest)
    made = letters_pdf([letter(OutboxMessage.objects.get())], title="Letter", made_at=NOW)
    [sheet] = pdfs.texts(made)
    wide = sheet.count("WWWWW-WWWWW-WWWWW-WWWWW")
    assert wide == ((2 if also_in else 1) if issubclass(EVENTS[event], NotMeEvent) else 0)
    assert all(0.7 <= word.left < 7.75 and word.top < 10.4 for word in pdfs.words(made, 0))
    assert ("Para recibir ayuda en español, llame al (866) 901-3212." in sheet) == (not also_in)


def test_a_letter_that_only_asks_to_call_names_nothing_but_our_number():
    put("call_us 1", "call_us", to=ADDRESS)
    [text] = pdfs.texts(make_batch(now=NOW, by="print desk").pdf.read_bytes())
    assert "call us: (866) 901-3212" in " ".join(text.split())
    assert not re.search(r"Participant ID|0001|\bPIN\b|not-me|pin-status", text)


def test_the_manifest_says_how_many_and_which_and_nothing_about_anybody():
    letters()
    made = make_batch(now=NOW, by="print desk")
    told = json.loads(made.manifest.read_text())
    assert (told["batch"], told["count"], told["pdf"]) == (made.batch.pk, 3, made.pdf.name)
    assert told["sha256"] == hashlib.sha256(made.pdf.read_bytes()).hexdigest() == made.batch.sha256
    ids = [str(row.id) for row in OutboxMessage.objects.order_by("made_at", "id")]
    assert [sheet["id"] for sheet in told["sheets"]] == ids
    assert not re.search(r"OKAFOR|PINE|4029581|1000000001", made.manifest.read_text())


def test_made_again_it_is_the_same_and_new_letters_wait_for_the_next():
    letters(2)
    first = make_batch(now=NOW, by="print desk")
    before = first.pdf.read_bytes()
    put("pin:9", "pin_by_letter", to=ADDRESS)
    second = make_batch(now=LATER, by="print desk")
    assert (second.batch.pk, second.pdf.read_bytes(), second.waiting) == (first.batch.pk, before, 1)
    first.pdf.unlink()
    assert make_batch(now=LATER, by="print desk").pdf.read_bytes() == before
    first.pdf.write_bytes(b"half of i")
    assert make_batch(now=LATER, by="print desk").pdf.read_bytes() == before


def test_killed_before_the_pdf_was_written_the_next_run_goes_on_with_the_same_letters(monkeypatch):
    letters(2)
    with monkeypatch.context() as killed:
        killed.setattr(letter_batches, "_write", lambda batch: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make_batch(now=NOW, by="print desk")
    put("pin:9", "pin_by_letter", to=ADDRESS)
    made = make_batch(now=LATER, by="print desk")
    assert (made.batch.letters, LetterBatch.objects.count()) == (2, 1)
    assert Entry.objects.filter(act="letters printed").count() == 1


def test_confirmed_the_secrets_and_the_pdf_go():
    letters()
    made = make_batch(now=NOW, by="print desk")
    assert progress(DANA.participant_id, "pin:1").state == "printed"
    assert f"{progress(DANA.participant_id, 'pin:1').printed_on}" == "2026-11-24"
    assert confirm_batch(number=made.batch.pk, by="CASEY", now=LATER) == 3
    assert set(OutboxMessage.objects.values_list("state", "sealed")) == {("confirmed", "")}
    assert not made.pdf.exists()
    assert made.manifest.exists()
    assert f"{progress(DANA.participant_id, 'pin:1').sent_on}" == "2026-11-25"
    entry = Entry.objects.get(act="letters confirmed")
    assert (entry.by, entry.detail) == ("CASEY", {"batch": made.batch.pk, "letters": 3})
    assert make_batch(now=LATER, by="print desk") is None


def test_a_batch_is_confirmed_once_and_only_when_it_was_made():
    letters()
    made = make_batch(now=NOW, by="print desk")
    confirm_batch(number=made.batch.pk, by="CASEY", now=LATER)
    for number in (made.batch.pk, made.batch.pk + 1):
        with pytest.raises(BatchRefused, match="is not waiting for confirmation"):
            confirm_batch(number=number, by="CASEY", now=LATER)


def test_withdrawn_before_it_is_printed_it_is_in_no_batch():
    letters(2)
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:1") is True
    assert [text for text in pdfs.texts(make_batch(now=NOW, by="x").pdf.read_bytes()) if "40295811" in text] == []


def test_withdrawn_from_an_unconfirmed_batch_the_next_run_leaves_it_out_and_the_old_pdf_is_not_confirmed():
    letters()
    made = make_batch(now=NOW, by="print desk")
    assert outbox.withdraw(participant_id=DANA.participant_id, key="pin:2") is True
    with pytest.raises(BatchRefused, match="1 of its letters were withdrawn"):
        confirm_batch(number=made.batch.pk, by="CASEY", now=LATER)
    assert OutboxMessage.objects.filter(state="printed").count() == 2  # the refusal changed nothing
    again = make_batch(now=LATER, by="print desk")
    assert (again.batch.pk, again.batch.letters) == (made.batch.pk, 2)
    assert not any("40295812" in text for text in pdfs.texts(again.pdf.read_bytes()))
    assert confirm_batch(number=again.batch.pk, by="CASEY", now=LATER) == 2


def test_a_withdrawn_letter_that_is_in_the_mail_already_does_not_stop_the_confirmation():
    letters()
    made = make_batch(now=NOW, by="print desk")
    outbox.withdraw(participant_id=DANA.participant_id, key="pin:2")
    assert confirm_batch(number=made.batch.pk, by="CASEY", now=LATER, posted=True) == 2
    assert progress(DANA.participant_id, "pin:2").state == "withdrawn"


def test_a_batch_of_which_all_was_withdrawn_ends_and_the_next_begins():
    letters(1)
    first = make_batch(now=NOW, by="print desk")
    outbox.withdraw(participant_id=DANA.participant_id, key="pin:1")
    put("pin:2", "pin_by_letter", to=ADDRESS)
    second = make_batch(now=LATER, by="print desk")
    assert second.batch.pk != first.batch.pk
    assert not first.pdf.exists()


def test_a_letter_that_would_come_too_late_is_not_printed():
    put("pin:1", "pin_by_letter", to=ADDRESS, not_after=NOW + timedelta(days=2))
    assert make_batch(now=NOW + timedelta(days=3), by="print desk") is None
    assert OutboxMessage.objects.get().trouble == "too late"


def test_many_letters_go_in_several_batches():
    letters(3)
    first = make_batch(now=NOW, by="print desk", most=2)
    assert (first.batch.letters, first.waiting) == (2, 1)
    confirm_batch(number=first.batch.pk, by="CASEY", now=NOW)
    assert make_batch(now=NOW, by="print desk", most=2).batch.letters == 1


@pytest.mark.parametrize(
    "template", ["pin_by_letter", "pin_by_letter_instead", "pin_asked", "pin_changed", "way_in_changed"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_letter_is_one_sheet_without_an_id_or_a_link_with_a_secret(template, language):
    put("pin:1", template, to=ADDRESS, language=language)
    (text,) = pdfs.texts(make_batch(now=NOW, by="print desk").pdf.read_bytes())
    assert DANA.participant_id not in text
    assert not re.search(r"https?://|not-me/.", text)
    assert ("K7QM-2XPD" in text) == (not template.startswith("pin_by_letter"))


LONG = "\n".join(("DANA OKAFOR", "1187 " + "WEST PINE STREET " * 5, "BUILDING " * 11, "MADERA, CA 93637"))


def test_a_letter_that_does_not_fit_its_window_waits_for_somebody_and_the_others_go(capsys):
    put("pin:1", "pin_by_letter", to=LONG)
    put("pin:2", "pin_by_letter", to=ADDRESS)
    made = make_batch(now=NOW, by="print desk")
    assert (made.batch.letters, made.waiting, letter_batches.count_put_aside()) == (1, 0, 1)
    [row] = operator.messages_needing_attention(now=NOW)
    assert (row.key, row.state, row.trouble, row.batch_id) == ("pin:1", "queued", "it does not fit the window", None)
    assert Entry.objects.get(act="letters printed").detail["letters"] == 1
    confirm_batch(number=made.batch.pk, by="CASEY", now=LATER)
    call_command("letters", "batch")
    call_command("outbox", "list")
    told = capsys.readouterr().out
    assert "Left out because the address does not fit the window: 1. See: outbox list\nNo letters are waiting." in told
    assert str(row.id) in told
    assert "PINE" not in told
    assert progress(DANA.participant_id, "pin:1").trouble is True


def test_an_operator_has_it_looked_at_again_or_gives_it_up():
    put("pin:1", "pin_by_letter", to=LONG)
    assert make_batch(now=NOW, by="print desk") is None
    row = OutboxMessage.objects.get()
    operator.retry_message(row_id=row.id, by="CASEY", now=NOW)
    assert Entry.objects.latest("at").act == "letter retried"
    assert make_batch(now=LATER, by="print desk") is None  # it fits no better
    assert letter_batches.count_put_aside() == 1
    operator.give_up_message(row_id=row.id, by="CASEY", now=NOW)
    assert (OutboxMessage.objects.get().state, Entry.objects.latest("at").act) == ("failed", "letter given up")


def test_one_in_a_batch_that_an_earlier_release_chose_is_taken_out_of_it():
    letters(1)
    made = make_batch(now=NOW, by="print desk")
    put("pin:9", "pin_by_letter", to=LONG)
    OutboxMessage.objects.filter(key="pin:9").update(state="printed", batch_id=made.batch.pk, printed_at=NOW)
    again = make_batch(now=LATER, by="print desk")
    assert (again.batch.pk, again.batch.letters, letter_batches.count_put_aside()) == (made.batch.pk, 1, 1)


def test_where_the_sender_does_not_fit_no_batch_is_made(settings):
    letters(1)
    where = structs.replace(settings.AGENCY.addresses, letters="Department of Child Support " * 20)
    settings.AGENCY = structs.replace(settings.AGENCY, addresses=where)
    with pytest.raises(BatchRefused, match=r"addresses\.letters in agency\.toml does not fit"):
        make_batch(now=NOW, by="print desk")
    assert not LetterBatch.objects.exists()


def test_retention_prunes_what_ended_long_ago_and_nothing_that_waits():
    letters(2)
    put("pin:9", participant_id=RILEY.participant_id)
    made = make_batch(now=NOW, by="print desk")
    confirm_batch(number=made.batch.pk, by="CASEY", now=NOW)

    def keep(now: datetime) -> int:
        return sum(
            rules()[name](now, Retention(outbox_days=90), 100) for name in ("mail and letters", "letter batches")
        )

    assert keep(NOW + timedelta(days=90)) == 0
    assert keep(NOW + timedelta(days=91)) == 3
    assert (OutboxMessage.objects.count(), LetterBatch.objects.count()) == (1, 0)


def test_the_operator_s_commands(manage, own_database):
    put_one = (
        "import django; django.setup();"
        "from tests.notices.conftest import put, ADDRESS; put('pin:1', 'pin_by_letter', to=ADDRESS)"
    )
    assert manage("letters", "batch").stdout == "No letters are waiting.\n"
    subprocess.run([sys.executable, "-c", put_one], env=own_database, check=True)
    said = manage("letters", "batch", "--by", "CASEY").stdout
    assert "Batch 1: 1 letters in" in said
    assert "Participant" not in said
    assert "not wait" in manage("letters", "confirm", 7, "--by", "CASEY", check=False).stderr
    assert manage("letters", "confirm", 1, "--by", "CASEY").stdout == "Confirmed 1 letters. Their PDF is deleted.\n"
    assert re.search(r"1 .* 1 .*20\d\d", manage("letters", "list").stdout)
