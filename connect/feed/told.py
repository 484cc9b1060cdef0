"""Of what a feed brought, what is told to those who chose to hear of it: by rows of the outbox, in the load's own
transaction, so that both are there or neither."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from connect.feed.pipeline.database import Lent
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import Statements
from connect.notices import reminders
from connect.payments import sent_notices

_SQL = Statements(__file__)


def what_to_tell(workspace: Workspace, *, today: date) -> Iterator[Lent]:
    """What `tell` reads, as far as there is any. `today`: when the feed is loaded. Ask before the merge."""
    workspace.values["sent_since"] = (today - timedelta(days=sent_notices.NEWS_FOR_DAYS)).isoformat()
    if workspace.has("upsert_sentmoney") and workspace.make("just_sent", _SQL.just_sent):
        yield Lent(
            sent_notices.SENT_TABLE, _SQL.sent_columns, f"SELECT {_listed(sent_notices.SENT_COLUMNS)} FROM just_sent"
        )
    known = "upsert_appointmenthistory", "current_appointmenthistory"
    if all(workspace.has(name) for name in known) and workspace.make("changed_meetings", _SQL.changed):
        columns = _listed(reminders.CHANGED_COLUMNS)
        yield Lent(reminders.CHANGED_TABLE, _SQL.changed_columns, f"SELECT {columns} FROM changed_meetings")


def tell(lent: list[Lent], *, now: datetime) -> None:
    """Write the rows, in the transaction of the merge."""
    names = {each.name for each in lent}
    if sent_notices.SENT_TABLE in names:
        sent_notices.tell_of_payments(now=now)
    if reminders.CHANGED_TABLE in names:
        reminders.write_corrections(now=now)


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)
