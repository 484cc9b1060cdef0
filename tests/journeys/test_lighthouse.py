"""Lighthouse on six kinds of pages as a phone meets them: the one test that depends on time, so its bound has room.

A busy machine can spoil a run: `make test` runs these alone, after the rest; and below the bound the page is tried
again, and the middle of five counts.
"""

from statistics import median

import pytest

from tests.journeys.conftest import Demo, chromium
from tests.support import lighthouse
from tests.support.cast import DANA

PAGES = ["/", "/login", "/help/faq", "/home", "/payments/made", "/cases/"]
pytestmark = pytest.mark.alone
SIGNED_IN = PAGES[3:]
FAST = 98


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_fast_accessible_and_well_made(demo: Demo, playwright, path):
    browser = chromium(playwright)
    if browser is None or not lighthouse.is_here():
        pytest.skip(lighthouse.MISSING)
    cookies = lighthouse.cookies_of(demo.address, DANA) if path in SIGNED_IN else ""
    if path == "/cases/":
        path = lighthouse.first_link(demo.address, "/home", path, cookies)
    told = lighthouse.report(demo.address + path, browser, cookies)
    assert told["finalDisplayedUrl"] == demo.address + path
    scores = lighthouse.scores(told)
    assert (scores["accessibility"], scores["best-practices"]) == (100, 100), lighthouse.failed(told)
    speeds = [scores["performance"]]
    if speeds[0] < FAST:
        again = [lighthouse.report(demo.address + path, browser, cookies) for _ in range(4)]
        speeds += [lighthouse.scores(one)["performance"] for one in again]
    assert median(speeds) >= FAST, (speeds, lighthouse.failed(told))
