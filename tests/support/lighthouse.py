"""Lighthouse on a page as a phone meets it: emulated screen, slow network and processor."""

import json
import os
import re
import shutil
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.support.cast import Member
from tests.support.process import ROOT, run_to_its_end

CLI = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
MISSING = "no Lighthouse: it comes with `make css` (npm and node)"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KINDS = ("performance", "accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking --no-first-run"
# What it says when the browser, not the page, lost the recording ("NO_NAVSTART" and its like).
AGAIN, TRIES = "Please run Lighthouse again", 4


def is_here() -> bool:
    return CLI.exists() and shutil.which("node") is not None


def report(address: str, chromium: str, cookies: str = "") -> dict:
    """Lighthouse's whole report of the page at `address`, asked for with `cookies`."""
    words = ["node", str(CLI), address, "--quiet", "--output=json", "--output-path=stdout"]
    words += [f"--only-categories={','.join(KINDS)}", f"--chrome-flags={FLAGS}"]
    words += [f"--extra-headers={json.dumps({'Cookie': cookies})}"] if cookies else []
    environment = os.environ | {"CHROME_PATH": chromium}
    for _ in range(TRIES):
        done = run_to_its_end(words, environment, 240)
        if not done.returncode:
            return json.loads(done.stdout)
        if AGAIN not in done.stderr:
            break
    raise AssertionError(f"Lighthouse on {address}: {done.stderr[-2000:]}")


def scores(told: dict) -> dict[str, int]:
    """{'performance': 100, ...}"""
    return {kind: round(100 * told["categories"][kind]["score"]) for kind in KINDS}


def failed(told: dict) -> list[str]:
    """The audits that a page did not pass, for the message of a test."""
    return sorted(name for name, audit in told["audits"].items() if audit["score"] not in (None, 1))


def cookies_of(address: str, member: Member | None = None, language: str = "en") -> str:
    """The cookies of a visitor who chose `language` and, being `member`, has signed in: for a Cookie header."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    _post(browser, address, "/language", {"language": language, "next": "/login"})
    if member:
        _post(browser, address, "/login", {"participant_id": member.participant_id, "pin": member.pin})
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _post(browser: urllib.request.OpenerDirector, address: str, path: str, values: dict[str, str]) -> None:
    with browser.open(f"{address}/login") as page:
        token = TOKEN.search(page.read().decode())
    assert token, "the sign-in page has no form token"
    body = urlencode({"csrfmiddlewaretoken": token[1], **values}).encode()
    browser.open(urllib.request.Request(f"{address}{path}", body, {"Referer": f"{address}/login"})).close()


def first_link(address: str, path: str, start: str, cookies: str) -> str:
    """The first address of one thing (a public id after `start`) that the page at `path` links to."""
    asked = urllib.request.Request(f"{address}{path}", headers={"Cookie": cookies})
    with urllib.request.urlopen(asked) as page:
        found = re.search(f'href="({re.escape(start)}[\\w-]{{22}})"', page.read().decode())
    assert found, f"{path} links to nothing under {start}"
    return found[1]
