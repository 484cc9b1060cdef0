"""Every address of the website, in the order a person meets them. Kept stable: docs list them."""

from django.urls import path, register_converter

from connect.portal import (
    case,
    check,
    codes,
    confirm,
    confirm_email,
    converters,
    demo_mail,
    devices,
    gallery,
    get_a_pin,
    glossary,
    help,  # noqa: A004
    history,
    home,
    language,
    leaving,
    months,
    not_me,
    not_yet,
    offices,
    pamphlet,
    passkey,
    passkeys,
    payment,
    payments,
    pin,
    places,
    recovery,
    security,
    sheets,
    sign_in,
    welcome,
)

register_converter(converters.DirectionPart, "direction")
register_converter(converters.PublicIdPart, "public_id")
register_converter(converters.YearPart, "year")
register_converter(converters.HelpPagePart, "help_page")
register_converter(converters.AnswerPart, "answer")
register_converter(converters.CountyPart, "county")
register_converter(converters.GalleryPart, "gallery_part")

urlpatterns = [
    # Before signing in
    path("", welcome.welcome, name="welcome"),
    path("login", sign_in.login, name="login"),
    path("login/passkey", passkey.sign_in, name="login_passkey"),
    path("login/passkey/options", passkey.options, name="login_passkey_options"),
    path("login/code", recovery.sign_in, name="login_code"),
    path("register", get_a_pin.register, name="register"),
    path("forgot-pin", get_a_pin.forgot_pin, name="forgot_pin"),
    path("pin-asked", get_a_pin.asked, name="pin_asked"),
    path("pin-status/<str:token>", get_a_pin.status, name="pin_status"),
    path("not-me", not_me.not_me, name="not_me"),
    path("not-me/<str:code>", not_me.not_me, name="not_me_code"),
    path("confirm-email/<str:token>", confirm_email.confirm, name="confirm_email"),
    # The visit
    path("pin", pin.pin, name="pin"),
    path(".well-known/change-password", pin.change_password, name="change_password"),
    path("confirm-email", confirm_email.send, name="send_confirmation"),
    path("stay", sign_in.stay, name="stay"),
    path("logout", sign_in.logout, name="logout"),
    path("leave", leaving.leave, name="leave"),
    path("language", language.language, name="language"),
    # Behind sign-in
    path("home", home.home, name="home"),
    path("cases/<public_id:public_id>", case.case, name="case"),
    path("payments", payments.payments, name="payments"),
    path("payments/made", payments.made, name="payments_made"),
    path("payments/received", payments.received, name="payments_received"),
    path("payments/<direction:direction>/<public_id:public_id>", payment.payment, name="payment"),
    path("payments/<direction:direction>/print", sheets.this_page, name="payments_print"),
    path("payments/<direction:direction>/year/<year:year>", sheets.year, name="payments_year"),
    path("payments/<direction:direction>/months", months.months, name="payments_months"),
    path("documents", not_yet.documents, name="documents"),
    path("messages", not_yet.messages, name="messages"),
    path("other-party", not_yet.other_party, name="other_party"),
    path("profile", not_yet.profile, name="profile"),
    path("security", security.security, name="security"),
    path("security/check", check.check, name="check"),
    path("security/places", places.places, name="places"),
    path("security/confirm", confirm.confirm, name="confirm"),
    path("security/confirm/options", confirm.options, name="confirm_options"),
    path("security/passkeys", passkeys.passkeys, name="passkeys"),
    path("security/passkeys/add", passkeys.add, name="passkey_add"),
    path("security/passkeys/options", passkeys.options, name="passkey_options"),
    path("security/passkeys/<public_id:public_id>", passkeys.passkey, name="passkey"),
    path("security/codes", codes.codes, name="codes"),
    path("security/codes/new", codes.new, name="codes_new"),
    path("security/devices", devices.devices, name="devices"),
    path("security/devices/private", devices.private, name="device_private"),
    path("security/history", history.history, name="history"),
    path("appointments", not_yet.appointments, name="appointments"),
    # Help
    path("help", help.index, name="help_index"),
    path("help/faq", help.faq, name="faq"),
    path("help/faq/<answer:question>", help.answer, name="answer"),
    path("help/local-office", offices.counties, name="local_office"),
    path("help/local-office/<county:county>", offices.county, name="county"),
    path("help/pamphlet", pamphlet.pamphlet, name="pamphlet"),
    path("help/glossary", glossary.glossary, name="glossary"),
    path("help/<help_page:name>", help.show, name="help"),
    # The look, for its makers; not found in production
    path("design", gallery.index, name="gallery"),
    path("design/<gallery_part:name>", gallery.show, name="gallery_part"),
    # What was sent; not found outside the demo
    path("demo/mail", demo_mail.demo_mail, name="demo_mail"),
    path("demo/mail/<uuid:letter>.pdf", demo_mail.demo_letter, name="demo_letter"),
    # What older papers of the agency print
    path("CustomerConnect/login", help.moved_to_login, name="old_login"),
    path("CustomerConnect", help.moved_to_welcome, name="old_welcome"),
    path("CustomerConnect/", help.moved_to_welcome, name="old_folder"),
    path("CustomerConnect/<path:rest>", help.moved_to_welcome, name="old_address"),
    path("customer-connect", help.moved_to_welcome, name="old_short"),
]
