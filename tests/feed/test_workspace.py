"""The roads in and out of the workspace: whatever a row holds, it arrives as it left."""

import csv
import io
import threading
from itertools import chain

import duckdb
import pytest

from connect.feed.pipeline.workspace import one_ahead, open_workspace

AWKWARD = [
    ("cases", 1, "", 0),
    ("cases", 2, 'said "no"', None),
    ("cases", 3, "two\nlines\r\nof it", -7),
    ("cases", 4, "PEÑA, 東京; \\N \\. 'x'", 2**62),
    ("cases", 5, '"', 5),
    ("cases", 6, ",", 5),
    ("cases", 7, None, None),
]


def test_rows_come_in_and_go_out_as_they_are(tmp_path):
    with open_workspace(tmp_path / "workspace") as workspace:
        with workspace.arriving("rejected") as arrive:
            arrive(AWKWARD[:3])
            arrive(AWKWARD[3:])
        assert list(workspace.rows("FROM rejected ORDER BY line")) == AWKWARD
        text = workspace.as_csv("FROM rejected ORDER BY line").read_bytes().decode()
    out = list(csv.reader(io.StringIO(text, newline=""), quoting=csv.QUOTE_NOTNULL))
    assert out == [[None if value is None else str(value) for value in row] for row in AWKWARD]


@pytest.fixture
def many(tmp_path):
    """A workspace with 50,000 rows, their keys in no order, some of them awkward."""
    with open_workspace(tmp_path / "workspace") as workspace:
        workspace.sql(
            "INSERT INTO rejected_keys SELECT 'cases', printf('%05d', (i * 7919) % 50000), '' FROM range(50000) AS t(i)"
        )
        workspace.sql("UPDATE rejected_keys SET k1 = 'O''NEIL ' || k1 WHERE k1 > '40000'")
        yield workspace


def test_pieces_have_every_row_once_and_follow_one_another(many, monkeypatch):
    monkeypatch.setattr("connect.feed.pipeline.workspace.PIECE", 3_000)
    parts = many.in_pieces("rejected_keys", "k1")
    assert len(parts) > 10
    queries = [f"SELECT k1 FROM rejected_keys WHERE {part} ORDER BY k1" for part in parts]
    found = [key for _, answer in one_ahead(many.ask, queries) for (key,) in chain(*answer.batches(500))]
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 50_000


@pytest.mark.parametrize(("size", "full", "last"), [(7_000, 7, 1_000), (10_000, 4, 10_000), (60_000, 0, 50_000)])
def test_rows_come_so_many_at_a_time_in_their_order(many, size, full, last):
    batches = list(many.ask("SELECT k1, 1 FROM rejected_keys ORDER BY k1").batches(size))
    assert [len(batch) for batch in batches] == [size] * full + [last]
    assert [row for batch in batches for row in batch] == list(many.rows("SELECT k1, 1 FROM rejected_keys ORDER BY k1"))


def test_an_answer_without_rows_has_no_batch_and_knows_its_width(many):
    none = many.ask("SELECT *, 1 FROM rejected_keys WHERE false")
    assert (none.width, list(none.batches(7))) == (4, [])


def test_who_stops_reading_an_answer_leaves_the_side_file_as_it_was(many):
    batches = many.ask("FROM rejected_keys").batches(10)
    assert [len(next(batches)) for _ in range(2)] == [10, 10]  # the third is being fetched
    batches.close()
    assert many.number("SELECT count(*) FROM rejected_keys") == 50_000


def test_a_table_of_one_key_is_still_a_table(many, monkeypatch):
    monkeypatch.setattr("connect.feed.pipeline.workspace.PIECE", 3_000)
    many.sql("UPDATE rejected_keys SET k1 = 'same'")
    rows = [
        many.number(f"SELECT count(*) FROM rejected_keys WHERE {part}")
        for part in many.in_pieces("rejected_keys", "k1")
    ]
    assert sum(rows) == 50_000


def test_the_next_is_being_made_while_one_is_used():
    begun = [threading.Event() for _ in range(4)]

    def make(number: int) -> int:
        begun[number].set()
        return number

    for job, made in one_ahead(make, range(4)):
        assert job == made
        assert begun[min(job + 1, 3)].wait(20)


def test_a_query_that_fails_on_another_thread_is_an_error_and_not_an_end(many):
    with pytest.raises(duckdb.Error):
        list(one_ahead(many.as_csv, ["FROM rejected_keys", "FROM nothing", "FROM rejected_keys"]))


def test_a_reader_that_stops_does_not_leave_the_maker_waiting(many):
    answers = one_ahead(many.as_csv, ["FROM rejected_keys"] * 9)
    next(answers)
    answers.close()


def test_rows_that_cannot_be_read_back_are_an_error_that_quotes_none(tmp_path):
    with (
        open_workspace(tmp_path / "workspace") as workspace,
        pytest.raises(RuntimeError) as failed,
        workspace.arriving("rejected") as arrive,
    ):
        arrive([("cases", "DANA OKAFOR", "", 0)])
    assert "DANA" not in str(failed.value)
    assert failed.value.__suppress_context__
