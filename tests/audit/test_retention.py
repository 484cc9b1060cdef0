"""Each kind of row leaves when the profile says so, not a day earlier, and the trail still verifies afterwards."""

import os
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command

from connect.access.models import Account, Visit
from connect.audit.acts import Act
from connect.audit.daily_seals import seal_days
from connect.audit.models import Checkpoint, DailySeal, Entry, HeadAtSeal
from connect.audit.retention import remove_old_entries
from connect.audit.verification import verify
from connect.cases.models import Absence, Delivery, Participant
from connect.lib import retention
from connect.lib.agency import BadProfile, Retention, read_profile
from connect.news.models import Change
from connect.operation.retention_run import remove_what_is_old
from tests.audit.conftest import DANA, RILEY, at, change, record

YEARS_LATER = at(22).replace(year=2033)  # the rows of November 20 and 21, 2026 are older than seven years


def removed(now: datetime, **more) -> dict[str, int]:
    return {name: count for name, count in remove_what_is_old(now, **more).items() if count}


def kinds(now: datetime) -> set[str]:
    return {each.kind.name for each in verify(now).problems} - {"SEAL_MISSING"}  # nobody sealed seven years on


@pytest.fixture
def sealed(trail):
    seal_days(at(23))


def test_the_trail_is_kept_for_seven_years_to_the_day(sealed):
    assert "the trail" not in removed(at(20, 23, 59).replace(year=2033))
    assert removed(at(21).replace(year=2033))["the trail"] == 2 + 2  # the rows and the sealed tips of November 20


def test_a_trail_whose_oldest_rows_have_left_is_still_whole(sealed):
    removed(YEARS_LATER)
    assert list(Entry.objects.filter(chain=DANA).values_list("number", flat=True)) == [4]
    assert kinds(YEARS_LATER) == set()
    assert DailySeal.objects.count() == 3


def test_after_the_oldest_have_left_tampering_is_still_found(sealed):
    removed(YEARS_LATER)
    change("DELETE FROM audit_entry WHERE chain = %s", DANA)
    assert [each.number for each in verify(YEARS_LATER, participant=DANA).problems] == ["4"]


def test_rows_cannot_be_made_to_leave_without_the_key(sealed):
    hash_of_3 = Entry.objects.get(chain=DANA, number=3).hash
    change("DELETE FROM audit_entry WHERE chain = %s AND number <= 3", DANA)
    Checkpoint.objects.create(chain=DANA, lane=Entry.objects.get(chain=DANA).lane, number=3, hash=hash_of_3, mac="x")
    assert kinds(at(23)) == {"CHECKPOINT"}


def test_a_person_whose_whole_history_has_left_can_act_again(sealed, clock):
    late = at(25).replace(year=2033)
    removed(late)
    assert Entry.objects.filter(chain=RILEY).count() == 0
    clock(late)
    record(Act.SIGNED_IN, RILEY)
    assert Entry.objects.get(chain=RILEY).number == 3
    assert kinds(late) == set()


def test_what_no_seal_covers_stays(trail):
    assert "the trail" not in removed(YEARS_LATER)
    assert Entry.objects.filter(chain=DANA).count() == 4


def test_a_removal_that_is_interrupted_leaves_a_whole_trail_at_every_step(sealed):
    steps = 0
    while remove_old_entries(YEARS_LATER, Retention(), 1):
        assert kinds(YEARS_LATER) == set()
        steps += 1
    assert steps == 3
    assert HeadAtSeal.objects.filter(day__lt="2026-11-22").count() == 0


def test_a_run_is_one_entry_of_the_trail_and_the_second_removes_nothing(sealed):
    first = removed(YEARS_LATER)
    assert removed(YEARS_LATER) == {}
    entries = Entry.objects.filter(act="old records removed", by="retention")
    assert [entry.detail for entry in entries.order_by("at")] == [first, {}]


def test_a_run_that_is_asked_to_stop_stops_between_two_batches(sealed):
    asked = iter([False, True])
    assert sum(remove_what_is_old(YEARS_LATER, ended=lambda: next(asked, True), batch=1).values()) <= 4
    assert Entry.objects.filter(act="old records removed").count() == 1


