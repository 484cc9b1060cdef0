"""A key is replaced while people sign in and feeds load; killed at any moment, the next run finds the rest."""

import hashlib
import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from connect.access.models import Visit
from connect.access.pins.change import set_pin
from connect.audit.models import Entry
from connect.cases.models import Participant
from connect.feed.pipeline.database import only_load
from connect.lib import sealed, tokens
from connect.operation import key_rotation
from tests.feed.folder import DANA, RILEY, Box, load_rows, person, small_county
from tests.support.at_rest import at_rest, found
from tests.support.process import ROOT
from tests.support.sqlite_file import opened

CANARY = "987651234"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
PEOPLE = 60


@pytest.fixture
def county(transactional_db, tmp_path, settings):
    """Dana's number sealed with the old key and found by the old index; Riley has none."""
    settings.FIELD_KEYS, settings.BLIND_INDEX_KEYS = [OLD], ["old index"]
    rows = small_county()
    rows["participants"][0]["ssn"] = CANARY
    load_rows(tmp_path / "1", rows)
    return settings


@pytest.fixture
def turning(county):
    """The new keys stand before the old."""
    county.FIELD_KEYS, county.BLIND_INDEX_KEYS = [NEW, OLD], ["new index", "old index"]
    return county


def dana() -> Participant:
    return Participant.objects.get(participant_id=DANA)


def by_number(indexes: list[str]) -> list[str]:
    people = Participant.objects.filter(ssn_index__in=indexes)
    return list(people.values_list("participant_id", flat=True))


def test_while_a_key_is_replaced_both_open_and_both_find(turning):
    assert sealed.unseal(turning.FIELD_KEYS, dana().ssn_sealed) == CANARY
    assert by_number(sealed.blind_indexes(turning.BLIND_INDEX_KEYS, CANARY)) == [DANA]
    assert by_number(sealed.blind_indexes(turning.BLIND_INDEX_KEYS, "")) == []
    key_rotation.rotate()
    assert by_number(sealed.blind_indexes(turning.BLIND_INDEX_KEYS, CANARY)) == [DANA]


def test_afterwards_the_old_keys_open_and_find_nothing(turning):
    assert key_rotation.rotate()["cases.participant.ssn_sealed"] == 1
    assert sealed.unseal([NEW], dana().ssn_sealed) == CANARY
    with pytest.raises(InvalidToken):
        sealed.unseal([OLD], dana().ssn_sealed)
    assert by_number(sealed.blind_indexes(["old index"], CANARY)) == []
    assert by_number(sealed.blind_indexes(["new index"], CANARY)) == [DANA]


def test_only_the_index_may_be_new(county):
    county.BLIND_INDEX_KEYS = ["new index", "old index"]
    token = dana().ssn_sealed
    key_rotation.rotate()
    assert dana().ssn_sealed == token
    assert by_number(sealed.blind_indexes(["new index"], CANARY)) == [DANA]


def test_who_has_no_number_still_has_none(turning):
    key_rotation.rotate()
    riley = Participant.objects.get(participant_id=RILEY)
    assert (riley.ssn_sealed, riley.ssn_index) == ("", "")


def test_a_second_run_writes_nothing_and_each_is_one_entry(turning):
    key_rotation.rotate()
    token = dana().ssn_sealed
    assert set(key_rotation.rotate().values()) == {0}
    assert dana().ssn_sealed == token
    entries = Entry.objects.filter(act="keys rotated", by="keys").order_by("at")
    assert [entry.detail for entry in entries] == [{"cases.participant.ssn_sealed": 1}, {}]


def test_what_was_typed_is_sealed_anew_and_waits_no_longer_than_before(turning):
    now = timezone.now()
    token = tokens.seal_token([OLD], "typed", {"path": "/"}, now + timedelta(minutes=30))
    Visit.objects.create(session_key="x", participant_id=DANA, started_at=now, expire_date=now, session_data=token)
    key_rotation.rotate()
    token = Visit.objects.get().session_data
    assert tokens.open_token([NEW], "typed", token, now + timedelta(minutes=29)) == {"path": "/"}
    assert tokens.open_token([NEW], "typed", token, now + timedelta(minutes=30)) is None


def test_a_row_that_changes_meanwhile_is_not_overwritten(turning, monkeypatch):
    """A feed brings another number between the reading and the writing."""
    newer = sealed.seal([NEW], "900000001")
    reseal = sealed.reseal

    def meanwhile(keys, token):
        Participant.objects.filter(participant_id=DANA).update(ssn_sealed=newer)
        return reseal(keys, token)

    monkeypatch.setattr(sealed, "reseal", meanwhile)
    assert key_rotation.rotate()["cases.participant.ssn_sealed"] == 0
    assert dana().ssn_sealed == newer


