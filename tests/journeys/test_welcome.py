"""The first page anybody sees."""

import pytest

from tests.journeys.conftest import DESK, PHONE, no_axe_violations, no_sideways_scroll


@pytest.mark.smoke
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_welcome_page_shows_the_sign_in_form(visit, width):
    page = visit(width=width)
    page.goto("/")
    assert page.get_by_role("button", name="Login").first.is_visible()
    no_axe_violations(page)
    no_sideways_scroll(page)
