"""Other Party: what a person tells us about them. It goes one way."""

from connect.portal.other_party import report, report_list
from connect.web.navigation import OTHER_PARTY
from connect.web.routes import Route, RouteAudience

OTHER_PARTY_ROUTES = (
    Route(
        "other-party",
        report_list.other_party,
        "other_party",
        OTHER_PARTY,
        RouteAudience.SIGNED_IN,
        "what one can tell us, by topic, and on which days one did",
    ),
    Route(
        "other-party/<topic:topic>",
        report.report,
        "other_party_report",
        OTHER_PARTY,
        RouteAudience.SIGNED_IN,
        "one topic; POST sends it. Nothing is ever filled in, and every answer is the same",
    ),
)
