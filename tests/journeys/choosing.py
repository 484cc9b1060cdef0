"""Choosing a PIN in the browser."""

from tests.journeys.conftest import press, said

CHOSEN = "618305"


def choose_pin(page, current, new, again=None):
    """Fills the fields of the page and presses the button. `current`: "" where none is asked."""
    assert page.locator("input[name=current]").count() == bool(current)
    for name, digits in (("current", current), ("new", new), ("again", again or new)):
        if digits:
            page.locator(f"input[name={name}]").fill(digits)
    press(page, said(page)("Save my new PIN"), role="button")
