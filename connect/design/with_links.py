"""Finished texts on a page: a phone number in them can be tapped, an address on the web can be followed."""

import re

from markupsafe import Markup, escape

from connect.lib.characters import isolated
from connect.lib.content import dialable

_LINK = re.compile(r"(\(\d{3}\) \d{3}-\d{4})|(https://[^\s,]+[^\s,.])")


def with_links(text: str) -> Markup:
    """`text`, escaped, with its phone numbers and https addresses as links."""
    found = []
    at = 0
    for match in _LINK.finditer(text):
        found.append(escape(isolated(text[at : match.start()])))
        shown = escape(match[0])
        if match[1]:
            found.append(Markup('<a href="tel:{}">{}</a>').format(dialable(match[1]), shown))
        else:
            found.append(Markup('<a href="{}" rel="external noreferrer">{}</a>').format(shown, shown))
        at = match.end()
    found.append(escape(isolated(text[at:])))
    return Markup("").join(found)
