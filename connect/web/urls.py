"""The addresses that machines ask."""

from connect.web import health
from connect.web.routes import Route, RouteAudience, url_patterns

MACHINE_ROUTES = (
    Route(
        "healthz",
        health.healthz,
        "healthz",
        None,
        RouteAudience.MACHINES,
        "200: the process answers",
        has_page=False,
    ),
    Route(
        "readyz",
        health.readyz,
        "readyz",
        None,
        RouteAudience.MACHINES,
        "200 or 503: database, migrations, age of the last feed, writing to the database; with `?reading` the "
        "same lines, and 200 as long as pages can be read",
        has_page=False,
    ),
)

urlpatterns = url_patterns(MACHINE_ROUTES)
