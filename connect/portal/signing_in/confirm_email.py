"""Confirming an email address, which some agencies ask for before they send a PIN there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.access import email_confirmation
from connect.lib.doors import Door
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once
from connect.web.signed_in import SignedInRequest, signed_in


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send_confirmation(request: SignedInRequest) -> HttpResponse:
    """POST mails the link to the address on file."""
    if request.method == "POST":
        now = timezone.now()
        sent = email_confirmation.send_link(request.visit, now=now)
        failed = sent and email_confirmation.link_failed(request.visit.participant_id, now)
        response = page(request, "signing_in/confirm_email/sent.html", {"sent": sent, "failed": failed})
        return acted(response) if sent else response
    return HttpResponseRedirect(reverse("security"))


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mailbox(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows a button, because mail programs open links by themselves; POST records that mail is read there."""
    done = request.method == "POST" and email_confirmation.confirm_email(code, by=Door.WEB, now=timezone.now())
    context: dict[str, object] = {"asked": request.method == "POST", "done": done}
    response = page(request, "signing_in/confirm_email/confirm.html", context)
    return acted(response) if done else response
