"""My Profile: what a person sets for themselves here, and what is done by phone for now."""

from django.http import HttpResponse

from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    return page(request, "frame/profile.html")
