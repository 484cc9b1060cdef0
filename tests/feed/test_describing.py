"""docs/feed-format.md says what the checks do."""

import pytest
from django.conf import settings

from connect.feed.description import describe
from connect.feed.records import RECORDS
from tests.feed.values import reasons


def test_the_page_is_up_to_date():
    written = (settings.ROOT / "docs" / "feed-format.md").read_text(encoding="utf-8")
    assert written == describe(), "run: manage.py feed describe"


def test_the_page_has_a_row_for_every_column():
    page = describe()
    assert [column.name for file in RECORDS for column in file if f"| `{column.name}` |" not in page] == []


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_every_example_passes_the_check_of_its_column(file):
    for column in file:
        example = "0" * column.width if column.kind == "ssn" else column.example  # sealed: its shape alone is checked
        assert reasons(column, [example]) == [None]
