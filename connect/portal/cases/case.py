"""Case details: the case, what is owed on it, its orders and its officer (S002 L191-215)."""

from collections.abc import Iterator
from typing import NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from connect.cases import queries as cases
from connect.cases.kinds import CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.dates import in_figures, in_words
from connect.lib.money import in_dollars
from connect.lib.terms import plain_meaning
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import call_us_sentence, in_capitals, names_in
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


class Fact(NamedTuple):
    """A label, its value as finished text, what the label means, and what must stand beside the value."""

    label: str
    value: str
    means: str
    beside: str = ""


@signed_in
def case(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One of the viewer's cases; 404 for anything else."""
    viewer = request.viewer
    found = cases.case(viewer, public_id)
    if found is None:
        raise Http404
    orders = cases.orders(viewer, found.case_number)
    facts = {
        "case": found,
        "paying": found.role == Role.PAYING,
        "information": list(_information(found, viewer.language)),
        "owed": list(_owed(found, viewer.language)),
        "officer": list(_officer(found, viewer.language)),
        "orders": _order_rows(orders),
        "orders_hidden": any(order.location_hidden for order in orders),
        "order_means": _order_means(viewer.language),
        "as_of": as_of(viewer),
    }
    return page(request, "cases/case.html", facts)


def _information(of: cases.CaseDetails, language: str) -> Iterator[Fact]:
    role = Role(of.role)
    role_term = "person paying support" if role is Role.PAYING else "person receiving support"
    yield Fact(_("Case Number"), of.case_number, plain_meaning("case number", language))
    yield Fact(_("Other Party"), names_in(of.other_parties), plain_meaning("other party", language))
    yield Fact(_("County"), call_us_sentence() if of.location_hidden else of.county, plain_meaning("county", language))
    yield Fact(_("Role"), in_capitals(role), plain_meaning(role_term, language))
    yield Fact(_("Status"), in_capitals(CaseStatus(of.status)), plain_meaning("status", language))
    yield Fact(_("Opened Date"), in_figures(of.opened_on), plain_meaning("opened date", language))
    if of.closed_on:
        yield Fact(_("Closed Date"), in_figures(of.closed_on), plain_meaning("case closure", language))


def _owed(of: cases.CaseDetails, language: str) -> Iterator[Fact]:
    """The amounts of the screen, and with them always current support and interest (CCP 695.211(c), V10)."""

    def fact(label: str, cents: int, term: str, beside: str = "") -> Fact:
        return Fact(label, in_dollars(cents), plain_meaning(term, language), beside)

    yield fact(_("Monthly Support"), of.monthly_support, "monthly support")
    yield fact(
        _("Past Due Support Installment"),
        of.past_due_installment,
        "past due support installment (payment on arrears)",
    )
    yield fact(_("Past Due Support"), of.past_due_support, "past due support (arrears)", _about_past_due(of, language))
    yield fact(_("Current Support"), of.current_support, "current support")
    yield fact(_("Interest"), of.interest, "interest")
    for label, cents, term in (
        (_("Past due support owed to the family"), of.arrears_family, "support owed to the family (unassigned)"),
        (_("Past due support owed to the State"), of.arrears_state, "assigned support"),
        (_("Medical support"), of.medical, "medical support"),
        (_("Spousal support"), of.spousal, "spousal support"),
        (_("Fees"), of.fees, "fees"),
    ):
        if cents:
            yield fact(label, cents, term)
    if of.role == Role.PAYING and of.income_withholding:
        yield _withholding(language)


def _withholding(language: str) -> Fact:
    """Why no bill comes (S002 L131). For the payer only: it speaks of an employer."""
    return Fact(
        _("Income Withholding Order"),
        in_capitals(OrderStatus.ACTIVE),
        plain_meaning("income withholding order", language),
        _("Your employer sends your support. A billing statement will not be available."),
    )


def _about_past_due(of: cases.CaseDetails, language: str) -> str:
    """What the law wants beside a stated amount of past due support (Fam. Code 17525, V13)."""
    told = [
        _("This amount was worked out on %(date)s.") % {"date": in_words(of.balances_on, language)},
        str(IncludesInterest(of.includes_interest).label),
        _("You can ask us to check it."),
        _("Please keep paying while we check, unless we tell you to stop.")
        if of.role == Role.PAYING
        else _("Payments stay due while we check, unless we say otherwise."),
    ]
    return " ".join(told)


def _officer(of: cases.CaseDetails, language: str) -> Iterator[Fact]:
    means = plain_meaning("caseworker", language)
    if of.location_hidden:
        yield Fact(_("Child Support Officer"), call_us_sentence(), means)
        return
    if of.officer:
        yield Fact(_("Child Support Officer"), of.officer, means)
    if of.office:
        yield Fact(_("Office"), of.office, plain_meaning("local child support agency", language))


def _order_rows(orders: tuple[cases.Order, ...]) -> list[tuple[None, list[str]]]:
    """File Date, County, Court Case Number, Status; without the two in the middle where they may not be shown."""
    hidden = any(order.location_hidden for order in orders)
    return [
        (
            None,
            [
                in_figures(order.file_date),
                *([] if hidden else [order.county, order.court_case_number]),
                in_capitals(OrderStatus(order.status)),
            ],
        )
        for order in orders
    ]


def _order_means(language: str) -> str:
    """What an order is, and its two columns that need a word."""
    columns = ((_("File Date"), "file date"), (_("Court Case Number"), "court case number"))
    explained = [f"{label}: {plain_meaning(term, language)}" for label, term in columns]
    return " ".join([plain_meaning("child support order", language), *explained])
