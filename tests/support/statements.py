"""How many statements a page costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(browser, address: str) -> int:
    """How many statements the page costs, that of the session included; the session's own writing done before."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
