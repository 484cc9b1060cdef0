"""Every address that takes a token, an id or a number, with those of every other kind and with what is none of them.

The addresses come from the table of the website and their fields from the code of each page, so a new one is tried
without a line here. Nothing is ever a mistake of ours (500), and what is good elsewhere is answered as
nonsense of the same shape is.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import quote
from uuid import uuid4

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from connect.access import devices, notify_owner, puzzle, reauthentication, recovery_codes, visits
from connect.access.arrival import Arrival
from connect.access.channels import on_file
from connect.access.current_visit import CurrentVisit, current_visit
from connect.access.gate import Caller
from connect.access.mailed_links import new_link_code
from connect.access.models import DeliveryMethod, MailedLink, PinRequest, SignInMethod
from connect.access.passkeys.registry import add_passkey, challenge_to_add, passkeys_of
from connect.access.passkeys.sign_in import challenge_to_confirm, challenge_to_sign_in
from connect.access.sign_in import sign_in_proven
from connect.cases.viewer import Viewer
from connect.lib import tokens
from connect.lib.doors import Door
from connect.lib.sealed import seal
from connect.notices.confirmed import place_hash
from connect.payments import queries as payments
from connect.portal.account import pin
from tests.access.authenticator import Authenticator
from tests.house.code import sources
from tests.support.cast import DANA, DANIEL, RILEY

NONSENSE = "nonsense"
NASTY = {
    "a NUL": "a\0b",
    "half a character": "a\ud800b",
    "no UTF-8": "\udcff\udcfe",
    "very long": "A" * 9_000,
    "a very long number": "9" * 400,
    "Unicode digits": "٢٠٢٦",
    "a Unicode number of ten": "１０００００００２",
    "a power": "²",
    "a minus": "-1",
    "lines": "a\r\nSet-Cookie: x=1\u2028b",
    "a path": "../../etc/passwd",
    "quotes": "'\"><script>",
    "braces": "{{7*7}}%(x)s%n",
    "JSON": '{"for": "PIN status"}',
    "deep JSON": "[" * 5_000,
    "no base64": "=" * 140,
    "an empty token": "gAAAAA==",
}
# A value that each kind of part may have while another part of the address is tried.
PARTS = {
    "direction": "made",
    "public_id": "A" * 22,
    "mail_token": "A" * 43,
    "year": "2020",
    "help_page": "contact",
    "answer": "lost-pin",
    "county": "alameda",
    "gallery_part": "controls",
    "request_kind": "review",
    "question": "reason",
    "change": "employer",
    "topic": "employer",
    "uuid": "6f1a2f0e-1b7d-4c3c-9d40-8a4b9a4d5f6b",
    "str": NONSENSE,
    "path": "login",
}
FREE = {"q", "text"}  # words to search for, and what is written to us, are shown again
# Where a token is brought to where it belongs.
AT_HOME = {
    ("pin_status", "PIN status"),
    ("pin_status", "PIN status, sealed"),
    ("confirm_email", "confirm email"),
    ("confirm_email", "confirm email, sealed"),
    ("passkey", "a passkey of one's own"),
    ("device_private", "a device's key"),
    (settings.VISIT_COOKIE_NAME, "a visit's key"),
    (settings.DEVICE_COOKIE_NAME, "a device's key"),
}


@dataclass(frozen=True)
class Address:
    """An address as the table has it: '/payments/<direction:direction>/year/<year:year>'."""

    route: str
    name: str
    pattern: URLPattern

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in re.findall(r"<(\w+):(\w+)>", self.route)]

    def tried(self) -> Iterator[Callable[[str], str]]:
        """For each part of it: the path with a value in that part, percent-encoded."""
        for number in range(len(self.kinds)):

            def at(value: str, number: int = number) -> str:
                values = [value if place == number else PARTS[kind] for place, kind in enumerate(self.kinds)]
                given = iter(encoded(each) for each in values)
                return re.sub(r"<\w+:\w+>", lambda _: next(given), self.route)

            yield at

    def fields(self, method: str) -> set[str]:
        """What its page reads of a query (GET) or a form: by name in its file, and the fields of the forms there."""
        module = inspect.getmodule(inspect.unwrap(self.pattern.callback))
        words = {
            node.value for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Constant)
        }
        kinds = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, forms.Form)]
        in_forms = {name for kind in kinds for name in kind.base_fields}
        return words & names_read("GET|query") if method == "GET" else words & names_read("POST|form") | in_forms


def addresses(patterns: list, before: str = "/") -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, before + str(each.pattern))
        else:
            yield Address(before + str(each.pattern), each.name, each)


@cache
def names_read(of: str) -> set[str]:
    """Every name that one of our files reads of a request's query (GET, query) or form (POST, form)."""
    read = re.compile(rf'\b(?:{of})(?:\.get\(|\[)"(\w+)"|"(\w+)" in (?:request\.)?(?:{of})\b')
    texts = [each.text for each in sources() if each.room in ("portal", "web")]
    return {one or other for text in texts for one, other in read.findall(text)}


