"""What a feed takes from people with a non-disclosure mark waits for an operator: who they are, and letting it go."""

from django.db.models import Max, Q
from django.utils import timezone

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Balance, Delivery, NondisclosureMark, Owed, Party
from connect.feed.outcome import FeedRefused, quiet
from connect.feed.pipeline.database import only_load, opened
from connect.feed.pipeline.merge import merge
from connect.feed.pipeline.repeat import forget
from connect.feed.pipeline.work import work_out
from connect.feed.pipeline.workspace import Workspace, open_workspace
from connect.feed.records.parties import PARTIES

_BALANCE = [field.name for field in Owed._meta.local_fields]


def held() -> list[Party]:
    """The parts in cases whose mark, or whose row, a feed has taken away, by participant and case."""
    waiting = Q(removal_held=True) | Q(gone_held=True)
    return list(Party.objects.filter(waiting).order_by("participant_id", "case_number"))


def kept() -> list[NondisclosureMark]:
    """The marks of parties who are not on file: their row was rejected, or is still to come."""
    on_file = {(party.participant_id, party.case_number) for party in Party.objects.filter(nondisclosure=True)}
    rows = NondisclosureMark.objects.order_by("participant_id", "case_number")
    return [mark for mark in rows if (mark.participant_id, mark.case_number) not in on_file]


def release(participant_id: str, case_number: str, *, by: str) -> None:
    """Takes the mark or the row away, as the feed asked, and shows the case so. Raises FeedRefused where nothing is
    held.

    The mark of a party who is not on file is one that no feed can take away, so it is released without being asked.
    """
    if not by.strip():
        raise FeedRefused("say who releases the mark")
    with only_load() as work:
        part = {"participant_id": participant_id, "case_number": case_number}
        party = Party.objects.filter(**part).first()
        mark = NondisclosureMark.objects.filter(**part).first()
        if not (party.removal_held or party.gone_held if party else mark):
            raise FeedRefused("no removal of a mark is held for this participant and case")
        last = Delivery.objects.filter(state=Delivery.State.LOADED).aggregate(last=Max("as_of"))["last"]
        as_of = last or timezone.now()
        what = "kept mark" if party is None else "row" if party.gone_held else "mark"
        with open_workspace(work / "workspace") as workspace, opened(workspace) as database:
            workspace.add_rows("released", [(participant_id, case_number)])
            if party:
                _stage_release(workspace, party)
            if mark:
                workspace.add_rows("delete_nondisclosuremark", [(participant_id, case_number)])
            work_out(workspace, database, {}, full=set(), as_of=as_of, progress=quiet, checked=True)

            def record() -> None:
                forget([PARTIES.name])
                audit.record(Act.MARK_RELEASED, by=by, about=f"{participant_id} {case_number}", what=what)

            merge(workspace, database, as_of, record)


def _stage_release(workspace: Workspace, party: Party) -> None:
    """The row that the feed sent and that was held: gone, or put without its mark, all else as it stands."""
    own = ("participant_id", "case_number", "role", "monthly_support", "past_due_installment", "income_withholding")
    row = {name: getattr(party, name) for name in own} | {"nondisclosure": 0}
    current = Balance.objects.filter(
        participant_id=party.participant_id, case_number=party.case_number, valid_to=None
    ).values(*_BALANCE)
    row |= current.first() or {}
    row |= {"line": 1, "op": "gone" if party.gone_held else "put"}
    values = (row.get(name) for name in workspace.kinds(PARTIES.staged))
    workspace.add_rows(PARTIES.staged, [[int(each) if isinstance(each, bool) else each for each in values]])
