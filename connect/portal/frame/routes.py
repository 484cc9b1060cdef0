"""The buttons of every page, and pages that are still to come."""

from connect.portal.frame import coming_soon, language, quick_exit
from connect.web.navigation import HOME
from connect.web.routes import Route, RouteAudience

FRAME_ROUTES = (
    Route(
        "leave",
        quick_exit.leave,
        "leave",
        None,
        RouteAudience.PUBLIC,
        "POST, from our own pages only, ends the visit on the quick way out; answers 204",
        has_page=False,
    ),
    Route(
        "language",
        language.language,
        "language",
        None,
        RouteAudience.PUBLIC,
        "POST `language` (en, es) and `next`",
        has_page=False,
    ),
    Route(
        "appointments",
        coming_soon.all_appointments,
        "appointments",
        HOME,
        RouteAudience.SIGNED_IN,
        "still to come: says how it is done today",
    ),
)