ALL = list(addresses(get_resolver().url_patterns))


def encoded(value: str) -> str:
    raw = value.encode("utf-8", "surrogatepass") if "\ud800" in value else value.encode("utf-8", "surrogateescape")
    return quote(raw, safe="")


@pytest.fixture
def key(cast) -> str:
    """Of Dana's visit, just confirmed."""
    begun = sign_in_proven(DANA.participant_id, SignInMethod.PASSKEY, Arrival(Door.WEB, timezone.now()))
    return reauthentication.renewed(
        current_visit(begun.key, now=timezone.now()), "pin", door=Door.WEB, now=timezone.now()
    )


@pytest.fixture
def visit(key) -> CurrentVisit:
    return current_visit(key, now=timezone.now())


@pytest.fixture
def brought(visit) -> dict[str, str]:
    """Something of every kind that we give out, good where it belongs; ids of other people's rows too."""
    now, person = timezone.now(), DANA.participant_id
    until, keys = now + timedelta(hours=1), settings.FIELD_KEYS
    request = uuid4()
    PinRequest.objects.create(
        participant_id=person, id=request, asked_at=now, asked_by="web", how=DeliveryMethod.LETTER, until=until
    )
    asked = challenge_to_add(visit, now=now)
    answer = Authenticator().made_for(asked).make(asked)
    add_passkey(visit, sealed=asked.sealed, answer=answer, name="x", door=Door.WEB, now=now)
    device = devices.name_private(visit, Caller(), door=Door.WEB, now=now)
    riley = current_visit(
        sign_in_proven(RILEY.participant_id, SignInMethod.PASSKEY, Arrival(Door.WEB, now)).key, now=timezone.now()
    )
    daniels = payments.payments_page(Viewer(DANIEL.participant_id, "", "en", now), "received", page_size=5)
    email = place_hash(DeliveryMethod.EMAIL, on_file(person, DeliveryMethod.EMAIL, now))
    sealed_of_email = {"person": person, "email": email, "made": now.isoformat()}
    kinds, ends = MailedLink.Kind, {"now": now, "until": until}
    return {
        "PIN status": new_link_code(kinds.PIN_STATUS, person, str(request), **ends),
        "confirm email": new_link_code(kinds.CONFIRM_EMAIL, person, email, **ends),
        "PIN status, sealed": tokens.seal_token(keys, "PIN status", {"person": person, "request": str(request)}, until),
        "confirm email, sealed": tokens.seal_token(keys, "confirm email", sealed_of_email, until),
        "a passkey's challenge": challenge_to_sign_in(now=now).sealed,
        "a challenge of this visit": challenge_to_confirm(visit, now=now).sealed,
        "an answer of a passkey": answer,
        "a proposed PIN of another visit": tokens.seal_token(keys, pin._purpose(riley), {"pin": "730294"}, until),
        "what was typed": tokens.seal_token(keys, "typed", {"path": "/", "typed": "{}"}, until),
        "something sealed": seal(keys, "900123456"),
        "a sealed list": seal(keys, "[]"),
        "a puzzle": puzzle.new_puzzle(now).challenge,
        "this was not me": notify_owner.new_code(20),
        "a recovery code": recovery_codes.make_codes(visit, door=Door.WEB, now=now)[0],
        "a visit's key": sign_in_proven(RILEY.participant_id, SignInMethod.PASSKEY, Arrival(Door.WEB, now)).key,
        "a device's key": device,
        "a payment of somebody else": daniels.rows[0].public_id,
        "a visit of somebody else": visits.open_visits(riley, now)[0].public_id,
        "a passkey of one's own": passkeys_of(visit)[0].public_id,
        "a number of a person": RILEY.participant_id,
    }


