"""Monthly Statement of Collection and Distribution (documents 4, V1, V8, V10, V11).

Nothing about the payer's other cases, and nothing about why money is held.
"""

from collections.abc import Iterator

from connect.cases.kinds import LedgerKind
from connect.documents.papers.parts import (
    adjustments,
    closing,
    pairs,
    reference_pairs,
    rule_sentence,
    short,
    signed,
    what_is_owed,
)
from connect.documents.snapshots import CollectionStatement, PayerSection, ReceivedItem, SentItem
from connect.documents.wording import Wording
from connect.lib.dates import month_in_words
from connect.lib.money import in_dollars
from connect.lib.rulebook import Rulebook
from connect.paper.blocks import Block, ColumnKind, Heading, LargeAmount, Pairs, RuledTable
from connect.payments.kinds import DeductionKind, MoneyState

_MOST_WORDS = 6


def collections_paper(snapshot: CollectionStatement, wording: Wording, rules: Rulebook) -> list[Block]:
    month = month_in_words(snapshot.month, wording.language)
    received, sent = in_dollars(snapshot.total_received), in_dollars(snapshot.total_sent)
    blocks = [
        Heading(wording.title, 1),
        LargeAmount(
            f"{wording.label('sent_in')} {month}",
            sent,
            wording.words("received_and_sent", month=month, received=received, sent=sent),
        ),
        *reference_pairs(snapshot, wording, period=month),
    ]
    if snapshot.total_received != snapshot.total_sent:
        blocks += [*wording.blocks("difference"), _difference(snapshot, wording)]
    for section in snapshot.sections:
        blocks += _payer(section, wording)
    if any(payment.collected_on for payment in snapshot.payments):
        blocks += wording.blocks("counts_for")
    blocks += _sent(snapshot, wording, month)
    blocks += [
        *_standing(snapshot, wording, rules),
        *what_is_owed(snapshot.owing, wording, wording.label("owed_to_you")),
        *_corrections(snapshot, wording),
    ]
    return [*blocks, *_words_used(blocks, wording), *closing(snapshot, wording, rules)]


def _difference(snapshot: CollectionStatement, wording: Wording) -> Block:
    """From what was received to what was sent, a line for each reason."""
    difference = snapshot.difference
    lines = [
        ("earlier", difference.earlier),
        ("kept", -difference.kept),
        ("held", -difference.held),
        ("credit", -difference.credit),
        ("fees", -difference.fees),
        ("waiting", -difference.waiting),
    ]
    taken = [(wording.name("deduction", item.kind), -item.cents) for item in difference.deductions]
    rest = wording.label("other_deductions" if difference.unexplained > 0 else "other_additions")
    reasons = [*((wording.label(f"difference.{name}"), cents) for name, cents in lines), *taken]
    reasons.append((rest, -difference.unexplained))
    return RuledTable(
        wording.label("from_received_to_sent"),
        (wording.label("what"), wording.label("amount")),
        ("text", "amount"),
        (
            (wording.label("received"), in_dollars(snapshot.total_received)),
            *((name, signed(cents)) for name, cents in reasons if cents),
            (wording.label("sent_to_you"), in_dollars(snapshot.total_sent)),
        ),
        total=True,
    )


def _payer(section: PayerSection, wording: Wording) -> list[Block]:
    heading = f"{wording.label('payments_from')} {section.payer}" if section.payer else wording.label("payments")
    return [Heading(heading), _received(section, wording), _where_it_went(section, wording)]


def _received(section: PayerSection, wording: Wording) -> Block:
    """Each payment. The month it counts for and the way it was paid are columns only where the reader may know them
    (V1): of all payments, or of none."""
    counts = any(payment.collected_on for payment in section.payments)
    how = any(payment.source for payment in section.payments)
    heads = [wording.label("date_received")]
    kinds: list[ColumnKind] = ["day"]
    if counts:
        heads.append(wording.label("counts_for"))
        kinds.append("text")
    heads.append(wording.label("how_paid") if how else wording.label("what"))
    kinds.append("text")
    rows = []
    for payment in section.payments:
        cells = [short(payment.received_on, wording)]
        if counts:
            cells.append(month_in_words(payment.collected_on, wording.language) if payment.collected_on else "")
        rows.append((*cells, _what(payment, wording), in_dollars(payment.cents)))
    rows.append((wording.label("total"), *([""] if counts else []), "", in_dollars(section.received)))
    return RuledTable(
        wording.label("received_on_case"),
        (*heads, wording.label("amount")),
        (*kinds, "amount"),
        tuple(rows),
        total=True,
    )


def _what(payment: ReceivedItem, wording: Wording) -> str:
    said = wording.name("source", payment.source) if payment.source else wording.label("payment_received")
    if payment.reversed_on:
        said = f"{said}. {wording.label('taken_back_on')} {short(payment.reversed_on, wording)}"
    return said


