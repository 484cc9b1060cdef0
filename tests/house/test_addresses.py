"""Every address is in the navigation table or on a list here, and behind sign-in or on the public list."""

import re
from collections.abc import Iterable, Iterator
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.resolvers import RoutePattern

from connect.web import navigation

type Pattern = URLPattern | URLResolver

# Not in the navigation: where it begins, what a button posts to, what a page links to, what machines ask.
OUTSIDE_NAVIGATION = {"welcome", "forgot_pin", "stay", "logout", "leave", "language", "help", "healthz", "readyz"}
# Open to all. Everything else sends a stranger to sign in.
PUBLIC = {"welcome", "login", "register", "forgot_pin", "logout", "leave", "language", "help", "healthz", "readyz"}
# Help, and where the addresses of older papers lead.
HELP = {"help_index", "faq", "answer", "local_office", "county", "pamphlet"}
OLD = {"old_login", "old_welcome", "old_folder", "old_address", "old_short"}
OUTSIDE_NAVIGATION |= HELP | OLD
PUBLIC |= HELP | OLD
# The words, and the look, which production does not have.
OUTSIDE_NAVIGATION |= {"glossary", "gallery", "gallery_part"}
PUBLIC |= {"glossary", "gallery", "gallery_part"}
# Getting a PIN, and what the links of a mail lead to.
MAILED = {"pin_asked", "pin_status", "not_me", "not_me_code", "confirm_email"}
OUTSIDE_NAVIGATION |= MAILED | {"send_confirmation"}
PUBLIC |= MAILED
# Other ways to sign in, and what a script asks before it asks the browser for a passkey.
OTHER_WAYS = {"login_passkey", "login_passkey_options", "login_code"}
OUTSIDE_NAVIGATION |= OTHER_WAYS | {"confirm_options", "passkey_options"}
PUBLIC |= OTHER_WAYS
# What the demo alone has; everywhere else there is no such page.
DEMO_ONLY = {"demo_mail", "demo_letter"}
OUTSIDE_NAVIGATION |= DEMO_ONLY
# What password managers ask for.
OUTSIDE_NAVIGATION |= {"change_password"}
PUBLIC |= {"change_password"}
# For the parts of an address that vary: the first of these that fits.
SAMPLES = (
    "made",
    "2026",
    "A" * 22,
    "contact",
    "lost-pin",
    "alameda",
    "controls",
    str(UUID("abcdefab-cdef-4abc-8def-abcdefabcdef")),
)


def addresses(patterns: Iterable[Pattern] | None = None, before: str = "/") -> Iterator[tuple[URLPattern, str]]:
    """Every pattern of the URLconf, with an address that fits it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        url = before + _sample(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, url)
        else:
            yield pattern, url


def _sample(pattern: RoutePattern) -> str:
    """The route with the first sample that fits in place of each `<converter:name>`."""

    def fitting(found: re.Match[str]) -> str:
        shape = pattern.converters[found["name"]].regex
        return next(sample for sample in SAMPLES if re.fullmatch(shape, sample))

    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>", fitting, str(pattern))


def in_navigation() -> set[str]:
    tabs = (*navigation.SIGNED_IN, *navigation.SIGNED_OUT)
    return {name for tab in tabs for name in (tab.name, *tab.under)}


def sends_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].split("?")[0] == reverse("login")


def open_to_strangers(client: Client, url: str) -> list[str]:
    """The methods with which somebody who has not signed in gets anything but the way to the sign-in page."""
    return [method for method in ("get", "post") if not sends_to_sign_in(getattr(client, method)(url))]


ADDRESSES = [pytest.param(pattern.name, url, id=f"{pattern.name} {url}") for pattern, url in addresses()]


@pytest.mark.parametrize(("name", "url"), ADDRESSES)
def test_every_address_is_in_the_navigation_table_or_on_the_list(name, url):
    assert name in in_navigation() | OUTSIDE_NAVIGATION


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "url"), ADDRESSES)
def test_every_page_is_public_or_behind_sign_in(client, name, url):
    if name in DEMO_ONLY:
        assert client.get(url).status_code == client.post(url).status_code == 404
    elif name in PUBLIC:
        response = client.get(url)
        assert response.status_code in (200, 301, 302, 503)
        assert not sends_to_sign_in(response)
    else:
        assert open_to_strangers(client, url) == []


def _naked(request: object, public_id: str) -> HttpResponse:
    return HttpResponse("everything")


class Forgotten:
    """A URLconf with a page that somebody forgot to put behind sign-in."""

    urlpatterns = (*get_resolver().url_patterns, path("secrets/<str:public_id>", _naked, name="secrets"))


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=Forgotten)
def test_a_page_that_forgot_sign_in_would_be_found(client):
    pattern, url = list(addresses())[-1]
    assert (pattern.name, url) == ("secrets", "/secrets/made")
    assert open_to_strangers(client, url) == ["get", "post"]
    assert "secrets" not in in_navigation() | OUTSIDE_NAVIGATION
