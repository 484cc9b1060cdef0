"""Non-disclosure marks whose removal waits for an operator: who they are, and letting one go by name."""

from django.db.models import Max

from connect.audit import actions as audit
from connect.cases.models import Balance, Delivery, Owed, Party
from connect.feed.engines import only_load, opened
from connect.feed.merging import merge
from connect.feed.outcome import Refused, quiet
from connect.feed.repeating import forget
from connect.feed.side import Side, side_file
from connect.feed.working import work_out

_BALANCE = [field.name for field in Owed._meta.local_fields]


def held() -> list[Party]:
    """The parts in cases whose mark a feed has taken away, by participant and case."""
    return list(Party.objects.filter(removal_held=True).order_by("participant_id", "case_number"))


def release(participant_id: str, case_number: str, *, by: str) -> None:
    """Takes the mark away, as the feed asked, and shows the case accordingly. Raises Refused where nothing is held."""
    if not by.strip():
        raise Refused("say who releases the mark")
    with only_load() as work:
        party = Party.objects.filter(participant_id=participant_id, case_number=case_number, removal_held=True).first()
        as_of = Delivery.objects.filter(state=Delivery.State.LOADED).aggregate(last=Max("as_of"))["last"]
        if party is None or as_of is None:
            raise Refused("no removal of a mark is held for this participant and case")
        what = "row" if party.gone_held else "mark"
        with side_file(work / "side") as side, opened(side) as engine:
            _stage_release(side, party)
            work_out(side, engine, {}, full=set(), progress=quiet, released=True)

            def record() -> None:
                forget(["parties"])
                audit.record("mark released", by=by, about=f"{participant_id} {case_number}", what=what)

            merge(side, engine, as_of, record)


def _stage_release(side: Side, party: Party) -> None:
    """The row that the feed sent and that was held: gone, or put without its mark, all else as it stands."""
    own = ("participant_id", "case_number", "role", "monthly_support", "past_due_installment", "income_withholding")
    row = {name: getattr(party, name) for name in own} | {"nondisclosure": 0}
    current = Balance.objects.filter(
        participant_id=party.participant_id, case_number=party.case_number, valid_to=None
    ).values(*_BALANCE)
    row |= current.first() or {}
    row["balances_on"] = str(row["balances_on"])
    places = ", ".join("?" * len(row))
    side.sql(
        f"INSERT INTO in_parties (line, op, {', '.join(row)}) VALUES (1, ?, {places})",
        ["gone" if party.gone_held else "put", *row.values()],
    )
