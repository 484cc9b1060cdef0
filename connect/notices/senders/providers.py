"""Mail through the API of a mail provider, by django-anymail (the extra `anymail`).

What a provider answers decides whether a mail may go again. Anymail's errors are OSErrors, which would mean "no
connection" to our sender, and each mail of which no one knows whether it was taken would go twice.
"""

from typing import TYPE_CHECKING, Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProxyError

from connect.notices.senders.answers import AddressRefused, InDoubt, NotNow, WeAreRefused

_NOT_NOW = (429, 503)
_OUR_FAULT = range(400, 500)

if TYPE_CHECKING:
    from anymail.backends.base import AnymailBaseBackend as _Base
else:
    _Base = object


def provider_backend(*, provider: str, **options: Any) -> BaseEmailBackend:
    """The mail backend of `provider`, a name of CONNECT_MAIL_PROVIDER; what it needs stands in settings.ANYMAIL."""
    theirs = import_string(f"anymail.backends.{provider}.EmailBackend")
    backend: BaseEmailBackend = type("CautiousProviderBackend", (_Cautious, theirs), {})(**options)
    return backend


class _Cautious(_Base):  # type: ignore[misc]  # of a library without types
    """Raises InDoubt for everything after the provider was asked, unless it said no or the connection never stood."""

    asked = False

    def _send(self, message: Any) -> bool:
        self.asked = False
        try:
            sent = bool(super()._send(message))
        except AnymailInvalidAddress:
            raise  # a ValueError, found before anything was sent
        except Exception as problem:
            raise self._meaning(problem) from problem
        # Postmark's error for some addresses is no error to anymail, which then knows nothing of the mail.
        if getattr(message.anymail_status.esp_response, "status_code", 200) in _OUR_FAULT:
            raise WeAreRefused
        return sent

    def post_to_esp(self, payload: Any, message: Any) -> Any:
        self.asked = True
        return super().post_to_esp(payload, message)

    def _meaning(self, problem: Exception) -> Exception:
        if isinstance(problem, AnymailRecipientsRefused):
            return AddressRefused()
        if isinstance(problem, (AnymailUnsupportedFeature, AnymailSerializationError)):
            return WeAreRefused()
        if not self.asked:
            return problem
        status = problem.status_code if isinstance(problem, AnymailAPIError) else None
        if status in _NOT_NOW:
            return NotNow()
        if status in _OUR_FAULT:
            return WeAreRefused()
        # A 500, 502 or 504 too: what stands in front of the provider may have passed the mail on.
        return ConnectionError() if status is None and _never_stood(problem.__cause__) else InDoubt()


def _never_stood(problem: BaseException | None) -> bool:
    """Whether nothing can have reached the provider: no address, no connection, or a certificate that is not theirs."""
    if not isinstance(problem, requests.ConnectionError):
        return False
    reason = problem.args[0] if problem.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError, ProxyError))
