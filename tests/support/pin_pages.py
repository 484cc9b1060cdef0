"""The PIN that "Give me a PIN" shows."""

from tests.support.page import Page


def given(browser):
    """The PIN that "Give me a PIN" shows, and the sealed text in which it comes back."""
    shown = Page(browser.send("/pin", give="1"))
    return shown.text('.digits__value [aria-hidden="true"]').replace(" ", ""), shown.value("proposed")
