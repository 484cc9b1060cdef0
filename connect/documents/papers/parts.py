"""What several papers have in common: their head, what is owed, whom to ask, what to do against a decision."""

from collections.abc import Iterable
from datetime import date

from connect.cases.kinds import DocumentKind
from connect.documents.snapshots import LedgerChange, Owing, Snapshot
from connect.documents.wording import Wording
from connect.lib.agency import Phrase
from connect.lib.dates import day_in_table, day_in_words, moment_in_words
from connect.lib.money import in_dollars
from connect.lib.rulebook import ComplaintClock, DatedRule, Rulebook
from connect.paper.blocks import Block, Pairs, RuledTable, Sentences, Slip
from connect.paper.letters import address_lines


def words_of(day: date, wording: Wording) -> str:
    return day_in_words(day, wording.language)


def short(day: date, wording: Wording) -> str:
    return day_in_table(day, wording.language)


def signed(cents: int) -> str:
    """'+$5.00', '-$5.00': what is added, and what is taken off."""
    return f"+{in_dollars(cents)}" if cents > 0 else in_dollars(cents)


def pairs(*rows: tuple[str, str]) -> list[Block]:
    """The rows that have a name and a value; nothing where there are none."""
    told = tuple(row for row in rows if all(row))
    return [Pairs(told)] if told else []


def reference_pairs(snapshot: Snapshot, wording: Wording, period: str = "") -> list[Block]:
    """Whose paper it is, of which case and day, and how old its figures are. Only the billing statement has the whole
    Participant ID: people are told to look for it there (S000 L36)."""
    reader, cases = snapshot.reader, snapshot.case_numbers
    whole = snapshot.kind == DocumentKind.BILLING
    number = reader.participant_id if whole else f"{wording.label('id_ending_in')} {reader.participant_id[-4:]}"
    return pairs(
        (wording.label("name"), reader.name),
        (wording.label("participant_id"), number),
        (wording.label("case_number" if len(cases) == 1 else "case_numbers"), ", ".join(cases)),
        (wording.label("county"), getattr(snapshot, "county", "")),
        (wording.label("your_role"), wording.name("role", reader.role)),
        (wording.label("date"), words_of(snapshot.dated_on, wording)),
        (wording.label("period"), period),
        (wording.label("as_of"), moment_in_words(snapshot.as_of.astimezone(wording.zone), wording.language)),
    )


def what_is_owed(owing: Owing, wording: Wording, caption: str) -> list[Block]:
    """Each balance by kind. Current support, past due support and interest stand there even where they are $0.00,
    because a statement that has any of the three has all of them (CCP 695.211(c), V10)."""
    always = [
        (wording.label("owing.current"), owing.current),
        (wording.label("owing.past_due"), owing.past_due),
        (wording.label("owing.interest"), owing.interest),
    ]
    some = [
        (wording.label("owing.arrears_family"), owing.arrears_family),
        (wording.label("owing.arrears_state"), owing.arrears_state),
        (wording.label("owing.medical"), owing.medical),
        (wording.label("owing.spousal"), owing.spousal),
        (wording.label("owing.fees"), owing.fees),
    ]
    rows = [*always[:2], *[row for row in some[:2] if row[1]], always[2], *[row for row in some[2:] if row[1]]]
    return [
        RuledTable(
            caption,
            (wording.label("what"), wording.label("amount")),
            ("text", "amount"),
            tuple((name, in_dollars(cents)) for name, cents in rows),
        ),
        *past_due(owing, wording),
    ]


def past_due(owing: Owing, wording: Wording) -> list[Block]:
    """The three statements wherever an amount of past due support stands (Fam. Code 17525, V13)."""
    worked_out = words_of(owing.worked_out_on, wording)
    if not owing.past_due:
        return [Sentences(f"{wording.label('worked_out_on')} {worked_out}.")]
    includes = wording.name("includes_interest", owing.includes_interest)
    return wording.blocks("past_due", worked_out_on=worked_out, includes_interest=includes)


def adjustments(changes: Iterable[LedgerChange], wording: Wording) -> list[Block]:
    """Each adjustment with its reason in words."""
    rows = tuple(
        (short(change.on, wording), wording.name("reason", change.reason), signed(change.owed_more))
        for change in changes
    )
    if not rows:
        return []
    heads = (wording.label("date"), wording.label("why"), wording.label("amount"))
    return [RuledTable(wording.label("adjustments"), heads, ("day", "text", "amount"), rows)]


def closing(snapshot: Snapshot, wording: Wording, rules: Rulebook, *, rights: str = "rights") -> list[Block]:
    """What ends every paper: corrections, the rights against a decision with their last days, and whom to ask."""
    return [
        *wording.blocks("corrections"),
        *rights_box(rights, snapshot.dated_on, wording, rules),
        *wording.blocks("help", phone=snapshot.contact.phone),
        *office(snapshot, wording),
    ]


def office(snapshot: Snapshot, wording: Wording) -> list[Block]:
    contact = snapshot.contact
    return pairs(
        (wording.label("office"), contact.office),
        (wording.label("mailing_address"), ", ".join(contact.lines)),
    )


def rights_box(section: str, dated_on: date, wording: Wording, rules: Rulebook) -> list[Block]:
    """What one can do against a decision, with the last day to complain (Fam. Code 17800, 17801). A last day that is no
    business day moves to the next (22 CCR 120100(c)). Nothing on a day for which we have no rule."""
    clock = rules.find("complaint_clock", dated_on, ComplaintClock)
    if clock is None:
        return []
    last = wording.hours.last_day(dated_on, clock.days)
    return wording.box(
        section,
        complain_by=words_of(last, wording),
        answer_days=str(clock.answer_days),
        hearing_days=str(clock.hearing_days),
    )


def rule_sentence(rules: Rulebook, name: str, day: date, wording: Wording) -> str:
    """What a rule says in words on a day; '' where no row of it counts."""
    said = getattr(rules.find(name, day, DatedRule), "sentence", None)
    return said.in_language(wording.language) if isinstance(said, Phrase) else ""


def check_slip(wording: Wording, rows: Iterable[tuple[str, str]], pay_to: str) -> Slip:
    """What goes with a check. A row without a value is a line to fill in."""
    return Slip(wording.label("slip"), tuple(rows), address_lines(pay_to), wording.label("slip_note"))
