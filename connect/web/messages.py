"""What a page says once, after an act: Django's messages, in a signed cookie of their own.

Only we can sign the cookie, so no address can make a page say that something was done. It is good for the person whose
act it was: the next one at this browser reads nothing of it.

    messages.success(request, _("The passkey is added."))  # django.contrib.messages
    return acted(redirect("passkeys"))

and the page `passkeys` draws each of `messages` as an alert (connect.web.page).
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage, Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.signing import Signer, get_cookie_signer
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property


class MessageStorage(CookieStorage):
    """MESSAGE_STORAGE: Django's storage in a cookie, with a name bound to our host and a salt for each person."""

    cookie_name = settings.MESSAGES_COOKIE_NAME

    def __init__(self, request: HttpRequest) -> None:
        BaseStorage.__init__(self, request)  # not CookieStorage's, which makes a signer for every page

    @cached_property
    def signer(self) -> Signer:
        visit = getattr(self.request, "visit", None)
        return get_cookie_signer(salt=f"{self.key_salt} {visit.participant_id if visit else ''}")

    def tagged(self, tag: str) -> bool:
        """Whether a message with `tag` waits. It stays until it is drawn."""
        return any(each.extra_tags == tag for each in self._loaded_messages)  # type: ignore[attr-defined]


def unread(request: HttpRequest) -> Iterable[Message]:
    """The messages to draw. They are shown once: drawing them deletes the cookie, where there is one."""
    storage = _storage(request)
    return storage if storage else ()


def has_unread(request: HttpRequest, tag: str) -> bool:
    """Whether a message with `tag` waits, for a page that is another one right after an act."""
    storage = _storage(request)
    return storage is not None and storage.tagged(tag)


def write(request: HttpRequest, response: HttpResponse) -> None:
    """The cookie of what was added, on `response` now; Django's middleware would do it on the way out."""
    storage = _storage(request)
    if storage is not None:
        storage.update(response)


def _storage(request: HttpRequest) -> MessageStorage | None:
    """None outside the middleware, as for an error that came before it."""
    return getattr(request, "_messages", None)
