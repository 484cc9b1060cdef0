"""The owner of a new mailbox opens our link; only then does the agency get the request that names it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.contact.receiving import receive_confirmed_email
from connect.lib.doors import Door
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_new_email(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows a button, because mail programs open links by themselves; POST sends the request."""
    done = False
    if request.method == "POST":
        with transaction.atomic():
            done = receive_confirmed_email(code, door=Door.WEB, now=timezone.now())
    response = page(request, "profile/new_email.html", {"asked": request.method == "POST", "done": done})
    return acted(response) if done else response
