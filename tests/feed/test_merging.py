"""How long a feed keeps others waiting: on SQLite its one transaction takes over what is laid ready, and no more."""

import pytest
from django.db import connection, connections

from connect.cases.models import Participant
from connect.feed.pipeline import load
from connect.feed.pipeline.database import work_folder
from connect.feed.pipeline.workspace import Workspace
from tests.feed.folder import everything, load_rows, person, small_county

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("sqlite")]


def with_more(people: int) -> dict:
    rows = small_county()
    rows["participants"][0]["employer"] = "CITY MILLS"
    rows["participants"] += [person(f"3{n:09}") for n in range(people)]
    return rows


@pytest.fixture
def asked(monkeypatch) -> list[tuple[bool, str]]:
    """Whether the lock was held, and the query, each time rows were asked of the workspace."""
    seen, ask, ours = [], Workspace.ask, connections["default"]  # rows are asked for on another thread too

    def look(self, query, values=()):
        seen.append((ours.in_atomic_block, query))
        return ask(self, query, values)

    monkeypatch.setattr(Workspace, "ask", look)
    return seen


def test_no_row_comes_out_of_the_side_file_while_people_wait_for_the_lock(tmp_path, asked):
    load_rows(tmp_path / "1", small_county())
    assert any(held for held, _ in asked)  # the first feed: nobody is there who could wait
    asked.clear()
    load_rows(tmp_path / "2", with_more(700), sequence=2)
    assert Participant.objects.count() > 700
    assert any("upsert_participant" in query for _, query in asked)
    assert [query for held, query in asked if held] == []


def test_what_is_laid_ready_is_private_and_goes(tmp_path, monkeypatch):
    load_rows(tmp_path / "1", small_county())
    seen, remember = [], load.remember_files

    def look(*args):
        seen.extend((path.name, path.stat().st_mode & 0o777) for path in work_folder().rglob("workspace/*"))
        remember(*args)

    monkeypatch.setattr(load, "remember_files", look)
    load_rows(tmp_path / "2", with_more(700), sequence=2)
    assert ("laid", 0o600) in seen
    assert {mode for _, mode in seen} == {0o600}
    assert not (work_folder() / "workspace").exists()
    assert [row[1] for row in connection.connection.execute("PRAGMA database_list")] == ["main", "temp"]


def test_a_merge_that_fails_leaves_nothing_and_the_next_one_loads(tmp_path, monkeypatch):
    load_rows(tmp_path / "1", small_county())
    before = everything()

    def fails(*_):
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(load, "remember_files", fails)
        with pytest.raises(RuntimeError, match="the power went"):
            load_rows(tmp_path / "2", with_more(700), sequence=2)
    assert everything() == before
    load_rows(tmp_path / "3", with_more(700), sequence=2)
    assert Participant.objects.filter(participant_id__startswith="3").count() == 700
