"""A ninth record, declared here alone: it loads, is rejected, is removed and hides, and the pipeline names none."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.feed import nondisclosure, records
from connect.feed.pipeline.load import load
from connect.feed.record import Breaker, Column, Derived, Fetch, Record, Reference, RowRule
from connect.feed.records.cases import CASE_SCOPE, PARTS_IN_SCOPE
from tests.feed import folder
from tests.feed.folder import DANA, NOOR, RILEY, SAM, Box, Row, Rows, confirmed, party, small_county, wipe
from tests.support.laws import examples

pytestmark = pytest.mark.django_db(transaction=True)


class Hearing(models.Model):
    pk = models.CompositePrimaryKey("case_number", "hearing_id")
    case_number = models.CharField(max_length=20)
    hearing_id = models.CharField(max_length=20)
    on_date = models.DateField()
    ends_on = models.DateField(null=True)
    fee = models.BigIntegerField()
    courtroom = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "ninth"


class DisclosedHearing(models.Model):
    pk = models.CompositePrimaryKey("participant_id", "case_number", "hearing_id")
    participant_id = models.CharField(max_length=10)
    case_number = models.CharField(max_length=20)
    hearing_id = models.CharField(max_length=20)
    on_date = models.DateField()
    courtroom = models.CharField(max_length=60, blank=True)

    class Meta:
        app_label = "ninth"


HEARINGS = Record(
    "hearings",
    "Hearings of a case.",
    ("case_number", "hearing_id"),
    (
        Column("hearing_id", "id", "Number", "H1", "No screen", 20, required=True),
        Column("case_number", "id", "Case number", "201", "No screen", 20, required=True),
        Column("on_date", "date", "Day", "2026-12-01", "No screen", required=True),
        Column("ends_on", "date", "Last day", "", "No screen"),
        Column("fee", "money", "Fee", "1.00", "No screen", required=True),
        Column("courtroom", "text", "Room", "MODOC 4", "No screen", 60),
    ),
    Hearing,
    control="fee",
    references=(Reference("case_number", "cases", "case"),),
    row_rules=(RowRule("ends_on: not before on_date", "ends_on < on_date"),),
    breaker=Breaker("hearings", "hearings"),
    scope=CASE_SCOPE,
    derived=(
        Derived(
            DisclosedHearing,
            "SELECT p.participant_id, p.hidden, r.* FROM reader AS p JOIN next_hearing AS r USING (case_number)",
            Fetch(DisclosedHearing, ("participant_id", "case_number"), PARTS_IN_SCOPE),
        ),
    ),
)
COLUMNS = dict.fromkeys(("participant_id", "case_number", "hearing_id", "on_date"), nondisclosure.Reading.SHOWN)
COLUMNS["courtroom"] = nondisclosure.Reading.HIDDEN_WITH_PLACE


@pytest.fixture(autouse=True)
def ninth(monkeypatch):
    every = (*records.RECORDS, HEARINGS)
    monkeypatch.setattr(records, "RECORDS", every)
    monkeypatch.setattr(folder, "BY_NAME", {record.name: record for record in every})
    monkeypatch.setitem(nondisclosure.READINGS, DisclosedHearing, COLUMNS)
    with connection.schema_editor() as editor:
        editor.create_model(Hearing)
        editor.create_model(DisclosedHearing)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Hearing)
        editor.delete_model(DisclosedHearing)


def hearing(case: str, number: str, **more: str) -> Row:
    row = {"case_number": case, "hearing_id": number, "on_date": "2026-12-01", "fee": "10.00"}
    return row | {"courtroom": f"ROOM {case}"} | more


def county(*hearings: Row) -> Rows:
    return small_county() | {"hearings": list(hearings)}


def on_file() -> set[tuple[str, str]]:
    return set(Hearing.objects.values_list("case_number", "hearing_id"))


def read_by(person: str) -> set[tuple[str, str]]:
    return set(DisclosedHearing.objects.filter(participant_id=person).values_list("hearing_id", "courtroom"))


def test_it_loads_changes_and_goes(tmp_path):
    outcome = load(Box(tmp_path / "1").write(county(hearing("201", "1"), hearing("202", "2"))))
    assert {count.name: count.cents for count in outcome.files}["hearings"] == 2000
    assert on_file() == {("201", "1"), ("202", "2")}
    assert read_by(RILEY) == {("1", "ROOM 201")}
    assert read_by(DANA) == {("1", "ROOM 201"), ("2", "ROOM 202")}
    after = county(hearing("201", "1", courtroom="ROOM 9"), hearing("201", "3"))
    outcome = load(Box(tmp_path / "2", sequence=2).write(after))
    assert (outcome.changes["hearings"].added, outcome.changes["hearings"].changed) == (1, 1)
    assert outcome.changes["hearings"].removed == 1
    assert read_by(RILEY) == {("1", "ROOM 9"), ("3", "ROOM 201")}
    load(Box(tmp_path / "3", sequence=3, mode="changes").write({}, {"hearings": [hearing("201", "1")]}))
    assert read_by(DANA) == {("3", "ROOM 201")}


def test_its_bad_rows_are_rejected_by_line_with_the_reason(tmp_path):
    bad = [hearing("201", "1"), hearing("999", "2"), hearing("201", "3", on_date="soon"), hearing("201", "4 4")]
    bad += [hearing("201", "5", ends_on="2026-11-30"), hearing("202", "6"), hearing("202", "6", courtroom="X")]
    outcome = load(Box(tmp_path / "1").write(county(*bad)))
    assert outcome.rejected == 6
    assert (tmp_path / "1" / "rejects" / "hearings.csv").read_text().splitlines()[1:] == [
        "3,case_number: this case is not there",
        "4,on_date: a date like 2026-05-29",
        "5,hearing_id: 1 to 20 of A-Z a-z 0-9 - _",
        "6,ends_on: not before on_date",
        '7,"the key (case_number, hearing_id) stands in several rows that contradict each other"',
        '8,"the key (case_number, hearing_id) stands in several rows that contradict each other"',
    ]
    assert on_file() == {("201", "1")}


def test_many_of_them_that_would_go_hold_the_feed(tmp_path):
    load(Box(tmp_path / "1").write(county(*(hearing("201", str(number)) for number in range(6)))))
    path = Box(tmp_path / "2", sequence=2).write(county())
    outcome = load(path)
    assert outcome.unconfirmed == ["hearings"]
    assert len(on_file()) == 6
    assert load(path, confirmed=confirmed(outcome)).state == "loaded"
    assert on_file() == set()


def test_its_place_is_hidden_with_the_mark_and_its_other_columns_are_read(tmp_path):
    load(Box(tmp_path / "1").write(county(hearing("204", "1"))))
    assert read_by(SAM) == {("1", "")}
    assert read_by(NOOR) == {("1", "ROOM 204")}
    load(Box(tmp_path / "2", sequence=2, mode="changes").write({"parties": [party(RILEY, "201", nondisclosure="yes")]}))
    load(Box(tmp_path / "3", sequence=3, mode="changes").write({"hearings": [hearing("201", "2")]}))
    assert read_by(DANA) == {("2", "")}
    assert read_by(RILEY) == {("2", "ROOM 201")}


def test_a_column_of_it_that_no_one_declared_stops_the_load(tmp_path, monkeypatch):
    undeclared = {name: what for name, what in COLUMNS.items() if name != "courtroom"}
    monkeypatch.setitem(nondisclosure.READINGS, DisclosedHearing, undeclared)
    with pytest.raises(ImproperlyConfigured, match=r"DisclosedHearing\.courtroom"):
        load(Box(tmp_path / "1").write(county(hearing("201", "1"))))
    assert on_file() == set()
    assert [error.id for error in nondisclosure.undeclared_columns([DisclosedHearing])] == ["connect.E020"]


def test_a_record_whose_readers_are_not_declared_at_all_stops_the_load(tmp_path, monkeypatch):
    monkeypatch.delitem(nondisclosure.READINGS, DisclosedHearing)
    with pytest.raises(ImproperlyConfigured, match=r"DisclosedHearing\.participant_id, DisclosedHearing\.case_number"):
        load(Box(tmp_path / "1").write(county(hearing("201", "1"))))


def world(random: Random) -> Rows:
    rows = [hearing(case, str(n), courtroom=random.choice("XY")) for case in ("201", "204", "999") for n in range(3)]
    return {"hearings": [row for row in rows if random.random() < 0.6]}


def everything() -> tuple[list, list]:
    return tuple(sorted(model.objects.values_list(), key=repr) for model in (Hearing, DisclosedHearing))


@settings(
    max_examples=examples(10),
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32))
def test_full_feeds_one_after_another_in_any_order_of_rows_lead_where_the_last_one_leads(seed):
    random = Random(seed)
    ends = []
    worlds = [world(random) for _ in range(3)]
    for way in (worlds, worlds[-1:]):
        with tempfile.TemporaryDirectory() as path:
            wipe()
            Hearing.objects.all().delete()
            DisclosedHearing.objects.all().delete()
            for number, rows in enumerate(way, 1):
                shuffled = [*rows["hearings"]]
                random.shuffle(shuffled)
                outcome = load(
                    Box(Path(path, str(number)), sequence=number).write(small_county() | {"hearings": shuffled})
                )
                if outcome.state == "held":
                    outcome = load(Path(path, str(number)), confirmed=confirmed(outcome))
                assert outcome.rejected == sum(row["case_number"] == "999" for row in shuffled)
            ends.append(everything())
    assert ends[0] == ends[1]
