"""A virtual authenticator in the browser, and a passkey added with it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.conftest import (
    heading,
    said,
)
from tests.support.cast import DANA

HAS_IT = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Authenticator:
    """The authenticator of one page's browser: empty at first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.send("WebAuthn.enable")
        self.id = self._send("addVirtualAuthenticator", options=HAS_IT)["authenticatorId"]

    def _send(self, what: str, **more: object) -> dict:
        return self.protocol.send(f"WebAuthn.{what}", more)

    @property
    def passkeys(self) -> list[dict]:
        return self._send("getCredentials", authenticatorId=self.id)["credentials"]

    def holds(self, passkeys: list[dict]) -> None:
        """These, whatever it was: a synced copy, an old copy, nothing."""
        self._send("clearCredentials", authenticatorId=self.id)
        for passkey in passkeys:
            self._send("addCredential", authenticatorId=self.id, credential=passkey)

    def somebody_else_holds_it(self) -> None:
        self._send("setUserVerified", authenticatorId=self.id, isUserVerified=False)


def arrived(path: str) -> Callable[[str], bool]:
    """At the page itself, not at the question before it, whose address names it too."""
    return lambda address: urlsplit(address).path.endswith(path)


def say_who_again(page: Page, say: Callable[[str], str]) -> None:
    """The PIN that is asked again, by keyboard."""
    assert heading(page) == say("Confirm it’s you")
    page.locator("input[name=pin]").press_sequentially(DANA.pin)
    page.keyboard.press("Enter")


def add_passkey(page: Page, name: str) -> None:
    say = said(page)
    page.goto("/security/passkeys/add")
    if heading(page) != say("Add a passkey"):
        say_who_again(page, say)
        page.wait_for_url(arrived("/passkeys/add"))
    page.locator("input[name=name]").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/security/passkeys")
