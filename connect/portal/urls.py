"""Every address of the website, in the order a person meets them. Kept stable: docs list them."""

from django.urls import path, register_converter

from connect.portal import case, converters, help, home, language, not_yet, payments, pin, sign_in, welcome  # noqa: A004

register_converter(converters.DirectionPart, "direction")
register_converter(converters.PublicIdPart, "public_id")
register_converter(converters.HelpPagePart, "help_page")

urlpatterns = [
    # Before signing in
    path("", welcome.welcome, name="welcome"),
    path("login", sign_in.login, name="login"),
    path("register", sign_in.register, name="register"),
    path("forgot-pin", sign_in.forgot_pin, name="forgot_pin"),
    # The visit
    path("pin", pin.pin, name="pin"),
    path("stay", sign_in.stay, name="stay"),
    path("logout", sign_in.logout, name="logout"),
    path("language", language.language, name="language"),
    # Behind sign-in
    path("home", home.home, name="home"),
    path("cases/<public_id:public_id>", case.case, name="case"),
    path("payments", payments.payments, name="payments"),
    path("payments/made", payments.made, name="payments_made"),
    path("payments/received", payments.received, name="payments_received"),
    path("payments/<direction:direction>/<public_id:public_id>", payments.payment, name="payment"),
    path("documents", not_yet.documents, name="documents"),
    path("messages", not_yet.messages, name="messages"),
    path("other-party", not_yet.other_party, name="other_party"),
    path("profile", not_yet.profile, name="profile"),
    path("appointments", not_yet.appointments, name="appointments"),
    # Help
    path("help/<help_page:name>", help.show, name="help"),
]