def _where_it_went(section: PayerSection, wording: Wording) -> Block:
    rows = [
        (short(payment.received_on, wording), where, in_dollars(cents))
        for payment in section.payments
        if not payment.reversed_on
        for where, cents in _parts(payment, wording)
    ]
    heads = (wording.label("date_received"), wording.label("where"), wording.label("amount"))
    return RuledTable(wording.label("where_it_went"), heads, ("day", "text", "amount"), tuple(rows))


def _parts(payment: ReceivedItem, wording: Wording) -> Iterator[tuple[str, int]]:
    """What came to the reader by kind, then what did not."""
    own = [(wording.name("bucket", part.bucket), part.cents) for part in payment.parts]
    theirs = payment.came + payment.held + payment.credit
    if sum(cents for _, cents in own) != theirs:  # no kinds are known of what was held or credited to no one yet
        own = [
            (wording.label("came"), payment.came),
            (wording.name("bucket", "held"), payment.held),
            (wording.name("bucket", "future"), payment.credit),
        ]
    rest = [(wording.label("kept_for_aid"), payment.kept), (wording.name("bucket", "fees"), payment.fees)]
    yield from ((name, cents) for name, cents in [*own, *rest] if cents)


def _sent(snapshot: CollectionStatement, wording: Wording, month: str) -> list[Block]:
    if not snapshot.sent:
        return wording.blocks("nothing_sent", month=month)
    rows = [(short(item.sent_on, wording), _way(item, wording), in_dollars(item.cents)) for item in snapshot.sent]
    heads = (wording.label("date_sent"), wording.label("how_sent"), wording.label("amount"))
    total = (wording.label("total"), "", in_dollars(snapshot.total_sent))
    kinds: tuple[ColumnKind, ...] = ("day", "text", "amount")
    return [RuledTable(wording.label("sent_to_you"), heads, kinds, (*rows, total), total=True)]


def _way(item: SentItem, wording: Wording) -> str:
    said = wording.name("method", item.method)
    marks = (MoneyState.RETURNED, MoneyState.REISSUED)
    return f"{said}. {wording.name('money', item.state)}" if item.state in marks else said


def _standing(snapshot: CollectionStatement, wording: Wording, rules: Rulebook) -> list[Block]:
    """Held, pass-through, aid repayment, the yearly fee, recoupment: each where there is one."""
    difference, blocks = snapshot.difference, []
    taken = {item.kind: item.cents for item in difference.deductions}
    if difference.held:
        blocks += wording.blocks("held", held=in_dollars(difference.held))
    if snapshot.pass_through:
        rule = rule_sentence(rules, "pass_through", snapshot.month, wording)
        blocks += wording.blocks("pass_through", pass_through=in_dollars(snapshot.pass_through), rule=rule)
    if difference.kept or snapshot.owing.arrears_state:
        assigned = in_dollars(snapshot.owing.arrears_state)
        blocks += wording.blocks("aid_repayment", kept=in_dollars(difference.kept), assigned=assigned)
    if snapshot.fee and (snapshot.fee.to_come or taken.get(DeductionKind.ANNUAL_FEE)):
        blocks += wording.blocks(
            "fee",
            taken=in_dollars(taken.get(DeductionKind.ANNUAL_FEE, 0)),
            recovered=in_dollars(snapshot.fee.recovered),
            to_come=in_dollars(snapshot.fee.to_come),
        )
    if taken.get(DeductionKind.RECOUPMENT):
        blocks += wording.blocks("recoupment", taken=in_dollars(taken[DeductionKind.RECOUPMENT]))
    return blocks


def _corrections(snapshot: CollectionStatement, wording: Wording) -> list[Block]:
    """Payments of earlier months that were taken back, and adjustments with their reasons."""
    rows = tuple(
        (
            short(item.reversed_on, wording),
            f"{wording.label('payment_taken_back')} {short(item.received_on, wording)}",
            signed(-item.cents),
        )
        for item in snapshot.taken_back
    )
    heads = (wording.label("date"), wording.label("what"), wording.label("amount"))
    kinds: tuple[ColumnKind, ...] = ("day", "text", "amount")
    table = [RuledTable(wording.label("taken_back"), heads, kinds, rows)] if rows else []
    kind = (LedgerKind.ADJUSTMENT_UP, LedgerKind.ADJUSTMENT_DOWN)
    return [*table, *adjustments((change for change in snapshot.adjustments if change.kind in kind), wording)]


def _words_used(blocks: list[Block], wording: Wording) -> list[Block]:
    """What the words on this very paper mean, as `word.<n>` and `meaning.<n>` of the text say it."""
    said = " ".join(text for block in blocks for text in block.texts()).casefold()
    numbers = [name.partition(".")[2] for name in wording.labels if name.startswith("word.")]
    rows = [(wording.label(f"word.{number}"), wording.label(f"meaning.{number}")) for number in numbers]
    used = [row for row in rows if row[0].casefold() in said][:_MOST_WORDS]
    return [Heading(wording.label("words_used")), Pairs(tuple(used))] if used else pairs()
