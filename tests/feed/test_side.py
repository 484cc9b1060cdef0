"""The roads in and out of the side file: whatever a row holds, it arrives as it left."""

import csv
import io

import duckdb
import pytest

from connect.feed.side import side_file

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
    with side_file(tmp_path / "side") as side:
        with side.arriving("rejected") as arrive:
            arrive(AWKWARD[:3])
            arrive(AWKWARD[3:])
        assert list(side.rows("FROM rejected ORDER BY line")) == AWKWARD
        with side.as_csv("FROM rejected ORDER BY line") as pieces:
            text = b"".join(pieces).decode()
    out = list(csv.reader(io.StringIO(text, newline=""), quoting=csv.QUOTE_NOTNULL))
    assert out == [[None if value is None else str(value) for value in row] for row in AWKWARD]


def test_many_rows_go_out_in_order_while_others_are_read(tmp_path):
    with side_file(tmp_path / "side") as side:
        side.sql("INSERT INTO kept SELECT 'cases', printf('%07d', i), '' FROM range(50000) AS t(i)")
        with side.as_csv("SELECT k1 FROM kept ORDER BY k1") as pieces:
            assert side.number("SELECT count(*) FROM kept") == 50000
            assert b"".join(pieces).split() == [b"%07d" % number for number in range(50000)]


def test_a_query_that_fails_on_its_way_out_is_an_error_and_not_an_end(tmp_path):
    with side_file(tmp_path / "side") as side, pytest.raises(duckdb.Error), side.as_csv("FROM nothing") as pieces:
        assert list(pieces) == []


def test_a_reader_that_stops_does_not_leave_the_writer_waiting(tmp_path):
    with side_file(tmp_path / "side") as side:
        side.sql("INSERT INTO kept SELECT 'cases', repeat('x', 1000), '' FROM range(20000)")
        with pytest.raises(ZeroDivisionError), side.as_csv("FROM kept") as pieces:
            raise ZeroDivisionError(next(pieces)[:1])


def test_rows_that_cannot_be_read_back_are_an_error_that_quotes_none(tmp_path):
    with (
        side_file(tmp_path / "side") as side,
        pytest.raises(RuntimeError) as failed,
        side.arriving("rejected") as arrive,
    ):
        arrive([("cases", "DANA OKAFOR", "", 0)])
    assert "DANA" not in str(failed.value)
    assert failed.value.__suppress_context__
