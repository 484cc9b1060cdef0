"""Reading a page as a browser does: its links, its words, and every page that can be reached from it."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

_LINK = re.compile(r'(?:href|action|src)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
# Signing out would end the crawl; the language button is a form.
_NOT_FOLLOWED = ("/logout", "/stay", "/static/")


def links(response: HttpResponse, of: str) -> set[str]:
    """The addresses of our own pages in the page `of`, without their fragments."""
    found = (urljoin(of, html.unescape(link)) for link in _LINK.findall(response.content.decode()))
    return {link.split("#")[0] for link in found if not urlsplit(link).netloc and link.startswith("/")}


def words(response: HttpResponse) -> str:
    """The text of the page, each run of spaces as one."""
    return " ".join(html.unescape(_TAG.sub(" ", response.content.decode())).split())


def everything(response: HttpResponse) -> str:
    """All that reaches the browser: status, headers and body, as text."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = response.cookies.output()
    return f"{response.status_code}\n{headers}\n{cookies}\n{html.unescape(response.content.decode())}"


def crawl(browser: Client, *starts: str) -> Iterator[tuple[str, HttpResponse]]:
    """Every page that can be reached by links from `starts`, each once, with the answer as it came."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        address = waiting.pop()
        response = browser.get(address)
        yield address, response
        found = links(response, address) if response.get("Content-Type", "").startswith("text/html") else set()
        if "Location" in response.headers:
            found.add(urljoin(address, response["Location"]))
        for link in sorted(found - seen):
            if not link.startswith(_NOT_FOLLOWED):
                seen.add(link)
                waiting.append(link)
