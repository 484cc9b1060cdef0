"""Monthly Billing Statement (documents 3, V10, V13, V15)."""

from collections.abc import Iterator
from datetime import date

from connect.cases.kinds import LedgerKind
from connect.documents.papers.parts import (
    check_slip,
    closing,
    reference_pairs,
    rule_sentence,
    short,
    what_is_owed,
    words_of,
)
from connect.documents.snapshots import BilledCase, BillingStatement, LedgerChange, PaidItem
from connect.documents.wording import Wording
from connect.lib.dates import month_in_words
from connect.lib.money import in_dollars
from connect.lib.rulebook import Rulebook
from connect.paper.blocks import Block, Heading, LargeAmount, RuledTable, Sentences

_OF_ONE_BUCKET = {LedgerKind.INTEREST, LedgerKind.FEE}  # "Interest added" says it all


def billing_paper(snapshot: BillingStatement, wording: Wording, rules: Rulebook) -> list[Block]:
    several = len(snapshot.cases) > 1
    blocks = [
        Heading(wording.title, 1),
        LargeAmount(wording.label("you_owe"), in_dollars(snapshot.asked), _by_when(snapshot, wording)),
        *wording.blocks("behind" if snapshot.past_due else "thanks"),
        *reference_pairs(snapshot, wording, period=month_in_words(snapshot.month, wording.language)),
    ]
    for case in snapshot.cases:
        if several:
            blocks.append(Heading(_case(case, wording)))
        blocks += _case_blocks(snapshot, case, wording, rules)
    if several:
        blocks += wording.blocks("shared")
    if snapshot.unshared:
        blocks += [*wording.blocks("unshared"), _unshared(snapshot, wording)]
    return [
        *blocks,
        *wording.blocks("cannot_pay"),
        *wording.blocks("pay"),
        *wording.blocks("where_the_id_is", participant_id=snapshot.reader.participant_id),
        *closing(snapshot, wording, rules),
        check_slip(
            wording,
            (
                (wording.label("name"), snapshot.reader.name),
                (wording.label("participant_id"), snapshot.reader.participant_id),
                (wording.label("case_numbers" if several else "case_number"), ", ".join(snapshot.case_numbers)),
                (wording.label("amount_due"), in_dollars(snapshot.asked)),
                (wording.label("due_on"), words_of(snapshot.due_on, wording)),
                (wording.label("enclosed"), ""),
            ),
            snapshot.pay_to,
        ),
    ]


def _by_when(snapshot: BillingStatement, wording: Wording) -> str:
    if not snapshot.asked:
        return wording.words("nothing_due")
    days = {"send_by": words_of(snapshot.send_by, wording), "due_on": words_of(snapshot.due_on, wording)}
    return wording.words("send_by", **days)


def _case(case: BilledCase, wording: Wording) -> str:
    return f"{wording.label('case')} {case.case_number}"


def _case_blocks(snapshot: BillingStatement, case: BilledCase, wording: Wording, rules: Rulebook) -> list[Block]:
    month = month_in_words(snapshot.month, wording.language)
    blocks: list[Block] = [_due(case, wording), _since(case, wording)]
    if not case.payments:
        blocks += wording.blocks("no_payments", month=month)
    if case.interest_added or case.owing.interest:
        rule = rule_sentence(rules, "interest_rate", snapshot.dated_on, wording)
        blocks += wording.blocks("interest", added=in_dollars(case.interest_added), rule=rule)
    blocks += what_is_owed(case.owing, wording, wording.label("balance"))
    return [*blocks, *_divided(case, snapshot, wording, rules)]


def _due(case: BilledCase, wording: Wording) -> Block:
    rows = [(wording.name("due", line.bucket), in_dollars(line.cents)) for line in case.due if line.cents]
    return RuledTable(
        wording.label("due_now"),
        (wording.label("what"), wording.label("amount")),
        ("text", "amount"),
        (*rows, (wording.label("total"), in_dollars(case.asked))),
        total=True,
    )


def _since(case: BilledCase, wording: Wording) -> Block:
    """What became due, what was adjusted and what was paid in the month, in one table, with the sum of each side."""
    entries = sorted(
        [*(_change(change, wording) for change in case.changes), *_paid(case.payments, wording)],
        key=lambda entry: entry[0],
    )
    added = sum(up for _, _, up, _ in entries)
    taken_off = sum(down for _, _, _, down in entries)
    rows = [
        (short(day, wording), what, in_dollars(up) if up else "", in_dollars(down) if down else "")
        for day, what, up, down in entries
    ]
    heads = (wording.label("date"), wording.label("what_happened"), wording.label("added"), wording.label("taken_off"))
    return RuledTable(
        wording.label("since_last"),
        heads,
        ("day", "text", "amount", "amount"),
        (*rows, (wording.label("total"), "", in_dollars(added), in_dollars(taken_off))),
        total=True,
    )


def _change(change: LedgerChange, wording: Wording) -> tuple[date, str, int, int]:
    said = wording.name("ledger", change.kind)
    if change.kind not in _OF_ONE_BUCKET:
        said = f"{said}: {wording.name('bucket', change.bucket)}"
    if change.reason:
        said = f"{said}. {wording.name('reason', change.reason)}"
    return change.on, said, max(0, change.owed_more), max(0, -change.owed_more)


def _paid(payments: tuple[PaidItem, ...], wording: Wording) -> Iterator[tuple[date, str, int, int]]:
    """A payment; one that was taken back stands there twice, so that it is seen and counts for nothing."""
    for payment in payments:
        how = f": {wording.name('source', payment.source)}" if payment.source else ""
        yield payment.received_on, f"{wording.label('payment_received')}{how}", 0, payment.cents
        if payment.reversed_on:
            taken_back = wording.label("payment_taken_back")
            yield payment.reversed_on, f"{taken_back} {short(payment.received_on, wording)}", payment.cents, 0


def _divided(case: BilledCase, snapshot: BillingStatement, wording: Wording, rules: Rulebook) -> list[Block]:
    rows = [
        (short(payment.received_on, wording), wording.name("bucket", part.bucket), in_dollars(part.cents))
        for payment in case.payments
        if not payment.reversed_on
        for part in payment.parts
    ]
    if not rows:
        return []
    heads = (wording.label("date_received"), wording.label("what_it_paid"), wording.label("amount"))
    order = rule_sentence(rules, "order_of_credit", snapshot.dated_on, wording)
    table = RuledTable(wording.label("divided"), heads, ("day", "text", "amount"), tuple(rows))
    return [table, *([Sentences(order)] if order else [])]


def _unshared(snapshot: BillingStatement, wording: Wording) -> Block:
    rows = tuple(
        (short(payment.received_on, wording), wording.label("payment_received"), in_dollars(payment.cents))
        for payment in snapshot.unshared
    )
    heads = (wording.label("date_received"), wording.label("what"), wording.label("amount"))
    return RuledTable(wording.label("being_applied"), heads, ("day", "text", "amount"), rows)
