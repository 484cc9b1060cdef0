"""Every address of the website, in the order a person meets them. Kept stable: docs list them."""

from django.urls import path

from connect.portal import language, pin, sign_in

urlpatterns = [
    # Before signing in
    path("login", sign_in.login, name="login"),
    path("register", sign_in.register, name="register"),
    path("forgot-pin", sign_in.forgot_pin, name="forgot_pin"),
    # The visit
    path("pin", pin.pin, name="pin"),
    path("stay", sign_in.stay, name="stay"),
    path("logout", sign_in.logout, name="logout"),
    path("language", language.language, name="language"),
    # Behind sign-in
    # Help
]
