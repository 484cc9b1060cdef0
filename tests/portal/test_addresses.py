"""docs/addresses.md names every address there is, and no other."""

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "addresses.md"


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
    assert listed == {route.replace("<name>", "<page>") for route in routes(get_resolver().url_patterns)}