def session(key: str, ends: datetime, person: str = DANA) -> None:
    Visit.objects.create(session_key=key, participant_id=person, started_at=ends, expire_date=ends)


def test_a_visit_leaves_a_day_after_its_end(transactional_db):
    session("old", at(20, 11, 59))
    session("new", at(20, 12, 0))
    assert removed(at(21, 12)) == {"sessions": 1}
    assert list(Visit.objects.values_list("session_key", flat=True)) == ["new"]


def test_many_rows_leave_in_small_batches(transactional_db):
    for number in range(7):
        session(str(number), at(1))
    sizes = []
    rule = retention.rules()["sessions"]
    while count := rule(at(20), Retention(), 3):
        sizes.append(count)
    assert sizes == [3, 3, 1]


def person(participant_id: str, *, gone: bool) -> None:
    Participant.objects.create(participant_id=participant_id, first_name="PAT", last_name="OKAFOR", gone=gone)
    Account.objects.create(participant_id=participant_id, pin_hash="x", changed_at=at(1))


def test_an_account_is_closed_when_the_agency_has_not_sent_the_person_for_two_years(transactional_db):
    person(DANA, gone=True)
    person(RILEY, gone=False)
    assert removed(at(1)) == {"absences noted or ended": 1}
    assert removed(at(1).replace(year=2028)) == {}
    assert removed(at(2).replace(year=2028)) == {"closed accounts": 1}
    assert list(Account.objects.values_list("participant_id", flat=True)) == [RILEY]


def test_whoever_comes_back_in_between_keeps_the_account_and_counts_anew(transactional_db):
    person(DANA, gone=True)
    removed(at(1))
    Participant.objects.update(gone=False)
    assert removed(at(1).replace(year=2029)) == {"absences noted or ended": 1}
    Participant.objects.update(gone=True)
    removed(at(2).replace(year=2029))
    assert Absence.objects.get().noted_at == at(2).replace(year=2029)
    assert Account.objects.count() == 1


def test_news_leaves_with_the_feed_that_brought_it(transactional_db):
    for sequence, day in ((1, 1), (2, 20)):
        Delivery.objects.create(
            sequence=sequence,
            agency="CA",
            as_of=at(day),
            state="loaded",
            rows_in=0,
            rows_rejected=0,
            finished_at=at(day),
        )
        Change.objects.create(
            participant_id=DANA, subject="payment", about=str(sequence), sequence=sequence, kind="received"
        )
    assert removed(at(1) + timedelta(days=400)) == {}
    assert removed(at(5) + timedelta(days=400)) == {"news of changes": 1}
    assert list(Change.objects.values_list("about", flat=True)) == ["2"]


def test_rejected_rows_of_old_feeds_are_deleted(transactional_db, tmp_path, settings):
    settings.FEEDS = tmp_path
    for name, day in (("1", 1), ("2", 20)):
        file = tmp_path / name / "rejects" / "parties.csv"
        file.parent.mkdir(parents=True)
        file.write_text("line,reason\n")
        os.utime(file, (at(day).timestamp(),) * 2)
    (tmp_path / "1" / "manifest.json").write_text("{}")
    assert removed(at(5) + timedelta(days=90)) == {"rejected rows of feeds": 1}
    assert sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*.*")) == [
        "1/manifest.json",
        "2/rejects/parties.csv",
    ]


def test_the_command_says_what_left(sealed, monkeypatch, capsys):
    monkeypatch.setattr("connect.operation.management.commands.retention.timezone.now", lambda: YEARS_LATER)
    call_command("retention")
    assert "the trail" in capsys.readouterr().out
    assert Entry.objects.filter(chain=DANA).count() == 1


def test_the_profile_keeps_nothing_for_less_than_one(tmp_path):
    text = settings.AGENCY_FILE.read_text().replace("audit_years = 7", "audit_years = 0")
    (tmp_path / "agency.toml").write_text(text)
    with pytest.raises(BadProfile, match=r"retention\.audit_years: must be at least 1"):
        read_profile(tmp_path / "agency.toml")
