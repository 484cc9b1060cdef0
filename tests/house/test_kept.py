"""Every sealed column is declared, so that no rotation of keys forgets it (connect/lib/retention.py)."""

from datetime import date

import pytest
from django.apps import apps

from connect.lib.retention import months_before, rules, sealed_columns
from tests.house.code import CONNECT


def sealed_fields() -> set[str]:
    """Columns whose name says that their text is sealed."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name.endswith("_sealed")
    }


def test_every_sealed_column_is_declared():
    assert sealed_fields() - {column.name for column in sealed_columns()} == set()
    assert {column.name for column in sealed_columns()} >= {
        "cases.participant.ssn_sealed",
        "access.visit.session_data",
    }


def test_every_room_with_a_file_of_rules_is_asked():
    rooms = {path.parent.name for path in CONNECT.glob("*/retention.py")} - {"lib"}
    assert rooms >= {"access", "audit", "cases", "feed", "news", "notices"}
    assert {"sessions", "closed accounts", "the trail", "news of changes", "rejected rows of feeds"} <= set(rules())


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12 * 7, date(2017, 2, 28)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, before):
    assert months_before(day, months) == before
