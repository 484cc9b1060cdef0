"""The welcome page: what Customer Connect is, and the way in (S000, S002 L25-34)."""

from django.http import HttpRequest, HttpResponse

from connect.portal.sign_in import SignInForm
from connect.web.page import page


def welcome(request: HttpRequest) -> HttpResponse:
    """Public. Somebody who has signed in already is offered Home instead of the form."""
    return page(request, "portal/welcome/welcome.html", {"form": SignInForm(), "next": ""})
