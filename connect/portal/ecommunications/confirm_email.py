"""The link that lets our notices come to a mailbox."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from connect.lib.doors import Door
from connect.notices.notice_link import confirm_notice_email
from connect.web.page import page
from connect.web.repeated_forms import acted, acts_once


@acts_once
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_notices_email(request: HttpRequest, code: str) -> HttpResponse:
    """GET shows a button, because mail programs open links by themselves; POST records that mail is read there."""
    done = request.method == "POST" and confirm_notice_email(code, door=Door.MAIL, now=timezone.now())
    response = page(request, "ecommunications/confirm_email.html", {"asked": request.method == "POST", "done": done})
    return acted(response) if done else response
