"""The buttons of every page, and the page behind the link in a mail that ends its kind."""

from connect.portal.frame import language, quick_exit, unsubscribe
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
        "unsubscribe/<mail_token:token>",
        unsubscribe.unsubscribe,
        "unsubscribe",
        None,
        RouteAudience.PUBLIC,
        "ends the kind of the mail whose link it is: a button, or POST by a mail program without cookie or form token",
    ),
)
