"""Case details: what is owed on the case, the case itself, its orders and its officer (S002 L191-215)."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from connect.cases import queries as cases
from connect.cases.kinds import CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.dates import day_in_table
from connect.lib.offices import County, county_slug
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import in_capitals, isolated_names
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
