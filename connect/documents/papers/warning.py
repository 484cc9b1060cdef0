"""Child Support Warning Notice (documents 2, V12, V13, V16): the facts, then ways out, then what can happen.

What can happen comes from the agency's own row and from rules.toml alone: nothing is worked out from amounts here.
"""

from connect.cases.kinds import Enforcement
from connect.documents.papers.parts import (
    check_slip,
    closing,
    pairs,
    reference_pairs,
    rule_sentence,
    what_is_owed,
    words_of,
)
from connect.documents.snapshots import WarningNotice
from connect.documents.wording import Wording
from connect.lib.dates import month_in_words
from connect.lib.money import in_dollars
from connect.lib.rulebook import OffsetThresholds, Rulebook
from connect.paper.blocks import Block, Heading, LargeAmount, RuledTable

_LICENSES = {Enforcement.LICENSE_DRIVER, Enforcement.LICENSE_PROFESSIONAL, Enforcement.LICENSE_RECREATIONAL}
_STATE_MONEY = {Enforcement.STATE_TAX_OFFSET, Enforcement.LOTTERY, Enforcement.BENEFITS}


def warning_paper(snapshot: WarningNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    owing = snapshot.owing
    worked_out = f"{wording.label('worked_out_on')} {words_of(owing.worked_out_on, wording)}."
    includes = wording.name("includes_interest", owing.includes_interest)
    everywhere = in_dollars(snapshot.past_due_everywhere) if snapshot.other_cases else ""
    return [
        Heading(wording.title, 1),
        *wording.blocks("unpaid"),
        LargeAmount(wording.label("past_due_on_case"), in_dollars(owing.past_due), f"{worked_out} {includes}"),
        *reference_pairs(snapshot, wording),
        *pairs((wording.label("past_due_everywhere"), everywhere)),
        *what_is_owed(owing, wording, wording.label("what_you_owe")),
        _months(snapshot, wording),
        *wording.blocks("what_to_do"),
        *_what_can_happen(snapshot, wording, rules),
        *wording.blocks("pay"),
        *closing(snapshot, wording, rules),
        check_slip(
            wording,
            (
                (wording.label("name"), snapshot.reader.name),
                (wording.label("case_number"), snapshot.case_number),
                (f"{wording.label('participant_id')} ({wording.label('id_ending_in')} {_ending(snapshot)})", ""),
                (wording.label("enclosed"), ""),
            ),
            snapshot.pay_to,
        ),
    ]


def _ending(snapshot: WarningNotice) -> str:
    return snapshot.reader.participant_id[-4:]


def _months(snapshot: WarningNotice, wording: Wording) -> Block:
    rows = tuple(
        (month_in_words(row.month, wording.language), in_dollars(row.due), in_dollars(row.paid))
        for row in snapshot.months
    )
    heads = (wording.label("month"), wording.label("due"), wording.label("paid"))
    return RuledTable(wording.label("last_months"), heads, ("text", "amount", "amount"), rows)


def _what_can_happen(snapshot: WarningNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    if not snapshot.steps:
        return wording.blocks("nothing_started")
    rows = tuple(
        (wording.name("enforcement", step.action), wording.name("state", step.state)) for step in snapshot.steps
    )
    heads = (wording.label("what"), wording.label("where_it_stands"))
    blocks = [
        *wording.blocks("what_can_happen"),
        RuledTable(wording.label("what_can_happen"), heads, ("text", "text"), rows),
    ]
    actions = {step.action for step in snapshot.steps}
    if Enforcement.FEDERAL_TAX_OFFSET in actions:
        blocks += _tax_refund(snapshot, wording, rules)
    if actions & _STATE_MONEY:
        blocks += wording.blocks("state_money")
    if Enforcement.PASSPORT in actions:
        rule = rule_sentence(rules, "passport_threshold", snapshot.dated_on, wording)
        blocks += wording.blocks("passport", rule=rule)
    if actions & _LICENSES:
        blocks += wording.blocks("license")
    if actions & {Enforcement.LEVY, Enforcement.LIEN}:
        blocks += wording.blocks("levy")
    if Enforcement.CREDIT_BUREAU in actions:
        blocks += wording.blocks("credit_bureau")
    return blocks


def _tax_refund(snapshot: WarningNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    """From what amounts on it happens, how to contest it, and how a spouse asks for a share (V16)."""
    row = rules.find("offset_thresholds", snapshot.dated_on, OffsetThresholds)
    if row is None:
        return []
    return wording.blocks("tax_refund", assigned=in_dollars(row.assigned), family=in_dollars(row.family))
