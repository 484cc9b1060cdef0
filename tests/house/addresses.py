"""Every pattern of the URLconf, with an address that fits it."""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import PathConverter, StringConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

type Pattern = URLPattern | URLResolver


# Text that fits Django's own converters; ours have a `sample`.
SAMPLES = {StringConverter: "made", PathConverter: "made", UUIDConverter: "abcdefab-cdef-4abc-8def-abcdefabcdef"}


def addresses(patterns: Iterable[Pattern] | None = None, before: str = "/") -> Iterator[tuple[URLPattern, str]]:
    """Every pattern of the URLconf, with an address that fits it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        url = before + _sample(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, url)
        else:
            yield pattern, url


def _sample(pattern: RoutePattern) -> str:
    """The route with the sample of its converter in place of each `<converter:name>`."""

    def fitting(part: re.Match[str]) -> str:
        converter = pattern.converters[part["name"]]
        return getattr(converter, "sample", None) or SAMPLES[type(converter)]

    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>", fitting, str(pattern))
