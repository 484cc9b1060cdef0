"""Home, and one case."""

from connect.portal.cases import case, home
from connect.web.navigation import HOME
from connect.web.routes import Route, RouteAudience

CASE_ROUTES = (
    Route(
        "home",
        home.home,
        "home",
        HOME,
        RouteAudience.SIGNED_IN,
        "what changed since the last visit, appointments from today on, cases",
    ),
    Route(
        "cases/<public_id:public_id>",
        case.case_details,
        "case",
        HOME,
        RouteAudience.SIGNED_IN,
        "one case: what is owed, orders, officer",
    ),
)
