"""Addresses as people type them from paper: with a slash behind them, and in capitals."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

LONGEST = 500  # characters of an address, and of its query, that someone may have typed


def right_address(request: HttpRequest) -> str:
    """The page that was meant where the address of `request` is none only for a slash at its end or for its capitals;
    '' for anything else, and for whatever is sent.

    What names a person's own things in it (tokens, public ids) stays letter for letter, for there capitals count. All
    else is written anew from our own addresses: so it never leads to another site, and it is the same for everyone,
    whether there is such a row or not.
    """
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    if request.method not in {"GET", "HEAD"} or max(len(path), len(query)) > LONGEST:
        return ""
    meant = next(_meant(path.removeprefix("/").rstrip("/")), path)
    return "" if meant == path else quote(meant) + (f"?{query}" if query else "")


def _meant(typed: str) -> Iterator[str]:
    """Each of our addresses that `typed` (without its slashes around it) is in some case."""
    for route in _routes(get_resolver()):
        if found := re.fullmatch(_shape(route), typed, re.IGNORECASE | re.ASCII):
            written = [_written(route, name, part) for name, part in found.groupdict().items()]
            pieces = re.split(r"<[^>]+>", str(route))
            yield "/" + "".join(piece + part for piece, part in zip(pieces, [*written, ""], strict=True))


def _written(route: RoutePattern, name: str, part: str) -> str:
    """A variable part as it may stand in an address: as it was typed where it may, else in small letters."""
    return part if re.fullmatch(route.converters[name].regex, part) else part.lower()


def _shape(route: RoutePattern) -> str:
    return str(route.regex.pattern).removesuffix(r"\Z")


@cache
def _routes(resolver: URLResolver) -> tuple[RoutePattern, ...]:
    return tuple(_below(resolver))


def _below(resolver: URLResolver) -> Iterator[RoutePattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _below(each)
        elif isinstance(each, URLPattern) and isinstance(each.pattern, RoutePattern):
            yield each.pattern
