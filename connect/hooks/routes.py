"""The addresses at which providers tell us something."""

from connect.hooks.mail_events import mail_events
from connect.web.routes import Route, RouteAudience

HOOK_ROUTES = (
    Route(
        "hooks/mail",
        mail_events,
        "mail_events",
        None,
        RouteAudience.MACHINES,
        "POST by the mail provider, with its signature or secret: a mail came back, or was called spam",
        has_page=False,
    ),
)
