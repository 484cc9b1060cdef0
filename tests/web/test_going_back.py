"""After signing in, or choosing a language, people come back to our own pages and nowhere else."""

import pytest

from connect.web.signed_in import safe_next
from tests.support.cast import DANA

ELSEWHERE = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example/home",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "\t//evil.example",
    " //evil.example", "https:evil.example", "https:/evil.example", "http:///evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "//localhost@evil.example", "https://localhost@evil.example/home",
    "https://localhost.evil.example/", "/%2f%2fevil.example", "%2f%2fevil.example", "/%5cevil.example",
    "//%0aevil.example",
    "/home\r\nLocation: https://evil.example", "/home\x00", "/home\u2028", "home", "?next=//evil.example", "#", "",
    "/no-such-page", "/home/../..//evil.example", "/static/x.js", "mailto:x@evil.example", "／／evil.example",
    "/home?" + "a" * 600, "http://[::1", "//[evil", "/.evil.example", "/@evil.example", "/;@evil.example",
    "x" * 100_000,
]  # fmt: skip
OURS = ["/home", "/payments/received?page=2&year=2020", "/pin", "/cases/" + "A" * 22, "/help/faq", "/"]


@pytest.mark.parametrize("path", ELSEWHERE, ids=lambda path: ascii(path[:40]))
def test_another_place_is_never_gone_to(path):
    assert safe_next(path, "home") == "/home"


@pytest.mark.parametrize("path", OURS)
def test_our_own_pages_are_come_back_to(path):
    assert safe_next(path, "home") == path


def test_signing_in_and_choosing_a_language_use_the_same_rule(cast, visitor):
    for path in ELSEWHERE:
        assert visitor.send("/language", language="en", next=path)["Location"] == "/", path
        assert visitor.sign_in(DANA, next=path)["Location"] == "/home", path
        visitor.cookies.pop("__Host-visit")


def test_a_stranger_s_link_cannot_send_the_sign_in_form_elsewhere(db, visitor):
    shown = visitor.get("/login", {"next": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in shown
    assert 'action="/login"' in shown
