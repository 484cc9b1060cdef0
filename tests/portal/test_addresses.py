"""docs/addresses.md names every address there is, and no other."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from connect.web.routes import all_routes
from tools.addresses import DOCUMENT, rewritten


def routes(patterns: list) -> set[str]:
    """'/cases/<public id>': every address as the document writes it."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.add("/" + re.sub(r"<\w+:(\w+)>", lambda name: f"<{name[1].replace('_', ' ')}>", str(pattern.pattern)))
    return found


def test_the_document_lists_every_address():
    listed = set(re.findall(r"^\| `(/[^`]*)`", DOCUMENT.read_text(encoding="utf-8"), re.M))
    assert listed == routes(get_resolver().url_patterns)


def test_the_tables_of_the_document_are_what_the_routes_say():
    """If not: make addresses."""
    document = DOCUMENT.read_text(encoding="utf-8")
    assert rewritten(document, all_routes()) == document


def test_a_route_that_is_missing_from_the_document_would_be_found():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert rewritten(document, [route for route in all_routes() if route.name != "login"]) != document
    with pytest.raises(ValueError, match="0 tables below the heading For machines"):
        rewritten(document.replace("## For machines", "## Machines"), all_routes())
