"""A Social Security number is nowhere in the clear: not in the database, the workspace, the rejects or what is said."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from connect.cases.models import Participant
from connect.feed.pipeline.database import work_folder
from connect.feed.pipeline.load import load
from connect.lib import sealed
from tests.feed.folder import DANA, Box, everything, load_rows, person, small_county

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "987651234"


def with_canary() -> dict:
    rows = small_county()
    rows["participants"][0]["ssn"] = CANARY
    rows["participants"].append(person("bad", ssn=CANARY))
    return rows


def test_the_number_is_sealed_and_can_be_found_by_its_index(tmp_path):
    load_rows(tmp_path, with_canary())
    dana = Participant.objects.get(participant_id=DANA)
    assert sealed.unseal(settings.FIELD_KEYS, dana.ssn_sealed) == CANARY
    assert dana.ssn_index == sealed.blind_index(settings.BLIND_INDEX_KEYS[0].encode(), CANARY)


def test_the_number_is_nowhere_in_the_clear(tmp_path, capfd):
    rows = with_canary()
    rows["participants"] += [person(f"3{n:09}") for n in range(500)]  # enough that some lie on disk while it reads
    folder = Box(tmp_path).write(rows)
    seen: list[bytes] = []

    def look(stage: str, done: int, total: int) -> None:
        seen.extend(path.read_bytes() for path in work_folder().rglob("*") if path.is_file())

    load(folder, progress=look)
    assert any(DANA.encode() in content for content in seen)
    assert not any(CANARY.encode() in content for content in seen)
    assert CANARY not in repr(everything())
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        assert not any(CANARY.encode() in path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    assert CANARY not in (folder / "rejects" / "participants.csv").read_text()
    assert CANARY not in "".join(capfd.readouterr())


def test_the_command_says_no_number(tmp_path, capsys):
    folder = Box(tmp_path).write(with_canary())
    with pytest.raises(SystemExit) as ended:
        call_command("feed", "load", str(folder))
    assert ended.value.code == 2
    said = "".join(capsys.readouterr())
    assert "1 rows rejected" in said
    assert CANARY not in said


def test_the_side_file_is_private_and_goes(tmp_path):
    modes: set[int] = set()

    def look(stage: str, done: int, total: int) -> None:
        modes.update(path.stat().st_mode & 0o777 for path in work_folder().rglob("workspace/*"))

    load(Box(tmp_path).write(small_county()), progress=look)
    assert modes == {0o600}
    assert not (work_folder() / "workspace").exists()


def test_an_unchanged_number_is_not_sealed_anew(tmp_path):
    load_rows(tmp_path / "1", small_county())
    before = Participant.objects.get(participant_id=DANA).ssn_sealed
    row = small_county()["participants"][0] | {"employer": "ELM DAIRY"}
    load_rows(tmp_path / "2", {"participants": [row]}, sequence=2, mode="changes")
    dana = Participant.objects.get(participant_id=DANA)
    assert (dana.ssn_sealed, dana.employer) == (before, "ELM DAIRY")
