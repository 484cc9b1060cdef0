"""Requests for documents: what an operator does with them; and how long everything of the room is kept."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from connect.audit.models import Entry
from connect.documents.models import Document, DocumentRequest, MonthOutcome, StatementRun
from connect.operation.retention_run import remove_what_is_old
from tests.portal.test_documents_list import document
from tests.support.cast import DANA, RILEY

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)


def asked(number: str, member=DANA, **more: object) -> DocumentRequest:
    facts = {"participant_id": member.participant_id, "number": number, "request_key": number, "wish": "copy"}
    return DocumentRequest.objects.create(**facts | {"about": "May 2024", "made_at": NOW} | more)


def test_an_operator_reads_what_waits_and_settles_it_by_name(capsys):
    asked("D00000001")
    asked("D00000002", RILEY, wish="braille", kind="billing")
    call_command("documents", "requests")
    told = capsys.readouterr().out
    assert "D00000001" in told
    assert "braille" in told
    call_command("documents", "requests", "--settle", DANA.participant_id, "D00000001", "--by", "Casey Lin")
    assert "Settled D00000001: done." in capsys.readouterr().out
    row = DocumentRequest.objects.get(number="D00000001")
    assert (row.state, row.settled_by, row.settled_at is None) == ("done", "Casey Lin", False)
    entry = Entry.objects.get(act="document request settled")
    assert (entry.by, entry.about) == ("Casey Lin", DANA.participant_id)
    call_command("documents", "requests")
    assert "D00000001" not in capsys.readouterr().out
    call_command("documents", "requests", "--all")
    assert "D00000001" in capsys.readouterr().out


def test_what_cannot_be_settled_is_refused_with_a_reason():
    asked("D00000001")
    settle = ("documents", "requests", "--settle", DANA.participant_id)
    with pytest.raises(CommandError, match="say who settles it: --by NAME"):
        call_command(*settle, "D00000001")
    with pytest.raises(CommandError, match=f"there is no request D9 of {DANA.participant_id}"):
        call_command(*settle, "D9", "--by", "Casey")
    call_command(*settle, "D00000001", "--refused", "--by", "Casey")
    with pytest.raises(CommandError, match=r"settled already \(refused, by Casey\)"):
        call_command(*settle, "D00000001", "--by", "Lee")


@pytest.mark.parametrize(("dated_on", "stays"), [(date(2022, 11, 26), False), (date(2022, 11, 27), True)])
def test_a_document_is_kept_for_four_years(dated_on, stays):
    document(DANA, "warning", dated_on=dated_on)
    remove_what_is_old(NOW)
    assert Document.objects.exists() is stays


@pytest.mark.parametrize(("month", "stays"), [(date(2022, 9, 1), False), (date(2022, 11, 1), True)])
def test_why_a_month_had_no_statement_is_kept_as_long(month, stays):
    facts = {"participant_id": DANA.participant_id, "case_number": "1", "month": month, "outcome": "withheld"}
    MonthOutcome.objects.create(**facts)
    StatementRun.objects.create(month=month, dated_on=month, as_of=NOW, started_at=NOW, finished_at=NOW)
    remove_what_is_old(NOW)
    assert (MonthOutcome.objects.exists(), StatementRun.objects.exists()) == (stays, stays)


def test_a_request_that_waits_is_kept_and_one_that_was_settled_goes():
    long_ago = datetime(2022, 11, 1, tzinfo=UTC)
    asked("D00000001", made_at=long_ago)
    asked("D00000002", made_at=long_ago, state="done", settled_at=long_ago, settled_by="Casey")
    remove_what_is_old(NOW)
    assert list(DocumentRequest.objects.values_list("number", flat=True)) == ["D00000001"]
