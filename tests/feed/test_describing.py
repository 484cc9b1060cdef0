"""docs/feed-format.md says what the checks do."""

import pytest
from django.conf import settings

from connect.feed.description import describe
from connect.feed.format import FILES
from connect.feed.pipeline.check import check_of


def test_the_page_is_up_to_date():
    written = (settings.ROOT / "docs" / "feed-format.md").read_text(encoding="utf-8")
    assert written == describe(), "run: manage.py feed describe"


def test_the_page_has_a_row_for_every_column():
    page = describe()
    assert [column.name for file in FILES for column in file if f"| `{column.name}` |" not in page] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_example_passes_the_check_of_its_column(file):
    for column in file:
        check_of(column)(column.example)
