"""Security headers and cookies as the production profile sends them, and what production refuses to start with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "CONNECT_SECRET_KEY": "s" * 50 + "0123456789abcdefghij",
    "CONNECT_PIN_PEPPER": "a-pepper-of-one-agency",
    "CONNECT_PUBLIC_ID_KEY": "a-key-of-one-agency",
    "CONNECT_BLIND_INDEX_KEY": "another-key-of-one-agency",
    "CONNECT_AUDIT_KEY": "a-third-key-of-one-agency",
    "CONNECT_PUZZLE_KEY": "a-puzzle-key-of-one-agency",
    "CONNECT_FIELD_KEYS": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
    "CONNECT_OUTBOX_KEYS": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ASK = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.conf import settings
from django.utils import timezone
call_command("collectstatic", interactive=False, verbosity=0)
from connect.access.pins.change import set_pin
from connect.cases.models import Participant
Participant.objects.create(participant_id="1000000001", first_name="DANA", last_name="OKAFOR")
set_pin(participant_id="1000000001", pin="402958", temporary=False, by="test", now=timezone.now())
def away(*_):
    raise OperationalError("away")
client = Client(raise_request_exception=False)
client.cookies["__Host-visit"] = "A" * 43
told = {}
def tell(name, answer):
    cookies = {k: {a: v for a, v in m.items() if v} for k, m in answer.cookies.items()}
    told[name] = {"status": answer.status_code, "headers": dict(answer.items()), "cookies": cookies}
tell("plain http", client.get("/login", headers={"host": "portal.example"}))
tell("plain http of another host", client.get("/login", headers={"host": "evil.example"}))
ask = dict(secure=True, headers={"host": "portal.example"})
for path in ("/", "/login", "/no-such-page", "/home", "/healthz"):
    tell(path, client.get(path, **ask))
tell("other host", client.get("/login", secure=True, headers={"host": "evil.example"}))
tell("forged proxy", client.get("/login", headers={"host": "portal.example", "x-forwarded-proto": "https"}))
tell("too long", client.generic("POST", "/login", b"", CONTENT_LENGTH="300000000", **ask))
tell("too slow", client.get("/login", **{"connect.refused": "too-slow"}, **ask))
tell("no token", Client(enforce_csrf_checks=True).post("/login", {}, **ask))
settings.MAINTENANCE = True
tell("maintenance", client.get("/login", **ask))
settings.MAINTENANCE = False
with connection.execute_wrapper(away):
    tell("no database", client.get("/home", **ask))
tell("signing in", client.post("/login", {"participant_id": "1000000001", "pin": "402958"}, **ask))
tell("signed in", client.get("/pin", **ask))
tell("language", client.post("/language", {"language": "es"}, **ask))
from django.contrib.staticfiles.storage import staticfiles_storage
tell("static", client.get(staticfiles_storage.url("design/portal.css"), **ask))
json.dump(told, sys.stdout)
"""

pytestmark = pytest.mark.both_databases


def production(environment, **more):
    """The environment of a process in the production profile: secrets of its own, nothing else of the tests'."""
    kept = {name: value for name, value in environment.items() if not name.startswith("CONNECT_")}
    kept |= {name: environment[name] for name in ("CONNECT_VAR", "CONNECT_DATABASE")}
    profile = {"DJANGO_SETTINGS_MODULE": "connect.settings", "CONNECT_PROFILE": "production"}
    site = {"CONNECT_HOSTS": "portal.example", "CONNECT_SITE": "https://portal.example"}
    return kept | profile | site | SECRETS | more


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What the production profile answers, asked in a process of its own."""
    from tests.support.process import Holds, new_database

    with new_database(tmp_path_factory.mktemp("production"), Holds.TABLES) as environment:
        done = subprocess.run(
            [sys.executable, "-c", ASK], cwd=ROOT, env=production(environment), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


EARLY = {  # answered before anybody looks for a page
    "plain http": 301,
    "plain http of another host": 400,
    "other host": 400,
    "too long": 413,
    "too slow": 408,
    "no token": 403,
    "maintenance": 503,
    "no database": 503,
    "static": 200,
}
PAGES = ("/", "/login", "/no-such-page", "/home", "/healthz", "signing in", "signed in", "language")


@pytest.mark.parametrize("name", PAGES)
def test_every_answer_carries_every_security_header(told, name):
    headers = told[name]["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    every_header(headers)


@pytest.mark.parametrize("name", EARLY)
def test_what_is_answered_before_any_page_is_looked_for_carries_them_too(told, name):
    assert told[name]["status"] == EARLY[name]
    every_header(told[name]["headers"])


def every_header(headers):
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Permitted-Cross-Domain-Policies"] == "none"
    assert headers["Permissions-Policy"].startswith("camera=(), geolocation=(), microphone=(), payment=(), usb=()")


def test_every_profile_but_the_demo_sends_the_same_headers_and_cookies(client, db):
    """The quick look at what the production profile is asked above."""
    answer = client.get("/login", secure=True)
    headers = dict(answer.items())
    every_header(headers)
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.cookies["__Host-csrf"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")


def test_a_static_file_is_for_our_pages_only(told):
    headers = told["static"]["headers"]
    assert told["static"]["status"] == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "immutable" in headers["Cache-Control"]


def test_every_cookie_is_host_bound_secure_and_out_of_a_script_s_reach(told):
    seen = {}
    for name in PAGES:
        seen |= told[name]["cookies"]
    assert set(seen) == {"__Host-visit", "__Host-csrf", "__Host-language"}
    for cookie in seen.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/")
        assert "domain" not in cookie


def test_plain_http_is_sent_to_https(told):
    assert told["plain http"]["status"] == 301
    assert told["plain http"]["headers"]["Location"] == "https://portal.example/login"


def test_nobody_but_a_declared_proxy_can_say_that_it_was_https(told):
    assert told["forged proxy"]["status"] == 301


def test_another_host_name_is_refused(told):
    assert told["other host"]["status"] == 400


def start(**environment):
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(SECRETS))
@pytest.mark.parametrize("value", ["", "insecure-demo-pepper"])
def test_production_refuses_to_start_with_a_missing_or_published_secret(tmp_path, name, value):
    refused = start(**production(os.environ, CONNECT_VAR=str(tmp_path), **{name: value}))
    assert refused.returncode != 0
    assert f"{name} is missing or has the demo's published value: production does not start" in refused.stderr


def test_production_refuses_the_published_field_key(tmp_path):
    from connect.settings import INSECURE_FIELD_KEY

    refused = start(**production(os.environ, CONNECT_VAR=str(tmp_path), CONNECT_FIELD_KEYS=INSECURE_FIELD_KEY))
    assert "CONNECT_FIELD_KEYS" in refused.stderr


def test_production_is_the_profile_when_none_is_named(tmp_path):
    environment = production(os.environ, CONNECT_VAR=str(tmp_path), CONNECT_PIN_PEPPER="")
    environment.pop("CONNECT_PROFILE")
    assert "CONNECT_PIN_PEPPER" in start(**environment).stderr


@pytest.mark.django_db
def test_no_middleware_reads_who_a_proxy_says_is_asking(client):
    plain = client.get("/login")
    forged = client.get("/login", headers={"x-forwarded-for": "10.0.0.1", "x-real-ip": "10.0.0.1"})
    assert dict(plain.items()) == dict(forged.items())
