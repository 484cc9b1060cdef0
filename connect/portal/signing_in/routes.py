"""Before and around a visit: the welcome page, the ways in, getting a PIN, signing out."""

from connect.portal.signing_in import confirm_email, get_a_pin, login, not_me, passkey_sign_in, recovery_code, welcome
from connect.web.navigation import LOGIN, REGISTER
from connect.web.routes import Route, RouteAudience

SIGNING_IN_ROUTES = (
    Route("", welcome.welcome, "welcome", None, RouteAudience.PUBLIC, "welcome page, with the sign-in form"),
    Route(
        "login",
        login.login,
        "login",
        LOGIN,
        RouteAudience.PUBLIC,
        "sign-in form; `?next=` an address of ours to go to afterwards",
    ),
    Route(
        "login/passkey",
        passkey_sign_in.passkey_sign_in_page,
        "login_passkey",
        None,
        RouteAudience.PUBLIC,
        "sign in with a passkey: the button, and what it posts to",
    ),
    Route(
        "login/passkey/options",
        passkey_sign_in.sign_in_options,
        "login_passkey_options",
        None,
        RouteAudience.PUBLIC,
        "GET answers a script with what to ask the browser for (JSON): the same for everyone except for the challenge",
        has_page=False,
    ),
    Route(
        "login/code",
        recovery_code.sign_in_with_code,
        "login_code",
        None,
        RouteAudience.PUBLIC,
        "sign in with a recovery code; it opens only `/pin`",
    ),
    Route("register", get_a_pin.register, "register", REGISTER, RouteAudience.PUBLIC, "asking for a first PIN"),
    Route("forgot-pin", get_a_pin.forgot_pin, "forgot_pin", None, RouteAudience.PUBLIC, "asking for a new PIN"),
    Route(
        "pin-asked",
        get_a_pin.pin_asked,
        "pin_asked",
        None,
        RouteAudience.PUBLIC,
        "what happens after asking; the same for everyone",
    ),
    Route(
        "pin-status/<str:code>",
        get_a_pin.show_pin_status,
        "pin_status",
        None,
        RouteAudience.PUBLIC,
        "how far a PIN is, for anyone who holds the link of a mail",
    ),
    Route(
        "not-me",
        not_me.undo_change,
        "not_me",
        None,
        RouteAudience.PUBLIC,
        '"this was not me", with the code of a letter',
    ),
    Route(
        "not-me/<str:code>",
        not_me.undo_change,
        "not_me_code",
        None,
        RouteAudience.PUBLIC,
        "the same, from the link of a mail; only its button does anything",
    ),
    Route(
        "confirm-email/<str:code>",
        confirm_email.confirm_mailbox,
        "confirm_email",
        None,
        RouteAudience.PUBLIC,
        "the owner of a mailbox says that it is theirs",
    ),
    Route(
        "confirm-email",
        confirm_email.send_confirmation,
        "send_confirmation",
        None,
        RouteAudience.SIGNED_IN,
        "POST mails the link of `/confirm-email/<code>` to the address on file",
    ),
    Route("stay", login.stay, "stay", None, RouteAudience.SIGNED_IN, "POST keeps the visit open", has_page=False),
    Route("logout", login.logout, "logout", None, RouteAudience.PUBLIC, "POST ends the visit", has_page=False),
)
