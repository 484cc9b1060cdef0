"""The account of a case in finished texts: what its orders say, and what changed what is owed, month by month."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from connect.cases import queries as cases
from connect.cases.kinds import AdjustmentReason, Frequency, LedgerKind, ObligationKind
from connect.lib.characters import isolated
from connect.lib.dates import day_in_table, month_in_words
from connect.lib.money import in_dollars

type TableRows = list[tuple[str | None, list[str]]]


def what_orders_say(obligations: Iterable[cases.Obligation], language: str) -> TableRows:
    """Kind, amount, how often, since, until."""
    return [
        (
            None,
            [
                str(ObligationKind(each.kind).label),
                in_dollars(each.amount),
                _how_often(each),
                day_in_table(each.starts_on, language),
                day_in_table(each.ends_on, language) if each.ends_on else _("No end date"),
            ],
        )
        for each in obligations
    ]


def ledgers(entries: Iterable[cases.LedgerEntry], language: str) -> list[tuple[str, list[str], TableRows]]:
    """(whose, heads, rows) of each account: month, due, adjusted, interest, and fees where there is one.

    `whose` is '' where one person pays on the case.
    """
    by_payer: dict[str, list[cases.LedgerEntry]] = {}
    for entry in entries:
        by_payer.setdefault(entry.payer, []).append(entry)
    return [
        (isolated(payer) if len(by_payer) > 1 else "", *_ledger(of_payer, language))
        for payer, of_payer in sorted(by_payer.items())
    ]


def _ledger(entries: list[cases.LedgerEntry], language: str) -> tuple[list[str], TableRows]:
    with_fees = any(entry.kind == LedgerKind.FEE for entry in entries)
    heads = [_("Month"), _("Due"), _("Adjusted"), _("Interest")] + ([_("Fees")] if with_fees else [])
    months = dict.fromkeys(entry.month for entry in entries)  # in the order of the entries
    rows: TableRows = []
    for month in months:
        of_month = [entry for entry in entries if entry.month == month]
        cells = [
            month_in_words(month, language),
            _sum(of_month, LedgerKind.CHARGE),
            Markup("<br>").join(_adjustment(entry) for entry in of_month if entry.reason),
            _sum(of_month, LedgerKind.INTEREST),
        ]
        rows.append((None, cells + ([_sum(of_month, LedgerKind.FEE)] if with_fees else [])))
    return heads, rows


def _sum(entries: list[cases.LedgerEntry], kind: LedgerKind) -> str:
    cents = [entry.amount for entry in entries if entry.kind == kind]
    return in_dollars(sum(cents)) if cents else ""


def _adjustment(entry: cases.LedgerEntry) -> Markup:
    """'−$60.00: We gave credit for support that was paid in another way.'"""
    sign = "−" if entry.kind == LedgerKind.ADJUSTMENT_DOWN else "+"
    return escape(f"{sign}{in_dollars(entry.amount)}: {AdjustmentReason(entry.reason).label}")


def _how_often(obligation: cases.Obligation) -> str:
    often = Frequency(obligation.frequency).label
    if obligation.due_day is None:
        return str(often)
    return _("%(often)s, by day %(day)s") % {"often": often, "day": obligation.due_day}
