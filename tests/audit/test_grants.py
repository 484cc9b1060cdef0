"""The grants that docs/operators.md gives are enough for the work, and too few to touch the trail."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from connect.audit.acts import Act
from connect.audit.daily_seals import seal_days
from connect.audit.models import Entry
from connect.audit.retention import remove_old_entries
from connect.audit.verification import verify
from connect.operation.retention_run import remove_what_is_old
from tests.audit.conftest import DANA, at, record

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
def act_as(db):
    """`act_as(role)` from then on, until the test ends; the roles go with its transaction."""
    text = Path(settings.ROOT, "docs", "operators.md").read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE connect_app; CREATE ROLE connect_retention")
        for statement in re.findall(r"^    ((?:GRANT|REVOKE) .*;)$", text, re.MULTILINE):
            cursor.execute(statement)

    def set_role(role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")

    return set_role


def test_the_application_can_write_and_seal_and_verify_the_trail_and_not_change_it(act_as, clock):
    act_as("connect_app")
    clock(at(20))
    record(Act.SIGNED_IN, DANA)
    record(Act.SIGNED_OUT, DANA)
    assert [seal.entries for seal in seal_days(at(21))] == [2]
    assert verify(at(21)).problems == []
    for statement in ("UPDATE audit_entry SET act = 'x'", "DELETE FROM audit_entry", "DELETE FROM audit_dailyseal"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_job_of_retention_can_let_the_oldest_leave(act_as, clock, monkeypatch):
    act_as("connect_app")
    clock(at(20))
    record(Act.SIGNED_IN, DANA)
    seal_days(at(21))
    act_as("connect_retention")
    monkeypatch.setattr("connect.lib.retention.rules", lambda: {"the trail": remove_old_entries})
    assert remove_what_is_old(at(22).replace(year=2033)) == {"the trail": 2}
    assert Entry.objects.filter(chain=DANA).count() == 0
