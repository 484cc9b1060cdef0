"""The buttons of every page, My Profile, and pages that are still to come."""

from connect.portal.frame import coming_soon, language, profile, quick_exit
from connect.web.navigation import HOME, MESSAGES, MY_PROFILE, OTHER_PARTY
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
        "messages",
        coming_soon.messages,
        "messages",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "still to come: says how it is done today",
    ),
    Route(
        "other-party",
        coming_soon.other_party,
        "other_party",
        OTHER_PARTY,
        RouteAudience.SIGNED_IN,
        "still to come: says how it is done today",
    ),
    Route(
        "profile",
        profile.profile,
        "profile",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "what a person sets for themselves, and what is done by phone for now",
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
