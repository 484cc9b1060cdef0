"""A small feed is cheap: tables are made for what it names, and steps with nothing to do are not run."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest
from django.db import connection

from connect.cases.models import Participant
from connect.feed.pipeline import workspace
from tests.feed.folder import DANA, load_rows, person, small_county

pytestmark = pytest.mark.django_db(transaction=True)


class Counted:
    """A connection to DuckDB that writes down what it is asked."""

    def __init__(self, inner: duckdb.DuckDBPyConnection, asked: list[str]) -> None:
        self.inner, self.asked = inner, asked

    def execute(self, statement: str, values: object = ()) -> duckdb.DuckDBPyConnection:
        self.asked.append(statement)
        return self.inner.execute(statement, values)

    def cursor(self) -> "Counted":
        return Counted(self.inner.cursor(), self.asked)

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self.inner.close()

    def close(self) -> None:
        self.inner.close()


@pytest.fixture
def counted(monkeypatch):
    """Within it, the statements in the workspace, and those in the database."""
    connect = duckdb.connect

    @contextmanager
    def count() -> Iterator[tuple[list[str], list[str]]]:
        in_workspace: list[str] = []
        in_database: list[str] = []
        monkeypatch.setattr(workspace.duckdb, "connect", lambda *a, **k: Counted(connect(*a, **k), in_workspace))

        def note(execute, sql, params, many, context):
            in_database.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield in_workspace, in_database

    return count


def test_one_person_costs_a_third_of_what_it_did(tmp_path, counted):
    """It was 127 statements in the workspace and 44 in the database, and later 145 and 57."""
    with counted() as (in_workspace, in_database):
        load_rows(tmp_path, {"participants": [person(DANA)]})
    assert Participant.objects.count() == 1
    assert len(in_workspace) <= 127 // 3
    assert len(in_database) <= 44 // 3


def test_no_table_is_made_for_a_file_that_the_feed_does_not_name(tmp_path, counted):
    with counted() as (in_workspace, _):
        load_rows(tmp_path, {"participants": [person(DANA)]})
    made = " ".join(each for each in in_workspace if "CREATE TABLE" in each)
    assert "CREATE TABLE staged_participants" in made
    assert "_parties" not in made
    assert "payment" not in made


def test_a_file_that_comes_again_as_it_was_costs_next_to_nothing(tmp_path, counted):
    load_rows(tmp_path / "1", small_county())
    with counted() as (in_workspace, in_database):
        load_rows(tmp_path / "2", small_county(), sequence=2)
    assert len(in_workspace) <= 10
    assert len(in_database) <= 25
