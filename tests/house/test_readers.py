"""Nothing of ours lets a library guess: every option with which one would is said by name, at every call."""

import ast
import re
from collections.abc import Iterator

import duckdb
import pytest

from connect.feed.pipeline import database, tables, workspace
from connect.feed.pipeline.check import csv_source
from connect.feed.pipeline.read import Plain
from tests.house.code import ROOT, Source, sources

# Options of read_csv that are another name of one that is said, or that ask for something more.
OTHER_NAMES = {"sep", "separator", "delimiter", "null", "date_format", "timestamp_format", "maximum_line_size", "names"}
OTHER_NAMES |= {"column_names", "types", "dtypes", "column_types", "schema"}  # of `columns`
ASKED_FOR = {"path", "buffer_size", "max_line_size", "force_not_null", "hive_types", "column_statistics"}
ASKED_FOR |= {"rejects_table", "rejects_scan", "rejects_limit", "rejects_line_size_limit"}  # with store_rejects alone

READS_BY_ITSELF = re.compile(
    r"\b(read_\w+|sniff_csv|parquet_scan|glob)\s*\(|\bFROM\s*'|\bATTACH\b|\bIMPORT\s+DATABASE\b"
)
COPIES = re.compile(r"\bCOPY\b.*\b(TO|FROM) ")


def texts(found: Source) -> Iterator[str]:
    """Every string of the code; of one with values in it, names stand in braces."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else f"{{{getattr(part.value, 'id', '')}}}"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def options(call: str) -> dict[str, str]:
    """{option: value} of a call of read_csv."""
    inside = call[call.index(", ") + 2 : call.rindex(", columns = ")]
    return dict(part.split(" = ", 1) for part in re.split(r", (?=\w+ = )", inside)) | {"columns": "said"}


CALLS = {
    "the workspace's own": workspace.csv_rows(ROOT / "a", tables.workspace_tables()["rejected"], **workspace._OWN),
    "a plain file of a feed": csv_source(ROOT / "a", Plain(["op", "case_number"], 1, r"\n")),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_all_that_a_reader_of_csv_could_find_out_is_said(call):
    """Held to the library's own list, so that an option it learns later is looked at before it is taken for granted."""
    known = duckdb.sql("SELECT parameters FROM duckdb_functions() WHERE function_name = 'read_csv'").fetchall()[0][0]
    said = options(call)
    assert set(known) - OTHER_NAMES - ASKED_FOR - set(said) == set()
    wanted = dict.fromkeys(("hive_partitioning", "hive_types_autocast", "union_by_name", "filename"), "false")
    wanted |= {"auto_detect": "false", "compression": "'none'", "encoding": "'utf-8'", "ignore_errors": "false"}
    wanted |= {"null_padding": "false", "all_varchar": "false", "comment": "''", "skip": "0", "nullstr": "''"}
    assert wanted.items() <= said.items()


STATEMENTS = sorted((ROOT / "connect").rglob("*.sql"))


def test_there_is_no_other_reader_than_these():
    """`csv_rows` says all; a text of SQL that reads a file in another way, or by its name alone, is none of ours."""
    found = {
        (each.name, match[0]) for each in sources() for text in texts(each) if (match := READS_BY_ITSELF.search(text))
    }
    found |= {(path.name, match[0]) for path in STATEMENTS if (match := READS_BY_ITSELF.search(path.read_text()))}
    # SQLite's ATTACH takes one file of its own kind, by a path that begins with "/".
    assert found == {("feed/pipeline/workspace.py", "read_csv("), ("feed/pipeline/database.py", "ATTACH")}
    assert {each.name for each in sources() if "csv_rows(" in each.text} == {
        "feed/pipeline/workspace.py",
        "feed/pipeline/check.py",
    }
    assert {each.name for each in sources() if re.search(r"\b(quoted|literal)\(", each.text)} == {
        *("feed/pipeline/workspace.py", "feed/pipeline/database.py")
    }
    of_the_library = re.compile(r"read_(csv|json|parquet)|from_(csv_auto|parquet|df|arrow|query)|query_df|sniff_csv")
    assert [each.name for each in sources() for name, _ in calls(each) if of_the_library.fullmatch(name)] == []


