"""Payments: the lists, one payment, the sheets for paper."""

from connect.portal.payments import months, payment, payment_list, print_sheets
from connect.web.navigation import PAYMENTS
from connect.web.routes import Route, RouteAudience

PAYMENT_ROUTES = (
    Route(
        "payments",
        payment_list.own_payments,
        "payments",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "leads to the person's own list: payments received for a person who receives support, else payments made",
        has_page=False,
    ),
    Route(
        "payments/made",
        payment_list.payments_made,
        "payments_made",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "payments made, newest first",
    ),
    Route(
        "payments/received",
        payment_list.payments_received,
        "payments_received",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "payments received, newest first",
    ),
    Route(
        "payments/<direction:direction>/<public_id:public_id>",
        payment.payment_details,
        "payment",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "one payment: its dates, what it paid",
    ),
    Route(
        "payments/<direction:direction>/print",
        print_sheets.print_page,
        "payments_print",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "the same page of the list as a sheet for paper",
    ),
    Route(
        "payments/<direction:direction>/year/<year:year>",
        print_sheets.print_year,
        "payments_year",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "a year of payments as sheets for paper",
    ),
    Route(
        "payments/<direction:direction>/months",
        months.twelve_months,
        "payments_months",
        PAYMENTS,
        RouteAudience.SIGNED_IN,
        "the last twelve months as a chart",
    ),
)
