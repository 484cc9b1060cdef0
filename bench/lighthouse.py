"""Run Lighthouse on every kind of page in both languages, and compare with the same pages in stock USWDS."""

import gzip
import os
import re
import shutil
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from statistics import median

from bench import machine
from tests.support import lighthouse
from tests.support.cast import DANA
from tests.support.process import run_manage, server

PUBLIC = ("/", "/login", "/register", "/pin-asked", "/not-me", "/help", "/help/contact", "/help/faq", "/help/glossary")
PUBLIC += ("/help/local-office", "/help/local-office/madera", "/help/pamphlet")
SIGNED_IN = ("/home", "/payments/made", "/payments/made/months", "/payments/made/print", "/documents", "/pin")
SIGNED_IN += ("/security", "/security/passkeys", "/security/codes", "/security/devices", "/security/history")
FOUND = (("/home", "/cases/"), ("/payments/made", "/payments/made/"))  # (page, start of the link on it)
STOCK = machine.ROOT / "node_modules" / "@uswds" / "uswds" / "dist"
COMPARED = ("/", "/login", "/help/faq", "/home", "/payments/made", "/security")


def measured(times: int = 3) -> Iterator[str]:
    """Yield the lines of two Markdown tables, each line as soon as it is measured."""
    chromium = os.environ.get("CONNECT_CHROMIUM") or shutil.which("chromium") or ""
    with _demo() as address:
        yield from _kinds(address, chromium)
        yield ""
        yield from _beside_stock(address, chromium, times)


@contextmanager
def _demo() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    environment = os.environ | {"CONNECT_PROFILE": "demo", "CONNECT_VAR": str(folder)}
    environment["CONNECT_DATABASE"] = f"sqlite:///{folder}/connect.sqlite3"
    try:
        run_manage(environment, "demo", "--no-serve")
        with server(environment) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kinds(address: str, chromium: str) -> Iterator[str]:
    yield "| page | language | performance | accessibility | best practices |"
    yield "|---|---|---|---|---|"
    for language in ("en", "es"):
        signed_in = lighthouse.cookies_of(address, DANA, language)
        linked = [lighthouse.first_link(address, page, start, signed_in) for page, start in FOUND]
        for path in (*PUBLIC, *SIGNED_IN, *linked):
            cookies = lighthouse.cookies_of(address, None, language) if path in PUBLIC else signed_in
            scores = lighthouse.scores(lighthouse.report(address + path, chromium, cookies))
            kind = path if path not in linked else re.sub(r"[^/]+$", "…", path)
            yield f"| {kind} | {language} | {' | '.join(str(score) for score in scores.values())} |"


def _beside_stock(address: str, chromium: str, times: int) -> Iterator[str]:
    """Serve the same HTML from the same small server twice: unchanged, and with USWDS's own style sheet and script."""
    yield "| page | LCP, ours / stock USWDS | bytes, ours / stock |"
    yield "|---|---|---|"
    cookies = lighthouse.cookies_of(address, DANA)
    for path in COMPARED:
        request = urllib.request.Request(address + path, headers={"Cookie": "" if path in PUBLIC else cookies})
        with urllib.request.urlopen(request) as answer:
            ours = answer.read().decode()
        with _small_server(address, {"/ours": ours, "/stock": in_stock(ours)}) as small_server:
            results: dict[str, list[tuple[float, float]]] = {"ours": [], "stock": []}
            for _ in range(times):
                for name, values in results.items():
                    audits = lighthouse.report(f"{small_server}/{name}", chromium)["audits"]
                    audit = [audits[a]["numericValue"] for a in ("largest-contentful-paint", "total-byte-weight")]
                    values.append((audit[0], audit[1]))
        lcp, weight = (median(r[n] for r in results["ours"]) / median(r[n] for r in results["stock"]) for n in (0, 1))
        yield f"| {path} | {lcp:.2f} | {weight:.2f} |"


def in_stock(page: str) -> str:
    """Replace our style sheet and script in `page` with those of the design system."""
    page = re.sub(r'<link rel="stylesheet"[^>]+>', '<link rel="stylesheet" href="/uswds/css/uswds.min.css">', page)
    return re.sub(r'<script src="[^"]+" defer>', '<script src="/uswds/js/uswds.min.js" defer>', page)


@contextmanager
def _small_server(behind: str, texts: dict[str, str]) -> Iterator[str]:
    """Serve `texts` by path, USWDS's dist under /uswds, and everything else from `behind`, all compressed with gzip."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind = guess_type(self.path)[0] or "text/html; charset=utf-8"
            if self.path in texts:
                body = texts[self.path].encode()
            elif self.path.startswith("/uswds/"):
                body = (STOCK / self.path.removeprefix("/uswds/").partition("?")[0]).read_bytes()
            else:
                with urllib.request.urlopen(behind + self.path) as answer:
                    body = answer.read()
            zipped = not self.path.endswith(("woff2", "png"))
            body = gzip.compress(body) if zipped else body
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if zipped:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    small = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=small.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{small.server_port}"
    finally:
        small.shutdown()
        small.server_close()
