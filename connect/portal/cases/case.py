"""Case details: the case, what is owed on it, its orders and its officer (S002 L191-215)."""

from django.http import Http404, HttpResponse

from connect.cases import queries as cases
from connect.cases.kinds import CaseStatus, IncludesInterest, OrderStatus, Role
from connect.lib.dates import day_in_table
from connect.portal.frame.clock import as_of
from connect.portal.frame.wording import in_capitals, isolated_names
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def case_details(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One of the viewer's cases; 404 for anything else."""
    viewer = request.viewer
    case = cases.case(viewer, public_id)
    if case is None:
        raise Http404
    orders = cases.orders(viewer, case.case_number)
    facts = {
        "case": case,
        "paying": case.role == Role.PAYING,
        "other_parties": isolated_names(case.other_parties),
        "role": in_capitals(Role(case.role)),
        "status": in_capitals(CaseStatus(case.status)),
        "interest_included": IncludesInterest(case.includes_interest).label,
        "withholding_status": in_capitals(OrderStatus.ACTIVE),
        "orders": _order_rows(orders, viewer.language),
        "orders_hidden": any(order.location_hidden for order in orders),
        "as_of": as_of(viewer),
    }
    return page(request, "cases/case.html", facts)


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
