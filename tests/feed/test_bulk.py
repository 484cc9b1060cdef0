"""The check of whole columns against one that goes row by row: they take the same rows, and alike."""

import csv
import io
from pathlib import Path
from random import Random

import pytest

from connect.feed.copies import Copy
from connect.feed.manifest import FileEntry
from connect.feed.pipeline import check, scope
from connect.feed.pipeline.load import load
from connect.feed.pipeline.read import plain_file
from connect.feed.pipeline.workspace import Workspace, open_workspace
from connect.feed.record import Column, Record
from connect.feed.records import RECORDS
from connect.lib.public_id import public_id
from tests.feed.folder import BY_NAME, Box, case, current, everything, small_county, wipe
from tests.feed.row_check import BadValue, RowCheck

GOOD = {
    "digits": ["1234567890", "0000000000"],
    "id": ["C20200410A", "a-b_C9", "7"],
    "ids": ["A1", "A1 A2", "A-1 a-1 A_1"],
    "text": ["MADERA", "200 S G ST", "a", "O'HARA & SONS #7", "-"],
    "date": ["2026-05-29", "2024-02-29", "1850-01-01", "2100-12-31"],
    "time": ["00:00", "08:30", "23:59"],
    "money": ["0.00", "130.15", "999999999.99", "007.10"],
    "yesno": ["yes", "no"],
    "number": ["1", "28", "31"],
}
ODD = {
    "digits": ["123456789", "12345678901", "12345 7890", "١٢٣٤٥٦٧٨٩٠", "１234567890"],
    "id": ["x" * 31, "a b", "é", "a.b", "a\tb"],
    "ids": ["A1  A2", " A1", "A1 ", "A1 A1", "A1 A2 A1", "A" * 2001],
    "text": [" MADERA", "MADERA ", "\u00a0MADERA", "x" * 201, "a\tb", "a\x85b", "a\u2028b", "PEÑA", "José", "東京"],
    "date": [
        "2023-02-29",
        "1849-12-31",
        "2101-01-01",
        "2026-5-29",
        "20260529",
        "2026-05-29 ",
        "infinity",
        "2026-W01-1",
    ],
    "time": ["24:00", "8:30", "08:60", "08:30:00", "0８:30"],
    "money": ["", "1.5", "-1.00", "1e3", "1,00", "1234567890.00", "NaN", "1.00 ", "+1.00", "١.٠٠", "1_0.00"],
    "yesno": ["Yes", "y", "1", "true"],
    "number": ["0", "32", "01", "1.0", "-1", "+1", " 1", "1e1", "١", "9999999999"],
    "choice": ["OPEN", "x", "open ", "NULL", "null"],
}
QUICK = [file for file in RECORDS if all(column.kind != "ssn" for column in file)]
ROWS = 400


def drawn(random: Random, column: Column) -> str:
    """A value of the column: three in four good, some blank, the others odd."""
    chance = random.random()
    if chance < 0.03:
        return ""
    if chance < 0.06:
        return random.choice(ODD[column.kind])
    return good_value(random, column)


def good_value(random: Random, column: Column) -> str:
    return random.choice(column.choices or [text for text in GOOD[column.kind] if len(text) <= (column.width or 99)])


def written(path: Path, file: Record, rows: list[list[str]]) -> Path:
    lines = [[column.name for column in file], *rows]
    path.write_bytes("".join(",".join(line) + "\n" for line in lines).encode())
    return path


def taken(workspace: Workspace, path: Path, file: Record) -> dict[int, list]:
    """What the check of whole columns takes: line and staged values."""
    entry = FileEntry(path.name, path.read_bytes().count(b"\n") - 1, "", 0, "full")
    assert check._read_columns(workspace, file, Copy(path), entry) is not None
    workspace.drop([file.staged])
    check._accept(workspace, file, check.FROM_COLUMNS, "full")
    return {line: list(values) for line, *values in workspace.rows(f"FROM {file.staged}")}


def rejected(workspace: Workspace, file: Record) -> dict[int, str]:
    """And why it takes no other."""
    return dict(workspace.rows(f"SELECT line, coalesce(money, why) FROM ({check._bad_rows(file, check.FROM_COLUMNS)})"))


def checked(file: Record, rows: list[list[str]]) -> tuple[dict[int, list], dict[int, str]]:
    """What the check of one row takes, and why it takes no other."""
    row_check, answer, reasons = RowCheck(file), {}, {}
    for line, row in enumerate(rows, 2):
        try:
            answer[line] = row_check.values(["put", *row])
        except BadValue as problem:
            reasons[line] = str(problem)
    return answer, reasons


def test_every_file_but_the_one_with_the_social_security_number_is_read_quickly():
    assert {file.name for file in RECORDS} - {file.name for file in QUICK} == {"participants"}


