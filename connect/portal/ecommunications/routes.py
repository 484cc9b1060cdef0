"""eCommunications: what comes by email, where, and what was sent."""

from connect.portal.ecommunications import choices, confirm_email, overview, sent
from connect.web.navigation import MY_PROFILE
from connect.web.routes import Route, RouteAudience

ECOMMUNICATIONS_ROUTES = (
    Route(
        "profile/ecommunications",
        overview.ecommunications,
        "ecommunications",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "eCommunications: what comes by email and where; POST mails the link that confirms the address again",
    ),
    Route(
        "profile/ecommunications/choose",
        choices.choose_ecommunications,
        "ecommunications_choose",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "sign up, change, or leave; asks for the PIN again first",
    ),
    Route(
        "profile/ecommunications/sent",
        sent.sent_to_you,
        "sent",
        MY_PROFILE,
        RouteAudience.SIGNED_IN,
        "every email and letter of the last 90 days, newest first",
    ),
    Route(
        "confirm-notices/<public_id:code>",
        confirm_email.confirm_notices_email,
        "confirm_notices",
        None,
        RouteAudience.PUBLIC,
        "GET shows a button; POST lets notices come to the mailbox that the link was sent to",
    ),
)
