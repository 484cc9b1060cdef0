"""From where a request comes. What a client can write itself changes nothing that tries are counted by."""

import pytest
from django.test import RequestFactory, override_settings

from connect.web.caller import browser_in, caller_of

CLIENT = "203.0.113.7"
KEY = "Ab3" + "d" * 40


def asked(**more):
    return RequestFactory().get("/login", **({"REMOTE_ADDR": CLIENT} | more))


def address(forwarded: str, proxies: int, remote: str = "10.0.0.1") -> str:
    with override_settings(PROXIES=proxies):
        return caller_of(asked(REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})).address


def test_without_proxies_of_ours_no_header_changes_the_address():
    assert address("198.51.100.1", 0, remote=CLIENT) == CLIENT
    request = asked(headers={"x-real-ip": "198.51.100.1", "forwarded": "for=198.51.100.1", "client-ip": "198.51.100.1"})
    assert caller_of(request).address == CLIENT


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_wrote():
    assert address(CLIENT, 1) == CLIENT
    assert address(f"198.51.100.1, 198.51.100.2, {CLIENT}", 1) == CLIENT


def test_behind_two_proxies_it_is_the_second_from_the_right():
    assert address(f"198.51.100.1, {CLIENT}, 10.0.0.9", 2) == CLIENT


def test_a_header_with_fewer_entries_than_proxies_did_not_come_through_them():
    assert address("198.51.100.1", 2, remote=CLIENT) == CLIENT
    assert address("", 1, remote=CLIENT) == CLIENT


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("203.0.113.7:51234", CLIENT),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("unknown", "10.0.0.1"),
        ("' OR 1=1", "10.0.0.1"),
        ("203.0.113.007", "10.0.0.1"),
    ],
)
def test_an_entry_may_have_a_port_and_what_is_no_address_is_none(text, found):
    assert address(text, 1) == found


def test_a_socket_of_this_machine_has_no_address():
    assert caller_of(asked(REMOTE_ADDR="")).address == ""


def test_the_device_is_the_key_in_its_cookie_and_nothing_that_cannot_be_one():
    request = asked()
    request.COOKIES["__Host-device"] = KEY
    assert caller_of(request).device_key == KEY
    request.COOKIES["__Host-device"] = KEY + "'"
    assert caller_of(request).device_key == ""


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0"


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/149.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "Chrome, Chromebook"),
        (f"Mozilla/5.0 (Linux; Android 10; K) SamsungBrowser/29.0 {CHROME} Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1",
         "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari, Mac"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Chrome/1", "Chrome"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_a_word_or_two(agent, named):
    assert browser_in(agent) == named
    assert caller_of(asked(headers={"user-agent": agent})).browser == named
