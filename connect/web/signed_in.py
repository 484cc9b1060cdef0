"""Pages behind sign-in, and where to go back to afterwards."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from connect.access.current_visit import CurrentVisit
from connect.access.visit_lock import VisitEnded
from connect.cases.viewer import Viewer
from connect.web import saved_input
from connect.web.visit import Request

LONGEST_NEXT = 500


class SignedInRequest(Request):
    """A request of someone who has signed in."""

    visit: CurrentVisit
    viewer: Viewer


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type SignedInView[**P] = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def signed_in[**P](view: SignedInView[P]) -> View[P]:
    """Only for a person who has signed in with a PIN of their own; a temporary PIN leads to choosing one (S000 L51).
    Someone who must check first who can get into the account is led there.

    What is typed into a form and sent after the visit has ended is kept for the person (connect.web.saved_input), also
    where it ended between the first and the last byte of what was sent."""
    return _behind_sign_in(view, temporary=False, unchecked=False)


def signed_in_unchecked[**P](view: SignedInView[P]) -> View[P]:
    """Also open before the check of who can get into the account: the check itself, and what it leads through."""
    return _behind_sign_in(view, temporary=False, unchecked=True)


def signed_in_with_any_pin[**P](view: SignedInView[P]) -> View[P]:
    """Also open to a temporary PIN: choosing a PIN, staying, and leaving."""
    return _behind_sign_in(view, temporary=True, unchecked=True)


def _behind_sign_in[**P](view: SignedInView[P], *, temporary: bool, unchecked: bool) -> View[P]:
    @wraps(view)
    def gate(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        asking = cast(SignedInRequest, request)
        visit = cast(Request, request).visit
        sent = request.method == "POST"
        only_keep = sent and saved_input.ASKS_TO_KEEP in request.headers
        if sent and not temporary and (visit is None or only_keep):
            saved_input.save_input(request, getattr(view, "keeps", ()))
        if only_keep:
            response: HttpResponse = HttpResponse(status=204)
        elif visit is None:
            response = HttpResponseRedirect(login_address(request.get_full_path()))
        elif asking.visit.temporary and not temporary:
            response = HttpResponseRedirect(reverse("pin"))
        elif asking.visit.must_check and not unchecked:
            response = HttpResponseRedirect(reverse("check"))
        else:
            try:
                return view(asking, *args, **kwargs)
            except VisitEnded:
                if sent and not temporary:
                    saved_input.save_input(request, getattr(view, "keeps", ()))
                response = HttpResponseRedirect(login_address(request.get_full_path()))
        response.headers["Cache-Control"] = "no-store"
        return response

    gate.behind_sign_in = True  # type: ignore[attr-defined]  # tests/house reads it
    return cast(View[P], gate)


def login_address(back_to: str) -> str:
    """The sign-in page, with the address to return to."""
    query = QueryDict(mutable=True)
    query["next"] = back_to
    return f"{reverse('login')}?{query.urlencode(safe='/')}"


def safe_next(path: str, otherwise: str) -> str:
    """`path` if it is the path of one of our own pages, else the path of the page called `otherwise`.

    Never another site, scheme or host: an address that can send people anywhere is a gift to impostors.
    """
    inside = path.startswith("/") and len(path) <= LONGEST_NEXT and path.isprintable() and path.isascii()
    if inside and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        try:
            resolve(urlsplit(path).path)
        except Resolver404:
            return reverse(otherwise)
        return path
    return reverse(otherwise)