@pytest.mark.parametrize("file", QUICK, ids=lambda file: file.name)
def test_what_the_quick_check_takes_the_slow_one_takes_with_the_same_values(tmp_path, file):
    """And what it rejects, for the same reason."""
    random = Random(file.name)
    rows = [[drawn(random, column).replace(",", ";") for column in file] for _ in range(ROWS)]
    slow, reasons = checked(file, rows)
    with open_workspace(tmp_path / "workspace") as workspace:
        quick = taken(workspace, written(tmp_path / "file.csv", file, rows), file)
        assert rejected(workspace, file) == reasons
    assert len(quick) > ROWS / 4
    assert len(quick) < ROWS
    assert quick == slow


@pytest.mark.parametrize("file", QUICK, ids=lambda file: file.name)
def test_ordinary_rows_are_all_taken_quickly(tmp_path, file):
    random = Random(file.name)
    rows = [[good_value(random, column) for column in file] for _ in range(ROWS)]
    with open_workspace(tmp_path / "workspace") as workspace:
        found = taken(workspace, written(tmp_path / "file.csv", file, rows), file)
    assert (found, {}) == checked(file, rows)


NAMES = ",".join(column.name for column in BY_NAME["cases"])
ROW = "201,MADERA,open,2018-01-10,,,,"
NOT_PLAIN = {
    "quotes": f'{NAMES}\n201,"MADERA",open,2018-01-10,,,,\n',
    "a NUL": f"{NAMES}\n201,MAD\0RA,open,2018-01-10,,,,\n",
    "a lone carriage return": f"{NAMES}\n201,MAD\rRA,open,2018-01-10,,,,\n",
    "two kinds of line ends": f"{NAMES}\n{ROW}\r\n{ROW}\n",
    "a comma too many": f"{NAMES}\n{ROW},\n",
    "a comma too few": f"{NAMES}\n{ROW[:-1]}\n",
    "quotes around a name": f'"{NAMES[:11]}"{NAMES[11:]}\n{ROW}\n',
}


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN.keys())
def test_a_file_with_surprises_is_not_plain(tmp_path, text):
    (tmp_path / "cases.csv").write_bytes(text.encode())
    assert plain_file(Copy(tmp_path / "cases.csv"), BY_NAME["cases"], "full", 10**9) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "text",
    [f"{NAMES}\n{ROW},\n{ROW[:-1]}\n", f"{NAMES}\n{ROW}\n\n", f"{NAMES}\n{ROW}\n\n{ROW},,,,,,\n"],
    ids=["one comma moved", "a line of nothing", "its commas elsewhere"],
)
def test_commas_that_only_add_up_reject_the_rows_that_have_others(tmp_path, text):
    """The counts alone would say that such a file is plain."""
    raw = {"cases": text.encode()}
    outcome = load(Box(tmp_path, raw=raw, says={"cases": {"rows": text.count("\n") - 1}}).write({"cases": []}))
    assert outcome.rejected >= 1
    assert set(reasons(tmp_path)) <= {f"{n} values instead of 8, not counting op" for n in (7, 9, 14)} | {
        "an empty line"
    }


def reasons(folder: Path) -> list[str]:
    with (folder / "rejects" / "cases.csv").open(encoding="utf-8") as file:
        return [row["reason"] for row in csv.DictReader(file)]


def rewritten(path: Path, how: str) -> bytes:
    if how == "with Windows line ends":
        return path.read_bytes().replace(b"\n", b"\r\n")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["in quotes", "with Windows line ends", "zipped"])
def test_a_feed_loads_alike_however_its_files_are_written(tmp_path, how):
    rows = small_county()
    rows["cases"] += [case("209", county="PEÑA BLANCA"), case("2 9"), case("210", status="OPEN")]
    load(Box(tmp_path / "1").write(rows))
    one_way, rejects = current(), reasons(tmp_path / "1")
    wipe()
    folder = Box(tmp_path / "2", zipped=how == "zipped").write(rows)
    raw = {path.stem: rewritten(path, how) for path in folder.glob("*.csv")}
    load(Box(tmp_path / "2", zipped=how == "zipped", raw=raw).write(rows))
    assert current() == one_way
    assert reasons(tmp_path / "2") == rejects
    assert everything()["cases_agencycase"]


def test_public_ids_of_rows_are_those_of_the_library(tmp_path, settings):
    for key in ("short", "k" * 64, "longer than a block of the hash " * 3):
        settings.PUBLIC_ID_KEY = key
        with open_workspace(tmp_path / "workspace") as workspace:
            line = ("1000000001", "Cé1.201.made")
            workspace.add("upsert_paymentline", f"SELECT '{line[0]}' AS participant_id, '{line[1]}' AS line_id")
            scope.make_public_ids(workspace)
            ((*found, public),) = workspace.rows("FROM ids_paymentline")
        assert tuple(found) == line
        assert public == public_id(key.encode(), "payment", *line)
