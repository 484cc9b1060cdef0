"""The welcome page: what Customer Connect is, and the way in (S000, S002 L25-34)."""

from django.http import HttpRequest, HttpResponse

from connect.portal.help import texts
from connect.portal.signing_in.login import SignInForm
from connect.web.language_switch import retyped
from connect.web.page import page
from connect.web.saved_input import saves_input

# The help texts that the page leads to (S000 L42-93).
FIRST_STEPS = ("getting-started", "view-payments", "update-contact-information", "by-phone")


@saves_input("by", "participant_id")
def welcome(request: HttpRequest) -> HttpResponse:
    """Public. Someone who has signed in already gets a link to Home instead of the form."""
    context = {
        "form": SignInForm(initial=retyped(request)),
        "next": "",
        "puzzle": None,  # this page asks the database nothing; the page `login` brings one
        "benefits": texts.rendered("benefits").markup,
        "tasks": [texts.text(name) for name in FIRST_STEPS],
    }
    return page(request, "signing_in/welcome.html", context)
