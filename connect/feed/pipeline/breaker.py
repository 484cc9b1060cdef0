"""The breaker: a feed that would take away too much, or lose a mark, is more likely broken than true, so it waits."""

from django.conf import settings
from django.db.models import Q

from connect.feed import nondisclosure, records
from connect.feed.outcome import Changes
from connect.feed.pipeline.tables import model_table
from connect.feed.pipeline.workspace import Workspace
from connect.feed.record import Breaker

FLOOR = 5  # fewer rows than this never hold a feed, whatever share they are


def too_much_is_gone(workspace: Workspace, changes: dict[str, Changes], unclear_marks: int) -> dict[str, str]:
    """Why the feed is held, each reason under its name. Call before the merge; main counts are taken only where much is
    removed."""
    reasons = {}
    for record in records.RECORDS:
        if record.breaker and (gone := changes[record.name].removed if record.name in changes else 0) >= FLOOR:
            of = record.model._default_manager.filter(**({"gone": False} if record.stays else {})).count()
            reasons[record.breaker.name] = _reason(record.breaker, gone, of)
        for part in (part for part in record.parts if part.breaker):
            table = model_table(part.model)
            gone = workspace.number(f"SELECT count(*) FROM {table.delete}") if workspace.has(table.delete) else 0
            if part.breaker and gone >= FLOOR:
                of = part.model._default_manager.filter(Q(valid_to=None) if table.history else Q()).count()
                reasons[part.breaker.name] = _reason(part.breaker, gone, of)
    reasons["marks"] = nondisclosure.reason_to_wait(workspace, unclear_marks)
    return {name: reason for name, reason in reasons.items() if reason}


def _reason(breaker: Breaker, gone: int, of: int) -> str:
    percent: float = getattr(settings.AGENCY.feed, breaker.limit)
    if gone * 100 <= percent * of:
        return ""
    return f"{gone} of {of} {breaker.says} would go, more than {percent:g} percent"
