"""The quick check of a plain file: whole columns at once, in the side file.

It may only say that a row is good, and then gives the values that checking.RowCheck gives; whatever it is not sure of
it leaves to RowCheck, which alone rejects and says why. tests/feed/test_bulk.py holds the two to each other.
"""

from pathlib import Path

from connect.feed.format import Column, File
from connect.feed.pipeline.read import LONGEST_ROW, Plain
from connect.feed.pipeline.workspace import csv_rows

_NOTHING_TO_SAY = "coalesce({0}, '')"  # a blank is NULL as the file is read
_DAY = (
    "length({0}) = 10 AND regexp_full_match({0}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
    "AND TRY_CAST({0} AS DATE) BETWEEN DATE '1850-01-01' AND DATE '2100-12-31'"
)
_TEXT = "[!-~]([ -~]*[!-~])?"  # printable ASCII without a blank at either end; RowCheck knows all else

# kind of column: (good, stored), with {0} for its name and {1} for its width.
_KINDS = {
    "digits": ("length({0}) = {1} AND regexp_full_match({0}, '[0-9]+')", _NOTHING_TO_SAY),
    "id": ("length({0}) <= {1} AND regexp_full_match({0}, '[A-Za-z0-9_-]+')", _NOTHING_TO_SAY),
    "ids": (
        "length({0}) <= {1} AND regexp_full_match({0}, '[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*') "
        "AND len(list_distinct(string_split({0}, ' '))) = len(string_split({0}, ' '))",
        _NOTHING_TO_SAY,
    ),
    "text": (f"length({{0}}) <= {{1}} AND regexp_full_match({{0}}, '{_TEXT}')", _NOTHING_TO_SAY),
    "date": (_DAY, "{0}"),
    "time": ("regexp_full_match({0}, '([01][0-9]|2[0-3]):[0-5][0-9]')", "{0} || ':00'"),
    "money": (
        "regexp_full_match({0}, '[0-9]{{1,9}}[.][0-9]{{2}}')",
        "TRY_CAST(replace({0}, '.', '') AS BIGINT)",
    ),
    "yesno": ("{0} IN ('yes', 'no')", "CAST({0} = 'yes' AS BIGINT)"),
}


def can_read(file: File) -> bool:
    """Whether the quick check knows every column. A number that is to be sealed stays out of it: this may spill."""
    return all(column.kind in _KINDS or column.kind == "choice" for column in file)


def source(path: Path, plain: Plain) -> str:
    """The rows of a plain file, in its order, every value as text and a blank as NULL; goes after FROM."""
    return csv_rows(
        path,
        dict.fromkeys(plain.columns, "VARCHAR"),
        header="true",
        quote="''",
        escape="''",
        new_line=f"'{plain.line_end}'",
        parallel="true",
        buffer_size="4000000",
        max_line_size=str(LONGEST_ROW),
    )


def good(file: File) -> str:
    """SQL: true for a row that RowCheck accepts; false or NULL where that must be asked."""
    return "op = 'put' AND " + " AND ".join(f"({_good(column)})" for column in file)


def _good(column: Column) -> str:
    if column.kind == "choice":
        choices = ", ".join(f"'{choice}'" for choice in column.choices)
        check = f"{column.name} IN ({choices})"
    else:
        check = _KINDS[column.kind][0].format(column.name, column.width)
    return check if column.required else f"{column.name} IS NULL OR ({check})"


def stored(file: File) -> str:
    """SQL: the values of a good row as they are staged, `op` first."""
    values = (
        (_KINDS[column.kind][1] if column.kind in _KINDS else _NOTHING_TO_SAY).format(column.name) for column in file
    )
    return ", ".join(("op", *values))
