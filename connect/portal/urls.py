"""Every address of the website, in the order a person meets them. Kept stable: docs list them."""

from django.urls import path, register_converter

from connect.portal.account import (
    confirmed_places,
    devices,
    history,
    passkeys,
    pin,
    reauthentication,
    recovery_codes,
    safety_check,
    security,
)
from connect.portal.cases import case, home
from connect.portal.frame import coming_soon, converters, language, quick_exit
from connect.portal.help import glossary, help_pages, offices, pamphlet
from connect.portal.payments import months, payment, payment_list, print_sheets
from connect.portal.signing_in import confirm_email, get_a_pin, login, not_me, passkey_sign_in, recovery_code, welcome

register_converter(converters.DirectionPart, "direction")
register_converter(converters.PublicIdPart, "public_id")
register_converter(converters.YearPart, "year")
register_converter(converters.HelpPagePart, "help_page")
register_converter(converters.AnswerPart, "answer")
register_converter(converters.CountyPart, "county")

urlpatterns = [
    # Before signing in
    path("", welcome.welcome, name="welcome"),
    path("login", login.login, name="login"),
    path("login/passkey", passkey_sign_in.sign_in, name="login_passkey"),
    path("login/passkey/options", passkey_sign_in.options, name="login_passkey_options"),
    path("login/code", recovery_code.sign_in, name="login_code"),
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
    path("stay", login.stay, name="stay"),
    path("logout", login.logout, name="logout"),
    path("leave", quick_exit.leave, name="leave"),
    path("language", language.language, name="language"),
    # Behind sign-in
    path("home", home.home, name="home"),
    path("cases/<public_id:public_id>", case.case, name="case"),
    path("payments", payment_list.payments, name="payments"),
    path("payments/made", payment_list.made, name="payments_made"),
    path("payments/received", payment_list.received, name="payments_received"),
    path("payments/<direction:direction>/<public_id:public_id>", payment.payment, name="payment"),
    path("payments/<direction:direction>/print", print_sheets.this_page, name="payments_print"),
    path("payments/<direction:direction>/year/<year:year>", print_sheets.year, name="payments_year"),
    path("payments/<direction:direction>/months", months.months, name="payments_months"),
    path("documents", coming_soon.documents, name="documents"),
    path("messages", coming_soon.messages, name="messages"),
    path("other-party", coming_soon.other_party, name="other_party"),
    path("profile", coming_soon.profile, name="profile"),
    path("security", security.security, name="security"),
    path("security/check", safety_check.check, name="check"),
    path("security/places", confirmed_places.places, name="places"),
    path("security/confirm", reauthentication.confirm, name="confirm"),
    path("security/confirm/options", reauthentication.options, name="confirm_options"),
    path("security/passkeys", passkeys.passkeys, name="passkeys"),
    path("security/passkeys/add", passkeys.add, name="passkey_add"),
    path("security/passkeys/options", passkeys.options, name="passkey_options"),
    path("security/passkeys/<public_id:public_id>", passkeys.passkey, name="passkey"),
    path("security/codes", recovery_codes.codes, name="codes"),
    path("security/codes/new", recovery_codes.new, name="codes_new"),
    path("security/devices", devices.devices, name="devices"),
    path("security/devices/private", devices.private, name="device_private"),
    path("security/history", history.history, name="history"),
    path("appointments", coming_soon.appointments, name="appointments"),
    # Help
    path("help", help_pages.index, name="help_index"),
    path("help/faq", help_pages.faq, name="faq"),
    path("help/faq/<answer:question>", help_pages.answer, name="answer"),
    path("help/local-office", offices.counties, name="local_office"),
    path("help/local-office/<county:county>", offices.county, name="county"),
    path("help/pamphlet", pamphlet.pamphlet, name="pamphlet"),
    path("help/glossary", glossary.glossary, name="glossary"),
    path("help/<help_page:name>", help_pages.show, name="help"),
    # What older papers of the agency print
    path("CustomerConnect/login", help_pages.moved_to_login, name="old_login"),
    path("CustomerConnect", help_pages.moved_to_welcome, name="old_welcome"),
    path("CustomerConnect/", help_pages.moved_to_welcome, name="old_folder"),
    path("CustomerConnect/<path:rest>", help_pages.moved_to_welcome, name="old_address"),
    path("customer-connect", help_pages.moved_to_welcome, name="old_short"),
]
