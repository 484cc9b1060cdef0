"""From where a request comes, for the room that counts tries: the client's address, its private device, its browser."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from connect.access.arrival import Arrival
from connect.access.gate import Caller
from connect.lib.doors import Door
from connect.lib.random_keys import could_be_key
from connect.web.language import chosen_before

_PORT = re.compile(r"\[(?P<six>[0-9a-fA-F:.]+)\](?::[0-9]+)?|(?P<four>[0-9.]+):[0-9]+", re.ASCII)
# What a browser calls itself, the particular before those that everyone claims to be.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def caller_of(request: HttpRequest, *, puzzle_solved: bool = False) -> Caller:
    """Who asks, as far as a browser can say. Nothing that a client may write itself changes the address."""
    return Caller(client_address(request), device_key(request), puzzle_solved, browser_in(_agent(request)))


def arrival_of(request: HttpRequest, *, puzzle_solved: bool = False) -> Arrival:
    """What signing in on the website takes along."""
    return Arrival(
        door=Door.WEB,
        now=timezone.now(),
        caller=caller_of(request, puzzle_solved=puzzle_solved),
        replaces=request.COOKIES.get(settings.VISIT_COOKIE_NAME, ""),
        language=chosen_before(request),
    )


def client_address(request: HttpRequest) -> str:
    """The client's IP address: the other end of the connection, or, behind CONNECT_PROXIES proxies of ours, the
    entry of X-Forwarded-For that the outermost of them wrote: as many from the right as there are proxies.

    What stands further left, anybody can write. A header with fewer entries did not come through our proxies.
    '' where there is no address, as behind a socket of this machine.
    """
    direct = _address(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    return (_address(hops[-settings.PROXIES]) if len(hops) >= settings.PROXIES else "") or direct


def device_key(request: HttpRequest) -> str:
    """The key of a private device in this browser's cookie; '' for none, and for what cannot be one."""
    key = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return key if could_be_key(key) else ""


def remember_device(response: HttpResponse, key: str) -> None:
    """This browser is a private device from now on, for a year; signing out does not change that."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        key,
        max_age=settings.DEVICE_COOKIE_AGE,
        path="/",
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def browser_in(agent: str) -> str:
    """'Chrome, Android' from a User-Agent line; '' for one that names neither. Proper names, alike in every language.

    A few rules instead of a library: those bring tables of thousands of devices, and this is only a hint to the owner.
    """
    named = (next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in named if name)


def _agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:500]


def _address(text: str) -> str:
    """`text` if it is an IP address, without the port that some proxies add; else ''."""
    found = _PORT.fullmatch(text)
    alone = (found["six"] or found["four"]) if found else text
    try:
        return str(ipaddress.ip_address(alone))
    except ValueError:
        return ""
