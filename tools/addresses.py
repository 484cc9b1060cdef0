"""docs/addresses.md: its tables come from the routes, the text around them is written by hand.

`make addresses` rewrites the tables; tests/portal/test_addresses.py fails where they are not what the routes say.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import django

from connect.web.routes import Route, RouteAudience, all_routes

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "addresses.md"


def rewritten(document: str, routes: Iterable[Route]) -> str:
    """`document` with the table below the heading of each audience made anew. Raises ValueError for a missing one."""
    routes = tuple(routes)
    for audience in RouteAudience:
        rows = "".join(_row(route) for route in routes if route.audience is audience)
        table = re.compile(rf"^(## {audience.value}\n(?:(?!##|\|).*\n)*)(?:\|.*\n)+", re.MULTILINE)
        document, count = table.subn(rf"\1| address | what it is |\n|---|---|\n{_escaped(rows)}", document)
        if count != 1:
            raise ValueError(f"{count} tables below the heading {audience.value}")
    return document


def _row(route: Route) -> str:
    """`/cases/<public id>`: a variable part by its name alone."""
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: f"<{part[1].replace('_', ' ')}>", route.path)
    return f"| `/{address}` | {route.about} |\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\")


if __name__ == "__main__":
    django.setup()
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8"), all_routes()), encoding="utf-8")
