"""Case details: what is owed, the case itself, its orders, its account and its officer (S002 L169, L191-215)."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from connect.cases import queries as cases
from connect.cases.kinds import CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.dates import day_in_table
from connect.lib.money import in_dollars
from connect.lib.offices import County, county_slug
from connect.payments import queries as payments
from connect.payments.kinds import Direction
from connect.payments.months import first_days
from connect.portal.cases.account import TableRows, ledgers, what_orders_say
from connect.portal.frame.clock import as_of, today
from connect.portal.frame.wording import in_capitals, isolated_names
from connect.portal.payments.where_it_went import where_it_went
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in

# The agency's file writes "Madera office" in English, whatever the reader speaks; the label says already what it is.
_KIND_OF_OFFICE = re.compile(r"\s+(office|branch)$", re.IGNORECASE)


@signed_in
def case_details(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One of the viewer's cases; 404 for anything else."""
    viewer = request.viewer
    case = cases.case(viewer, public_id)
    if case is None:
        raise Http404
    orders, county = cases.orders(viewer, case.case_number), _county_of(case)
    months = first_days(today())
    account = cases.case_account(viewer, case.case_number, months[0], months[-1])
    kept = payments.nothing_came(viewer, case.case_number, months[0]) if case.role == Role.RECEIVING else ()
    facts = {
        "case": case,
        "paying": case.role == Role.PAYING,
        "other_parties": isolated_names(case.other_parties),
        "role": Role(case.role).label,
        "status": CaseStatus(case.status).label,
        "county": county.name if county else case.county,
        "interest_included": IncludesInterest(case.includes_interest).label,
        "withholding_status": OrderStatus.ACTIVE.label,
        "orders": _order_rows(orders, viewer.language),
        "orders_hidden": any(order.location_hidden for order in orders),
        "obligations": what_orders_say(account.obligations, viewer.language),
        "ledgers": ledgers(account.entries, viewer.language),
        "nothing_came": _nothing_came_rows(kept, viewer.language),
        "office": _KIND_OF_OFFICE.sub("", case.office),
        "office_address": reverse("county", args=[county.slug]) if county else "",
        "office_phone": next(iter(county.phones), "") if county else "",
        "as_of": as_of(viewer),
    }
    return page(request, "cases/case.html", facts)


def _county_of(case: cases.CaseDetails) -> County | None:
    """The county whose agency works on the case; None if it may not be told, or is not in the table of offices."""
    return settings.OFFICES.get(county_slug(case.county))


def _order_rows(orders: tuple[cases.Order, ...], language: str) -> list[tuple[None, list[str]]]:
    """File Date, County, Court Case Number, Status; without the two in the middle if they may not be shown."""
    hidden = any(order.location_hidden for order in orders)
    return [
        (
            None,
            [
                day_in_table(order.file_date, language),
                *([] if hidden else [order.county, order.court_case_number]),
                in_capitals(OrderStatus(order.status)),
            ],
        )
        for order in orders
    ]


def _nothing_came_rows(receipts: tuple[payments.ReceiptDetails, ...], language: str) -> TableRows:
    """Date received, which opens the payment, its amount, and where it went."""
    return [
        (
            reverse("payment", args=[Direction.RECEIVED, receipt.public_id]),
            [
                day_in_table(receipt.received_on, language),
                in_dollars(receipt.amount),
                where_it_went(receipt),
            ],
        )
        for receipt in receipts
    ]
