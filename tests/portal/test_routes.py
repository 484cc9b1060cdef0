"""A route that says it has no page has none, so that no page escapes the tests that go through the routes."""

import pytest
from django.utils import timezone

from connect.access.models import Visit
from connect.web.routes import RouteAudience
from tests.house.addresses import addresses
from tests.support.cast import DANA

WITHOUT_A_PAGE = [
    pytest.param(url, id=pattern.name)
    for pattern, url in addresses()
    if not pattern.route.has_page and pattern.route.audience is not RouteAudience.DEMO
]


def answers_a_page(browser, url: str) -> list[str]:
    """The methods that `url` answers with a page."""
    answers = {method: getattr(browser, method)(url) for method in ("get", "post")}
    return [method for method, answer in answers.items() if answer.status_code == 200 and b"<title>" in answer.content]


@pytest.mark.parametrize("url", WITHOUT_A_PAGE)
def test_a_route_without_a_page_has_none(client, signed_in, url):
    browser = signed_in(DANA)
    Visit.objects.update(confirmed_at=timezone.now())
    assert answers_a_page(client, url) == answers_a_page(browser, url) == []


def test_a_page_would_be_found(signed_in):
    assert answers_a_page(signed_in(DANA), "/home") == ["get", "post"]
