"""My Profile: what a person sets for themselves, and what they ask us to change."""

from connect.portal.profile import change, information, new_email, profile
from connect.web.navigation import MY_PROFILE
from connect.web.routes import Route, RouteAudience

PROFILE_ROUTES = (
    Route(
        "profile",
        profile.profile,
        "profile",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "where to update one's own information and tell us about the other party; sign-in, language",
    ),
    Route(
        "profile/information",
        information.information,
        "information",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "of each field what we have (masked), what was asked for, and how far it is",
    ),
    Route(
        "profile/information/<change:name>",
        change.change_information,
        "information_change",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "asks for one change (`?abroad`: an address in another country); POST sends it, `sure` although we doubt an"
        " address; places where we reach a person ask for the PIN first",
    ),
    Route(
        "new-email/<str:code>",
        new_email.confirm_new_email,
        "confirm_new_email",
        None,
        RouteAudience.PUBLIC,
        "the owner of a new mailbox says that it is to be on file",
    ),
)
