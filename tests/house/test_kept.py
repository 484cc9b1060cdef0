"""The rules of retention and the sealed columns of every room are found, in a new process too."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.apps import apps

from connect.lib.personal import sealed_columns
from connect.lib.retention import months_before, rules
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


# What a process that has imported nothing else finds: `manage.py retention`, or the worker before it sends a mail.
ASKED_FIRST = """
import django
django.setup()
from connect.lib import personal, retention
from connect.notices import release_checks
release_checks.load_every_room()
print(sorted(retention.rules()))
print([column.name for column in personal.sealed_columns()])
print(len(release_checks._CHECKS), len(release_checks._HOOKS))
"""


def test_a_process_that_has_just_started_finds_the_files_of_every_room():
    own = {"DJANGO_SETTINGS_MODULE": "connect.settings", "CONNECT_PROFILE": "test"}
    child = subprocess.run([sys.executable, "-c", ASKED_FIRST], env=os.environ | own, capture_output=True, check=True)
    found = child.stdout.decode().splitlines()
    assert found == [str(sorted(rules())), str([column.name for column in sealed_columns()]), "2 1"]
    assert "'the trail'" in found[0]
    assert "'access.visit.session_data'" in found[1]


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
