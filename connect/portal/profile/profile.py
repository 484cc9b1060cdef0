"""My Profile: what a person sets for themselves, and where they tell us what has changed (S000 L69)."""

from django.http import HttpResponse

from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def profile(request: SignedInRequest) -> HttpResponse:
    return page(request, "profile/profile.html")
