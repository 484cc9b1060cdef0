"""The breaker: a feed that would take away too much, or lose a mark, is more likely broken than true, so it waits."""

from django.conf import settings

from connect.cases.models import Address, AgencyCase, AgencyOrder, Participant, Party
from connect.feed.outcome import Changes
from connect.feed.pipeline.workspace import Workspace
from connect.payments.models import Allocation, Collection, Disbursement

FLOOR = 5  # fewer rows than this never hold a feed, whatever share they are

# Everything but appointments, which go every day.
_ROWS = {
    "cases": AgencyCase,
    "parties": Party,
    "orders": AgencyOrder,
    "collections": Collection,
    "allocations": Allocation,
    "disbursements": Disbursement,
}


def too_much_is_gone(side: Workspace, changes: dict[str, Changes], unclear_marks: int) -> dict[str, str]:
    """Why the feed is held, each reason under its name. Call before the merge; main counts are taken only where much is
    removed."""
    feed = settings.AGENCY.feed
    reasons = {}
    if (gone := _removed(changes, "participants")) >= FLOOR:
        of = Participant.objects.filter(gone=False).count()
        reasons["participants"] = _reason("participants would go", gone, of, feed.max_removed_participants_percent)
    if (gone := side.number("SELECT count(*) FROM del_address")) >= FLOOR:
        of = Address.objects.filter(valid_to=None).count()
        reasons["addresses"] = _reason("mailing addresses would go", gone, of, feed.max_removed_addresses_percent)
    for file, model in _ROWS.items():
        if (gone := _removed(changes, file)) >= FLOOR:
            of = model._default_manager.count()
            reasons[file] = _reason(f"{file} would go", gone, of, feed.max_removed_participants_percent)
    reasons["marks"] = _marks_not_loaded(side) or _too_many_unclear(unclear_marks)
    return {name: reason for name, reason in reasons.items() if reason}


def _marks_not_loaded(side: Workspace) -> str:
    """A bad row of a party who must stay hidden, and who is not on file: who is meant may be someone else."""
    lost = side.number("SELECT count(*) FROM marked ANTI JOIN will_party USING (participant_id, case_number)")
    return f"{lost} rejected rows of parties carry, or may carry, a non-disclosure mark" if lost else ""


def _too_many_unclear(rows: int) -> str:
    return f"{rows} rows of parties do not say whether their party must stay hidden" if rows else ""


def _removed(changes: dict[str, Changes], file: str) -> int:
    return changes[file].removed if file in changes else 0


def _reason(what: str, gone: int, of: int, percent: float) -> str:
    return f"{gone} of {of} {what}, more than {percent:g} percent" if gone * 100 > percent * of else ""
