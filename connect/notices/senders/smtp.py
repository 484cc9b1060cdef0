"""An SMTP backend that distinguishes "the server did not take it" from "no one knows", which must not be sent again."""

import smtplib
from typing import TYPE_CHECKING, Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from connect.notices.senders.answers import InDoubt

if TYPE_CHECKING:
    _Base = smtplib.SMTP
else:
    _Base = object


class _Doubting(_Base):
    def data(self, msg: Any) -> tuple[int, bytes]:
        """As in smtplib, but a connection lost between the mail and the answer raises InDoubt."""
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise  # the server answered that it does not take the mail
        except OSError as problem:
            raise InDoubt from problem


class _Plain(_Doubting, smtplib.SMTP):
    pass


class _Encrypted(_Doubting, smtplib.SMTP_SSL):
    pass


class CautiousEmailBackend(DjangoBackend):
    """The mail backend of settings.MAILERS, except in the demo."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain
