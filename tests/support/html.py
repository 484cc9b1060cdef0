"""Whether a page is HTML as the standard has it, not only as browsers forgive it."""

import html5lib
from html5lib.constants import E as EXPLANATIONS

OLD = {"font", "center", "marquee", "blink"}


def html_errors(page: str) -> list[str]:
    """One line for each thing the standard calls an error in `page`: tags that do not match, doubled ids, old tags."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(page)
    wrong = [f"line {line}: {EXPLANATIONS[code] % details}" for (line, _), code, details in parser.errors]
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    wrong += [f"id {name!r} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    wrong += [f"<{element.tag}> is no longer HTML" for element in document.iter() if element.tag in OLD]
    return wrong + _dangling(document, set(ids))


def _dangling(document: object, ids: set[str]) -> list[str]:
    """References to an id that is not on the page."""
    return [
        f"{attribute}={name!r} leads nowhere"
        for element in document.iter()
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for name in (element.get(attribute) or "").split()
        if name not in ids
    ]
