"""The quick way out also ends the visit, and answers nothing."""

from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from connect.access.visit_lock import VisitEnded
from connect.access.visits import sign_out
from connect.lib.doors import Door
from connect.web.form_token import from_our_own_page
from connect.web.visit import take_key


@csrf_exempt  # an error page has no form token, and a token may be too old just when someone must go
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """POST, sent by the page as the person leaves it: ends the visit, in the browser and on the server.

    Instead of a form token it checks where the browser says the request comes from, which no page can forge: only our
    own site may send it. Besides, the visit's cookie is SameSite=Lax, so another site's POST never carries a visit.
    """
    if request.method != "POST":
        return redirect("welcome")
    response = HttpResponse(status=204)
    visit = getattr(request, "visit", None)
    if visit and from_our_own_page(request):
        with suppress(VisitEnded, DatabaseError):  # whatever fails, this browser forgets the visit
            sign_out(visit, door=Door.WEB, now=timezone.now())
        take_key(response)
    return response