def test_whoever_calls_it_cannot_let_it_guess_after_all():
    call = workspace.csv_rows(ROOT / "a", {"a": "VARCHAR"}, hive_partitioning="true", auto_detect="true")
    assert {"hive_partitioning": "false", "auto_detect": "false"}.items() <= options(call).items()


def test_every_copy_of_rows_says_its_dialect():
    copies = [(each.name, text) for each in sources() for text in texts(each) if COPIES.search(text)]
    assert sorted(name for name, _ in copies) == [
        "feed/pipeline/database.py",
        "feed/pipeline/database.py",
        "feed/pipeline/workspace.py",
    ]
    assert all(text.endswith(("({_CSV})", "({_OWN_OUT})")) for _, text in copies), copies
    for said in (database._CSV, workspace._OWN_OUT):
        for option in ("FORMAT csv", "HEADER false", "DELIMITER ','", "QUOTE '\"'", "ESCAPE '\"'"):
            assert option in said
    assert "NULL ''" in database._CSV
    assert "ENCODING 'UTF8'" in database._CSV
    assert "NULLSTR ''" in workspace._OWN_OUT
    assert "COMPRESSION 'none'" in workspace._OWN_OUT


def calls(found: Source) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the name of what is called."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Call):
            named = node.func
            name = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
            yield name, node


def says(call: ast.Call, keyword: str) -> bool:
    return any(each.arg == keyword for each in call.keywords)


def opens_text(name: str, call: ast.Call) -> bool:
    """Whether a call may open a file as text, as far as it is written there."""
    if name in ("read_text", "write_text", "TextIOWrapper", "NamedTemporaryFile"):
        return True
    modes = [str(each.value) for each in call.args[:2] if isinstance(each, ast.Constant)]
    modes += [str(each.value.value) for each in call.keywords if isinstance(each.value, ast.Constant)]
    return name in ("open", "fdopen") and not any(re.fullmatch(r"[rwax+]*b[rwax+]*", mode) for mode in modes)


OURS = [
    *sources(),
    *(
        Source(f"../{path.relative_to(ROOT)}", path.read_text(encoding="utf-8"))
        for path in [*sorted(ROOT.glob("*.py")), *sorted((ROOT / "tools").glob("*.py"))]
    ),
]
# What opens no text: a copy of a feed, a file by its number, a mail server; and a lock, which nobody writes to.
OPEN_NO_TEXT = (
    "os.open(",
    "copy.open()",
    "pikepdf.open(",
    "self.path.open(",
    "server.open()",
    "(folder / 'lock').open('w')",
    # Nor does what people send: sealed bytes, a picture.
    "_storage().open(",
    "Image.open(",
)


def test_whoever_reads_or_writes_text_says_its_encoding():
    """Else it is that of the machine's locale, and an ñ is another letter on another machine."""
    opened = [(each.name, call) for each in OURS for name, call in calls(each) if opens_text(name, call)]
    opened = [(name, call) for name, call in opened if not ast.unparse(call).startswith(OPEN_NO_TEXT)]
    assert len(opened) > 5
    wrapped = {"TextIOWrapper": 2}  # may stand there without its name
    silent = [
        (name, ast.unparse(call))
        for name, call in opened
        if not says(call, "encoding") and len(call.args) < wrapped.get(ast.unparse(call.func).split(".")[-1], 9)
    ]
    assert silent == []


def test_no_library_guesses_from_a_name_or_from_bytes():
    guessing = re.compile(r"\b(mimetypes|Sniffer|has_header|chardet|charset_normalizer|getpreferredencoding|imghdr)\b")
    assert [each.name for each in OURS if guessing.search(each.text)] == []


def test_whoever_reads_csv_says_whether_its_quotes_are_looked_at():
    readers = [(found.name, call) for found in OURS for name, call in calls(found) if name in ("reader", "DictReader")]
    assert len(readers) >= 4
    assert [name for name, call in readers if not says(call, "strict")] == []


def test_the_operator_s_console_is_the_plain_one():
    assert [each.name for each in sources() if re.search(r"\bConsole\(", each.text)] == ["lib/console.py"]
