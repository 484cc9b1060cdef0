"""Review and Adjustment Notice (documents 6, V7), to each party their own."""

from connect.cases.kinds import AgencyNoticeVariant
from connect.documents.papers.parts import closing, reference_pairs, short, words_of
from connect.documents.snapshots import ReviewNotice
from connect.documents.wording import Wording
from connect.lib.money import in_dollars
from connect.lib.rulebook import Rulebook
from connect.paper.blocks import Block, Heading, LargeAmount, RuledTable

# What the law asks for, in its order (22 CCR 115503).
_PRESCRIBED = ("we_help", "how_long", "complete", "another_state", "court", "may_say_no", "ask_early", "keep_paying")


def review_paper(snapshot: ReviewNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    return [
        Heading(wording.title, 1),
        *_first(snapshot, wording),
        *reference_pairs(snapshot, wording),
        *_order(snapshot, wording),
        *_rest(snapshot, wording),
        *wording.blocks("custody"),
        *wording.box("safe", phone=snapshot.contact.phone),
        *closing(snapshot, wording, rules),
    ]


def _how(snapshot: ReviewNotice) -> dict[str, str]:
    return {"phone": snapshot.contact.phone, "address": ", ".join(snapshot.contact.lines)}


def _first(snapshot: ReviewNotice, wording: Wording) -> list[Block]:
    """What happened, and what to do by when."""
    if snapshot.variant == AgencyNoticeVariant.RIGHT_TO_ASK:
        return wording.blocks("right_to_ask")
    if snapshot.variant == AgencyNoticeVariant.STARTED:
        return wording.blocks("started")
    if snapshot.new_cents is None:
        return wording.blocks("result_same")
    amount = in_dollars(snapshot.new_cents)
    return [LargeAmount(wording.label("new_amount"), amount, wording.words("result_new", amount=amount))]


def _order(snapshot: ReviewNotice, wording: Wording) -> list[Block]:
    if not snapshot.ordered:
        return wording.blocks("no_order")
    rows = []
    for line in snapshot.ordered:
        since = f"{wording.label('since')} {short(line.starts_on, wording)}"
        court = f"{wording.label('court_case')} {line.court_case_number}" if line.court_case_number else ""
        more = ". ".join(each for each in (wording.name("frequency", line.frequency), since, court) if each)
        rows.append((wording.name("obligation", line.kind), more, in_dollars(line.cents)))
    heads = (wording.label("kind"), wording.label("how_often"), wording.label("amount"))
    table = RuledTable(wording.label("order_today"), heads, ("text", "text", "amount"), tuple(rows))
    return [*wording.blocks("order_today"), table]


def _rest(snapshot: ReviewNotice, wording: Wording) -> list[Block]:
    if snapshot.variant == AgencyNoticeVariant.RIGHT_TO_ASK:
        return [
            *wording.blocks("examples"),
            *wording.blocks("medical"),
            *wording.blocks("how_to_ask", **_how(snapshot)),
            *(block for name in _PRESCRIBED for block in wording.blocks(name)),
        ]
    if snapshot.variant == AgencyNoticeVariant.STARTED:
        return [
            *wording.blocks("send_papers", **_how(snapshot)),
            *(block for name in _PRESCRIBED if name != "may_say_no" for block in wording.blocks(name)),
        ]
    by = snapshot.object_by
    last_day: list[Block] = wording.blocks("object", object_by=words_of(by, wording)) if by else []
    return [*last_day, *wording.blocks("copy"), *wording.blocks("court"), *wording.blocks("keep_paying")]