def ask(key: str, method: str, path: str, cookies: dict[str, str] | None = None, **fields: str) -> HttpResponse:
    """One request; whatever it wrote is taken back, so that each finds the same."""
    browser = Client(raise_request_exception=False)
    sent = {settings.VISIT_COOKIE_NAME: key} if key else {}
    cookie = b"; ".join(
        name.encode() + b"=" + value.encode("utf-8", "surrogatepass").replace(b";", b"")
        for name, value in (sent | (cookies or {})).items()
    )
    form = "&".join(f"{name}={encoded(value)}" for name, value in fields.items())
    path, body = (path, form) if method == "POST" else (f"{path}?{form}" if form else path, "")
    with transaction.atomic():
        answer = browser.generic(
            method, path, body, "application/x-www-form-urlencoded", HTTP_COOKIE=cookie.decode("latin-1")
        )
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, path[:200], {name: value[:80] for name, value in fields.items()})
    return answer


def said(answer: HttpResponse) -> tuple[int, str, str]:
    """What a reader can tell one answer from another by, without what they sent themselves."""
    body = "" if answer.streaming else answer.content.decode("utf-8", "replace")
    body = re.sub(r'"challenge": "[^"]*"', "", body)  # another each time, as is a PIN that we give
    body = re.sub(r"(?<=>)[0-9 ,]+(?=<)", "", body) if "Write down your new PIN" in body else body
    body = re.sub(r"<code>[^<]*</code>", "", body)  # and the codes of a sheet
    body = re.sub(r'\b(value|action|href|data-\w+)="[^"]*"', r'\1=""', body)
    return answer.status_code, answer.get("Location", "").split("?")[0], body


def test_every_kind_of_part_is_known_here():
    assert {kind for each in ALL for kind in each.kinds} <= PARTS.keys()
    assert names_read("GET|query") >= {"page", "next", "case", "year"}
    assert names_read("POST|form") >= {"proposed", "answer", "end", "remove", "puzzle"}


@pytest.mark.parametrize("address", [each for each in ALL if each.kinds], ids=lambda each: each.route)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_part_of_an_address_is_never_a_mistake_of_ours_and_tells_nothing(brought, key, address, method):
    for at in address.tried():
        for whose in ("", key):
            for value in NASTY.values():
                ask(whose, method, at(value))
            for kind, value in brought.items():
                if (address.name, kind) not in AT_HOME:
                    given, nonsense = (ask(whose, method, at(each)) for each in (value, scrambled(value)))
                    assert said(given) == said(nonsense), (address.route, kind)


@pytest.mark.parametrize(
    ("method", "address"),
    [(method, each) for method in ("GET", "POST") for each in ALL if each.fields(method)],
    ids=lambda each: each if isinstance(each, str) else each.route,
)
def test_a_field_is_never_a_mistake_of_ours_and_tells_nothing(brought, key, address, method):
    path = next((at(PARTS[kind]) for at, kind in zip(address.tried(), address.kinds, strict=True)), address.route)
    whose = key if getattr(address.pattern.callback, "behind_sign_in", False) else ""
    for field in address.fields(method):
        for value in NASTY.values():
            ask(whose, method, path, **{field: value})
        for kind, value in brought.items():
            if (address.name, kind) not in AT_HOME and field not in FREE:
                given, nonsense = (ask(whose, method, path, **{field: each}) for each in (value, scrambled(value)))
                assert said(given) == said(nonsense), (address.route, field, kind)


def scrambled(value: str) -> str:
    """Of the same length and alphabet, and nothing of ours: each digit and letter is the next one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    turned = str.maketrans(
        "0123456789" + letters + letters.upper(), "1234567890" + letters[1:] + "a" + letters[1:].upper() + "A"
    )
    return value.translate(turned)


@pytest.mark.parametrize(
    "cookie",
    [
        settings.VISIT_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
        settings.CHALLENGE_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
    ],
)
def test_a_cookie_is_never_a_mistake_of_ours_and_tells_nothing(brought, key, cookie):
    whose = "" if cookie == settings.VISIT_COOKIE_NAME else key
    answer = brought["an answer of a passkey"]
    asked = [
        ("GET", "/home", {}),
        ("GET", "/login", {}),
        ("POST", "/login", {"participant_id": DANA.participant_id, "pin": "111222"}),
        ("POST", "/login/passkey", {"answer": answer}),
        ("POST", "/security/confirm", {"answer": answer}),
        ("POST", "/security/passkeys/add", {"answer": answer, "name": "x"}),
        ("GET", "/security/devices", {}),
    ]
    for method, path, fields in asked:
        for value in NASTY.values():
            ask(whose, method, path, {cookie: value}, **fields)
        for kind, value in brought.items():
            if (cookie, kind) not in AT_HOME:
                given, nonsense = (
                    ask(whose, method, path, {cookie: each}, **fields) for each in (value, scrambled(value))
                )
                assert said(given) == said(nonsense), (path, kind)