def test_no_row_of_the_mirror_is_written_while_a_feed_loads(turning):
    before = dana().ssn_sealed
    with only_load(), pytest.raises(CommandError, match="another feed"):
        call_command("keys", "rotate")
    assert dana().ssn_sealed == before


def test_a_feed_in_between_writes_with_the_new_keys(turning, tmp_path):
    row = small_county()["participants"][0] | {"ssn": CANARY, "employer": "ELM DAIRY"}
    load_rows(tmp_path / "2", {"participants": [row]}, sequence=2, mode="changes")
    assert by_number(sealed.blind_indexes(["new index"], CANARY)) == [DANA]


def test_status_says_what_stands_under_which_key(turning, capsys):
    set_pin(participant_id=DANA, pin="402958", temporary=False, by="test", now=timezone.now())
    turning.PIN_PEPPER = f"a new pepper,{turning.PIN_PEPPER}"
    call_command("keys", "status")
    said = rows_of(capsys.readouterr().out)
    assert ["cases.participant.ssn_sealed", "newest", "0", "0"] in said
    assert ["cases.participant.ssn_sealed", "older 1", "1", "1"] in said
    assert ["under an older pepper", "1"] in said
    assert ["with another cost", "0"] in said
    turning.PIN_HASH_TIME_COST += 1
    call_command("keys", "rotate")
    call_command("keys", "status")
    said = rows_of(capsys.readouterr().out)
    assert ["cases.participant.ssn_sealed", "newest", "1", "1"] in said
    assert ["with another cost", "1"] in said


def rows_of(said: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in said.splitlines() if "│" in line]


def test_a_key_taken_away_too_early_is_said(turning, capsys):
    turning.FIELD_KEYS = [NEW]
    with pytest.raises(SystemExit) as ended:
        call_command("keys", "rotate")
    assert ended.value.code == 1
    assert "1 rows cannot be opened with any key in the list" in capsys.readouterr().out


def keys(environment: dict[str, str], *, field: str, index: str) -> dict[str, str]:
    return environment | {"CONNECT_FIELD_KEYS": field, "CONNECT_BLIND_INDEX_KEY": index}


def numbers(environment: dict[str, str]) -> list[tuple[str, str, str]]:
    """(participant, sealed, index) of everybody with a number."""
    with opened(environment) as database:
        rows = database.execute(
            "SELECT participant_id, ssn_sealed, ssn_index FROM cases_participant WHERE ssn_sealed <> ''"
        ).fetchall()
    return sorted(rows)


def digest(rows: list[tuple[str, str, str]], opening: list[str]) -> str:
    """Over what is inside, so that it is equal before and after."""
    return hashlib.sha256(repr([(who, sealed.unseal(opening, token)) for who, token, _ in rows]).encode()).hexdigest()


def rotate_and_kill(environment: dict[str, str], chance: random.Random) -> None:
    command = [sys.executable, "manage.py", "keys", "rotate", "--batch", "3"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None
        for _ in range(chance.randint(1, 6)):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)


def test_killed_at_any_moment_and_run_again_it_ends_with_the_same_numbers_and_no_trace(own_database, manage, tmp_path):
    ssns = {str(1_000_000_100 + each): f"9876{each:05d}" for each in range(PEOPLE)}
    rows = {"participants": [person(who, ssn=ssn) for who, ssn in ssns.items()]}
    own_database |= keys(own_database, field=OLD, index="index-one")
    manage("feed", "load", Box(tmp_path / "came").write(rows))
    before = digest(numbers(own_database), [OLD])
    own_database |= keys(own_database, field=f"{NEW},{OLD}", index="index-two,index-one")
    chance, partly = random.Random(5), set()
    for _ in range(3):
        rotate_and_kill(own_database, chance)
        partly.add(sum(sealed.opened_by([NEW], token) == 0 for _, token, _ in numbers(own_database)))
    assert any(0 < done < PEOPLE for done in partly)
    assert "Nothing left" in manage("keys", "rotate").stdout
    after = numbers(own_database)
    assert digest(after, [NEW]) == before
    assert {sealed.opened_by([OLD], token) for _, token, _ in after} == {None}
    assert [index for who, _, index in after] == [sealed.blind_index(b"index-two", ssns[who]) for who, _, _ in after]
    assert found(list(ssns.values()), at_rest(own_database)) == []


def test_a_number_in_the_clear_or_plainly_hashed_would_be_found(own_database):
    with opened(own_database) as database:
        hashed = hashlib.sha1(CANARY.encode()).hexdigest()
        database.execute(f"INSERT INTO django_migrations (app, name, applied) VALUES ('x', '{hashed}', '2026-11-20')")
    assert found([CANARY], at_rest(own_database)) == [(CANARY, "sha1")]
