"""Every address is declared by a Route, whose audience and tab are what its view and the navigation say."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, path, resolve, reverse

from connect.web import navigation
from connect.web.routes import Route, RouteAudience, RoutedPattern, all_routes
from tests.house.addresses import Pattern, addresses

TABS = (*navigation.TABS_SIGNED_IN, *navigation.TABS_SIGNED_OUT)
EVERYONE = (RouteAudience.PUBLIC, RouteAudience.MACHINES, RouteAudience.MAKERS)


def undeclared(patterns: Iterable[Pattern]) -> list[str]:
    """The names of the patterns that no Route declares."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += undeclared(pattern.url_patterns)
        elif not isinstance(pattern, RoutedPattern):
            found.append(pattern.name)
    return found


def sends_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].split("?")[0] == reverse("login")


def open_to_strangers(client: Client, url: str) -> list[str]:
    """The methods with which someone who has not signed in gets anything but the way to the sign-in page."""
    return [method for method in ("get", "post") if not sends_to_sign_in(getattr(client, method)(url))]


ADDRESSES = [pytest.param(pattern.route, url, id=f"{pattern.name} {url}") for pattern, url in addresses()]


def test_every_address_is_declared_by_a_route():
    assert undeclared(get_resolver().url_patterns) == []
    assert len({route.name for route in all_routes()}) == len(all_routes()) == len(ADDRESSES)


@pytest.mark.parametrize(("route", "url"), ADDRESSES)
def test_every_address_is_in_the_navigation_table_or_says_that_it_is_not(route, url):
    assert route.tab is None or route.tab in TABS


def test_every_tab_leads_to_a_route_that_lies_under_it():
    by_name = {route.name: route for route in all_routes()}
    assert [tab for tab in TABS if by_name[tab.name].tab is not tab] == []


@pytest.mark.parametrize(("route", "url"), ADDRESSES)
def test_every_sample_fits_its_converter(route, url):
    assert resolve(url).url_name == route.name


def says_what_its_view_does(route: Route) -> bool:
    """Whether the view is behind sign-in if, and only if, the route says so."""
    return getattr(route.view, "behind_sign_in", False) is (route.audience is RouteAudience.SIGNED_IN)


def test_a_wrong_audience_would_be_found():
    home = next(route for route in all_routes() if route.name == "home")
    assert says_what_its_view_does(home)
    assert not says_what_its_view_does(replace(home, audience=RouteAudience.PUBLIC))
    assert not says_what_its_view_does(replace(home, view=_naked))


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "url"), ADDRESSES)
def test_every_page_is_public_or_behind_sign_in(client, route, url):
    assert says_what_its_view_does(route)
    if route.audience is RouteAudience.DEMO:
        assert client.get(url).status_code == client.post(url).status_code == 404
    elif route.audience in EVERYONE:
        response = client.get(url)
        assert response.status_code in (200, 301, 302, 503)
        assert not sends_to_sign_in(response)
    else:
        assert open_to_strangers(client, url) == []


def _naked(request: object, public_id: str) -> HttpResponse:
    return HttpResponse("everything")


class Forgotten:
    """A URLconf with a page that someone forgot to put behind sign-in."""

    urlpatterns = (*get_resolver().url_patterns, path("secrets/<str:public_id>", _naked, name="secrets"))


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=Forgotten)
def test_a_page_that_forgot_sign_in_would_be_found(client):
    pattern, url = list(addresses())[-1]
    assert (pattern.name, url) == ("secrets", "/secrets/made")
    assert open_to_strangers(client, url) == ["get", "post"]
    assert undeclared(get_resolver().url_patterns) == ["secrets"]
