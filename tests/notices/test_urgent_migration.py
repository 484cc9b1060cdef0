"""What waits while the release that knows urgent mail is installed was urgent all along."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.notices.conftest import NOW

BEFORE, AFTER = [("notices", "0002_also_in")], [("notices", "0003_urgent_and_content_free")]


@pytest.mark.django_db(transaction=True)
def test_mail_that_waits_becomes_urgent_and_keeps_its_secret():
    MigrationExecutor(connection).migrate(BEFORE)
    try:
        rows = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model("notices", "OutboxMessage")
        known = {"language": "en", "made_at": NOW, "not_before": NOW, "event": "pin_by_mail"}
        rows.objects.create(participant_id="1", key="a", channel="mail", sealed="x", **known)
        rows.objects.create(participant_id="1", key="b", channel="letter", sealed="x", **known)
        rows.objects.create(participant_id="1", key="c", channel="mail", state="sent", finished_at=NOW, **known)
    finally:
        MigrationExecutor(connection).migrate(AFTER)
    from connect.notices.models import OutboxMessage

    now = OutboxMessage.objects.order_by("key").values_list("key", "urgent", "content_free", "sealed")
    assert list(now) == [("a", True, False, "x"), ("b", False, False, "x"), ("c", False, False, "")]
