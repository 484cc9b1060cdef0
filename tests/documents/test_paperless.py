"""What the print shop is told: who gets no paper, and what must be mailed after all."""

import csv
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from connect.documents.models import Document, PaperOwed
from connect.documents.paperless import export_paperless, online_alone
from connect.lib.doors import Door
from connect.notices.addresses import address_hash
from connect.notices.confirmed import notice_place
from connect.notices.enrolment import set_consents
from connect.notices.kinds import ConsentKind
from connect.notices.models import ConfirmedPlace, OutboxMessage, StoppedAddress
from tests.notices.enrolled import EMAIL, content_free_mail, enrol
from tests.support.cast import DANA

pytestmark = pytest.mark.django_db
WHO = DANA.participant_id
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def document(number: str, kind: str = "billing", at: datetime = NOW) -> Document:
    return Document.objects.create(
        participant_id=WHO,
        document_id=f"{kind}.{number}",
        public_id=number.ljust(22, "x"),
        kind=kind,
        case_number="201",
        month=date(2026, 10, 1) if kind in ("billing", "collections") else None,
        dated_on=date(2026, 11, 24),
        made_at=at,
        language="en",
        wording="1",
        snapshot="{}",
    )


def mail_of(made: Document, state: str, at: datetime = NOW) -> OutboxMessage:
    went_to = address_hash(EMAIL) if state == "sent" else ""
    key = f"document_came {made.public_id}"
    return content_free_mail("document_came", key, state, at=at, participant_id=WHO, address_hash=went_to)


def exported(folder: Path, name: str, now: datetime) -> list[dict[str, str]]:
    """The rows of online.csv, or of mail.csv, of an export at `now`."""
    export_paperless(folder, by="Casey Lin", now=now)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_it_lists_who_agreed_to_what_comes_online_alone(tmp_path: Path):
    enrol(WHO)
    rows = exported(tmp_path / "1", "online", NOW)
    assert {(row["participant_id"], row["kind"], row["since"]) for row in rows} == {
        (WHO, kind, "2020-01-01") for kind in ("annual_fee", "billing", "collections", "closure")
    }


def test_a_closure_notice_is_online_alone_only_by_its_own_consent():
    enrol(WHO, ConsentKind.BILLING, ConsentKind.WARNING)
    assert [each.kind for each in online_alone()] == ["billing"]


@pytest.mark.parametrize("change", ["left", "unconfirmed", "other address", "came back", "gone"])
def test_who_left_or_cannot_be_reached_gets_paper_from_the_next_export(tmp_path: Path, change):
    enrol(WHO, ConsentKind.BILLING)
    assert len(exported(tmp_path / "1", "online", NOW)) == 1
    match change:
        case "left":
            set_consents(WHO, (), language="en", door=Door.MAIL, now=NOW)
        case "unconfirmed":
            ConfirmedPlace.objects.all().delete()
        case "other address":
            enrol(WHO, ConsentKind.BILLING, email="new@mail.example")
            ConfirmedPlace.objects.filter(place_hash=notice_place("new@mail.example")).delete()
        case "came back":
            stop(mail_of(document("1"), "sent"))
        case "gone":
            from connect.cases.models import Participant

            Participant.objects.update(gone=True)
    assert exported(tmp_path / "2", "online", NOW + DAY) == []


def stop(mail: OutboxMessage) -> None:
    StoppedAddress.objects.create(
        participant_id=WHO,
        address_hash=address_hash(EMAIL),
        reason="bounced",
        stopped_at=mail.made_at,
        stopped_on=date(2026, 11, 24),
        message_id=mail.id,
    )


@pytest.mark.parametrize(
    ("state", "owed"),
    [("sent", 0), ("queued", 0), ("sending", 0), ("unsure", 0), ("failed", 1), ("withdrawn", 1), ("", 1)],
)
def test_a_document_of_which_no_mail_arrived_is_mailed(tmp_path: Path, state, owed):
    enrol(WHO, ConsentKind.BILLING)
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    made = document("1", at=NOW + DAY)
    if state:
        mail_of(made, state, NOW + DAY)
    rows = exported(tmp_path / "2", "mail", NOW + 2 * DAY)
    assert len(rows) == owed
    if owed:  # November 26 is Thanksgiving, and in California the 27th is a holiday too
        expected = {"document_id": "billing.1", "kind": "billing", "dated_on": "2026-11-24", "mail_by": "2026-12-02"}
        assert rows == [{"participant_id": WHO, **expected}]


