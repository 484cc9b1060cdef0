"""Notice of Intent to Close Case (documents 5, V5)."""

from connect.documents.papers.parts import (
    closing,
    pairs,
    reference_pairs,
    short,
    what_is_owed,
    words_of,
)
from connect.documents.snapshots import ClosureNotice
from connect.documents.wording import Wording
from connect.lib.money import in_dollars
from connect.lib.rulebook import Reason, Rulebook, reason_rule
from connect.paper.blocks import Block, Heading, RuledTable, Sentences, Steps

# What some reasons need to say besides.
_MORE = {"payer_died": "death", "service_done": "service_done", "to_tribal_agency": "tribal"}


def closure_paper(snapshot: ClosureNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    closes_on = words_of(snapshot.closes_on, wording)
    reason = rules.rule(reason_rule("closure", wording.jurisdiction, snapshot.reason), snapshot.dated_on)
    phone, address = snapshot.contact.phone, ", ".join(snapshot.contact.lines)
    said = reason.sentence.in_language(wording.language) if isinstance(reason, Reason) else ""
    helps = [each.in_language(wording.language) for each in reason.help] if isinstance(reason, Reason) else []
    return [
        Heading(wording.title, 1),
        *(
            Sentences(block.text, strong=True)
            for block in wording.blocks("we_plan", closes_on=closes_on)
            if isinstance(block, Sentences)
        ),
        *wording.blocks("tell_us", closes_on=closes_on),
        *reference_pairs(snapshot, wording),
        *wording.blocks("reason", reason=said),
        *_facts(snapshot, wording),
        *_tried(snapshot, wording),
        *(wording.blocks(_MORE[snapshot.reason]) if snapshot.reason in _MORE else []),
        *([*wording.blocks("keep_open"), Steps(tuple(helps))] if helps else []),
        *wording.blocks("how_to_answer", closes_on=closes_on, phone=phone, address=address),
        *wording.blocks("means"),
        *wording.blocks("does_not"),
        *what_is_owed(snapshot.owing, wording, wording.label("money_at_closing")),
        *wording.blocks("again"),
        *wording.box("safe", phone=phone),
        *closing(snapshot, wording, rules, rights="decision"),
    ]


def _facts(snapshot: ClosureNotice, wording: Wording) -> list[Block]:
    """The facts that the reason rests on, so that a mistake can be put right."""
    paid = words_of(snapshot.last_received_on, wording) if snapshot.last_received_on else wording.label("never")
    return [
        *wording.blocks("facts"),
        *pairs(
            (wording.label("order_in_force"), wording.label("yes" if snapshot.order_in_force else "no")),
            (wording.label("past_due"), in_dollars(snapshot.owing.past_due)),
            (wording.label("last_payment"), paid),
            (wording.label("undelivered"), in_dollars(snapshot.undelivered)),
        ),
    ]


def _tried(snapshot: ClosureNotice, wording: Wording) -> list[Block]:
    if not snapshot.tried:
        return []
    rows = tuple((short(each.on, wording), wording.name("way", each.way)) for each in snapshot.tried)
    heads = (wording.label("date"), wording.label("how"))
    return [*wording.blocks("tried"), RuledTable(wording.label("tried"), heads, ("day", "text"), rows)]
