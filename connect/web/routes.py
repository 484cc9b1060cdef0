"""Routes: each page is declared once, in the `routes.py` of its area.

The URL table, the tab that is marked in the navigation, docs/addresses.md and the tests of every page follow from the
routes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.functional import Promise


class RouteAudience(Enum):
    """Who a route is for; the value is its heading in docs/addresses.md."""

    PUBLIC = "For everyone"
    SIGNED_IN = "Behind sign-in"
    MACHINES = "For machines"
    MAKERS = "For makers"  # not found in production
    DEMO = "For the demo"  # not found outside the demo


@dataclass(frozen=True, eq=False)  # compared by identity, which makes a cheap key of a cache
class Tab:
    """One entry of the navigation: the name of the route it leads to, and its label."""

    name: str
    label: str | Promise


@dataclass(frozen=True, eq=False)
class Route:
    """One address.

    tab: the tab that is marked while the page is open, or None.
    about: what the page is, in Markdown, for docs/addresses.md; no "|" in it.
    has_page: False where the answer is never a page of its own: a redirect, a script's data, an empty answer.
    """

    path: str
    view: Callable[..., HttpResponse]
    name: str
    tab: Tab | None
    audience: RouteAudience
    about: str
    has_page: bool = True


class RoutedPattern(URLPattern):
    """Django's pattern for a Route, which it keeps."""

    def __init__(self, route: Route) -> None:
        super().__init__(RoutePattern(route.path, name=route.name, is_endpoint=True), route.view, {}, route.name)
        self.route = route


def url_patterns(routes: Iterable[Route]) -> list[URLPattern]:
    """The URL table of `routes`, for the `urlpatterns` of a urls.py. Their converters must be registered before."""
    return [RoutedPattern(route) for route in routes]


def all_routes() -> tuple[Route, ...]:
    """Every route of the URL table in force, in its order."""
    return _routes_of(get_resolver())


@cache
def _routes_of(resolver: URLResolver) -> tuple[Route, ...]:
    return tuple(_routes_below(resolver))


def _routes_below(resolver: URLResolver) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes_below(pattern)
        elif isinstance(pattern, RoutedPattern):
            yield pattern.route