def test_one_that_came_back_is_mailed_and_so_is_each_after_it(tmp_path: Path):
    enrol(WHO, ConsentKind.BILLING, ConsentKind.COLLECTIONS)
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    before, came_back, after = (
        mail_of(document(number, kind, NOW + hours), "sent", NOW + hours)
        for number, kind, hours in (
            ("1", "billing", timedelta(hours=1)),
            ("2", "collections", timedelta(hours=2)),
            ("3", "billing", timedelta(hours=3)),
        )
    )
    stop(came_back)
    rows = exported(tmp_path / "2", "mail", NOW + DAY)
    assert [row["document_id"] for row in rows] == ["billing.3", "collections.2"]
    assert before.state == after.state == "sent"


def test_each_is_told_once(tmp_path: Path):
    enrol(WHO, ConsentKind.BILLING)
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    mail_of(document("1", at=NOW + DAY), "failed", NOW + DAY)
    assert len(exported(tmp_path / "2", "mail", NOW + 2 * DAY)) == 1
    assert exported(tmp_path / "3", "mail", NOW + 3 * DAY) == []


@pytest.mark.parametrize(
    "change", ["before the first export", "opened", "withdrawn", "on paper anyway", "after paper was back"]
)
def test_what_needs_no_second_paper_is_not_mailed(tmp_path: Path, change):
    kind = "warning" if change == "on paper anyway" else "billing"
    enrol(WHO, ConsentKind(kind))
    if change == "before the first export":
        document("1", kind, NOW - DAY)
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    if change == "after paper was back":
        set_consents(WHO, (), language="en", door=Door.WEB, now=NOW)
        export_paperless(tmp_path / "2", by="Casey Lin", now=NOW + DAY)
    if change != "before the first export":
        document("1", kind, NOW + 2 * DAY)
    if change == "opened":
        Document.objects.update(opened_at=NOW + 2 * DAY)
    if change == "withdrawn":
        Document.objects.update(withdrawn_on=date(2026, 11, 26))
    assert exported(tmp_path / "3", "mail", NOW + 3 * DAY) == []


def test_a_document_made_after_someone_left_and_before_the_shop_knew_is_mailed(tmp_path: Path):
    enrol(WHO, ConsentKind.BILLING)
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    set_consents(WHO, (), language="en", door=Door.MAIL, now=NOW + timedelta(hours=1))
    document("1", at=NOW + timedelta(hours=2))
    assert [row["document_id"] for row in exported(tmp_path / "2", "mail", NOW + DAY)] == ["billing.1"]


def test_the_manifest_says_the_hash_and_the_rows_of_each_file(tmp_path: Path):
    enrol(WHO, ConsentKind.BILLING)
    call_command("paperless", "export", str(tmp_path / "1"), "--by", "Casey Lin", verbosity=0)
    manifest = json.loads((tmp_path / "1" / "manifest.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["rows"]) for each in manifest["files"]] == [("online.csv", 1), ("mail.csv", 0)]
    for each in manifest["files"]:
        assert hashlib.sha256((tmp_path / "1" / each["name"]).read_bytes()).hexdigest() == each["sha256"]
        assert (tmp_path / "1" / each["name"]).stat().st_mode & 0o077 == 0


def test_a_folder_that_is_there_is_refused_and_nothing_is_noted(tmp_path: Path):
    enrol(WHO, ConsentKind.BILLING)
    with pytest.raises(CommandError, match="name a folder that is not there yet"):
        call_command("paperless", "export", str(tmp_path), verbosity=0)
    document("1", at=NOW)
    assert PaperOwed.objects.count() == 0
    assert exported(tmp_path / "1", "mail", NOW + DAY) == []  # no export had said that there is no paper


def test_no_file_names_anyone_or_says_where_they_are(tmp_path: Path):
    enrol(WHO)
    mail_of(document("1"), "failed")
    export_paperless(tmp_path / "1", by="Casey Lin", now=NOW)
    text = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "1").iterdir())
    for secret in ("DANA", "OKAFOR", EMAIL, "201"):
        assert secret not in text.replace("2026", "").replace("2020", "")


@pytest.mark.parametrize(
    ("day", "by"),
    [
        ("2026-11-23", "2026-11-30"),  # Thanksgiving, and the day after it
        ("2026-12-23", "2026-12-29"),  # Christmas
        ("2026-12-31", "2027-01-06"),  # New Year
        ("2028-02-29", "2028-03-03"),
        ("2026-11-20", "2026-11-25"),
    ],
)
@pytest.mark.no_database
def test_three_business_days_pass_over_weekends_and_holidays(day, by):
    assert settings.AGENCY.hours.business_days_after(date.fromisoformat(day), 3) == date.fromisoformat(by)
