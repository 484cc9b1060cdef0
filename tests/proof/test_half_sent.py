"""A PIN that somebody began to set before the account's owner put them out, over a real socket."""

import socket
from urllib.parse import urlencode, urlsplit

import pytest

from tests.proof.browser import Browser
from tests.support.cast import DANIEL

pytestmark = pytest.mark.enable_socket


def test_a_pin_whose_last_byte_comes_after_the_visit_was_ended_is_not_set(portal):
    stranger, owner = Browser(portal), Browser(portal)
    for each in (stranger, owner):
        assert each.sign_in(DANIEL.participant_id, DANIEL.pin).status == 302
    stranger.get("/pin")
    stranger.close()
    form = {"csrfmiddlewaretoken": stranger.token, "current": DANIEL.pin, "new": "730294", "again": "730294"}
    body = urlencode(form).encode()
    place = urlsplit(portal)
    with socket.create_connection((place.hostname, place.port), timeout=30) as line:
        line.sendall(head(stranger, len(body)) + body[:-1])
        owner.get("/security/devices")
        assert owner.post("/security/devices", end_others="1").status == 302
        line.sendall(body[-1:])
        with line.makefile("rb") as said:
            answer = said.read().decode()
    assert answer.split("\r\n")[0] == "HTTP/1.1 302 Found"
    assert "\r\nlocation: /login?next=/pin\r\n" in answer.lower()
    assert "set-cookie: __host-session" not in answer.lower()
    assert Browser(portal).sign_in(DANIEL.participant_id, "730294").status == 200
    assert Browser(portal).sign_in(DANIEL.participant_id, DANIEL.pin).status == 302


def head(of: Browser, length: int) -> bytes:
    cookies = "; ".join(f"{name}={value}" for name, value in of.cookies.items())
    lines = (
        "POST /pin HTTP/1.1",
        f"Host: {of.host}",
        f"Origin: http://{of.host}",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {length}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode()
