"""A time of day is printed in one place, which names its zone (connect/lib/dates.py)."""

import ast
import re

import pytest

from tests.house.code import Source, sources, templates

PRINTS = "lib/dates.py"
MACHINES_READ = {"audit/rules.py"}  # what the hash of a row covers, in UTC
OF_A_CLOCK = re.compile(r"%-?[HIMSpXcrRT]")
MAKE = {"strftime", "format_time", "format_datetime", "time_format", "date_format", "ctime"}
IN_A_PAGE = re.compile(r"strftime|\|\s*(?:time|date)\b|\.(?:hour|minute)\b|toLocale\w*String|getHours")


def times_printed(source: Source) -> list[str]:
    """Where `source` makes text of a time of day: by a pattern, by babel or Django, by a format of an f-string."""
    found = set()
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.FormattedValue)
            and node.format_spec
            and OF_A_CLOCK.search(ast.unparse(node.format_spec))
        ):
            found.add(node.lineno)
        if isinstance(node, ast.Call) and (name := _called(node)) in MAKE:
            patterns = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if name != "strftime" or not patterns or OF_A_CLOCK.search(str(patterns[0])):
                found.add(node.lineno)
        if isinstance(node, ast.FormattedValue) and _called(node.value) == "time":
            found.add(node.lineno)
    return [f"{source.name}:{line}" for line in sorted(found)]


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_no_time_is_printed_around_it():
    assert [
        line
        for source in sources()
        if source.name not in {PRINTS, *MACHINES_READ, "access/pins/rules.py"}  # birthdays that no PIN may be
        for line in times_printed(source)
    ] == []
    assert [name for name, text in templates() if IN_A_PAGE.search(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        'f"{at:%Y-%m-%d %H:%M}"',
        'at.strftime("%I:%M %p")',
        "at.strftime(pattern)",
        'format_time(at, locale="es")',
        'f"{at.time()}"',
    ],
)
def test_one_that_is_would_be_found(text):
    assert len(times_printed(Source("portal/cases/home.py", text))) == 1


def test_a_day_is_no_time():
    assert times_printed(Source("portal/cases/home.py", 'f"{at:%Y-%m-%d}"; at.strftime("%a")')) == []
