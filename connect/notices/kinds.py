"""The closed lists of notices: channels, states, what may come by email, and the table of every kind of notice."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TypedDict

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connect.cases.kinds import DocumentKind


class Channel(models.TextChoices):
    MAIL = "mail"
    LETTER = "letter"


class OutboxState(models.TextChoices):
    """The state of a message. `unsure`: the sender died before the server's answer, so we do not send it again."""

    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    PRINTED = "printed"  # a letter in a batch that no one has confirmed yet
    SENT = "sent"  # the mail server took it
    CONFIRMED = "confirmed"  # the batch went to the post
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


OPEN = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.UNSURE,
    OutboxState.PRINTED,
)  # only these still contain their sealed text, if their kind has one
FINISHED = (OutboxState.SENT, OutboxState.CONFIRMED, OutboxState.WITHDRAWN, OutboxState.FAILED)


class ConsentKind(models.TextChoices):
    """What a person may agree to have electronically: the seven documents, and two notifications (S002 L142-161)."""

    ANNUAL_FEE = DocumentKind.ANNUAL_FEE.value, DocumentKind.ANNUAL_FEE.label
    WARNING = DocumentKind.WARNING.value, DocumentKind.WARNING.label
    BILLING = DocumentKind.BILLING.value, DocumentKind.BILLING.label
    COLLECTIONS = DocumentKind.COLLECTIONS.value, DocumentKind.COLLECTIONS.label
    CLOSURE = DocumentKind.CLOSURE.value, DocumentKind.CLOSURE.label
    REVIEW = DocumentKind.REVIEW.value, DocumentKind.REVIEW.label
    LICENSE_RELEASE = DocumentKind.LICENSE_RELEASE.value, DocumentKind.LICENSE_RELEASE.label
    APPOINTMENTS = "appointments", _("Appointments")
    PAYMENTS = "payments", _("Payments")

    @property
    def document(self) -> DocumentKind | None:
        """The document that it is about; None for a notification."""
        return DocumentKind(self.value) if self.value in DocumentKind.values else None


class MailSays(models.TextChoices):
    """How much a notice says to those who see it."""

    NOTHING = "nothing", _("Only that there is something new")
    KIND = "kind", _("What it is about")
    DAY = "day", _("What it is about, and for an appointment also the day and time")


class StopReason(models.TextChoices):
    """Why no mail goes to an address."""

    BOUNCED = "bounced"  # its server says that there is no such mailbox
    COMPLAINED = "complained"  # its reader called our mail spam


class NoticeReaders(Enum):
    """Who gets a notice."""

    ASKER = "who asked for it, at the one place that it is about"
    OWNER = "whose account it is, at every place on file that may know of it"
    ENROLLED = "who chose it in eCommunications, at the address that they confirmed for it"


class NoticeTime(Enum):
    """When a notice may leave."""

    AT_ONCE = "as soon as it is known"
    MORNING = "on its day, from the hour of the agency's morning on"


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice, by the `name` that stands in the rows for good.

    tells: what it tells, for who reads this table.
    about: what it was about, in a word or two of the list of what a person was sent (connect/notices/sent.py).
    leaves: when it may leave.
    of_use: for how long it is of use; None where each message says so (`not_after` of connect/notices/outbox.py).
    urgent: it leaves in a turn of its own, before all that is not: PIN and security mail.
    content_free: its row holds neither address nor text. Both are worked out when it leaves
        (connect/notices/by_kind.py); who has left or broken meanwhile gets nothing.
    can_be_ended: each mail has a link that ends this kind for its reader (connect/notices/unsubscribe.py).
    also_to_stopped: it goes to an address that came back too, because its reader puts the address right with it.
    """

    name: str
    tells: str
    about: Promise
    readers: NoticeReaders
    leaves: NoticeTime = NoticeTime.AT_ONCE
    of_use: timedelta | None = None
    urgent: bool = False
    content_free: bool = False
    can_be_ended: bool = False
    also_to_stopped: bool = False

    @property
    def time_of_use(self) -> timedelta:
        """`of_use` of a kind that has one. Raises ValueError for another."""
        if self.of_use is None:
            raise ValueError(f"each message of {self.name} says how long it is of use")
        return self.of_use

    @property
    def sentences(self) -> tuple[str, ...]:
        """The events whose sentences (templates/notices/<event>/) may tell it: for someone who wants a mail to say
        nothing, a content-free one only says that something is new."""
        return ("something_new", self.name) if self.content_free else (self.name,)


class _Chosen(TypedDict):
    readers: NoticeReaders
    content_free: bool
    can_be_ended: bool


class _Conversation(TypedDict):
    readers: NoticeReaders
    content_free: bool
    of_use: timedelta


_CHOSEN: _Chosen = {"readers": NoticeReaders.ENROLLED, "content_free": True, "can_be_ended": True}
_CONVERSATION: _Conversation = {
    "readers": NoticeReaders.OWNER,
    "content_free": True,
    "of_use": timedelta(days=14),
}
NOTICE_KINDS: dict[str, NoticeKind] = {
    kind.name: kind
    for kind in (
        NoticeKind(
            name="pin_by_mail",
            tells="a temporary PIN",
            about=_("A temporary PIN"),
            readers=NoticeReaders.ASKER,
            urgent=True,
        ),
        NoticeKind(
            name="pin_by_letter",
            tells="a temporary PIN",
            about=_("A temporary PIN"),
            readers=NoticeReaders.ASKER,
            urgent=True,
        ),
        NoticeKind(
            name="pin_by_letter_instead",
            tells="a temporary PIN whose mail did not arrive",
            about=_("A temporary PIN"),
            readers=NoticeReaders.ASKER,
            urgent=True,
        ),
        NoticeKind(
            name="pin_slip",
            tells="a temporary PIN, handed over",
            about=_("A temporary PIN"),
            readers=NoticeReaders.ASKER,
            urgent=True,
        ),
        NoticeKind(
            name="pin_asked",
            tells="that someone asked for a temporary PIN",
            about=_("Someone asked for a PIN"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="pin_changed",
            tells="that the PIN was changed",
            about=_("Your PIN was changed"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="way_in_changed",
            tells="that a way to sign in changed",
            about=_("A way to sign in changed"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="confirm_email",
            tells="the link that confirms an address",
            about=_("A link to confirm your email address"),
            readers=NoticeReaders.ASKER,
            urgent=True,
            also_to_stopped=True,
        ),
        NoticeKind(
            name="confirm_notices",
            tells="the link that lets notices come to an address",
            about=_("A link to confirm your email address"),
            readers=NoticeReaders.ASKER,
            urgent=True,
            also_to_stopped=True,
        ),
        NoticeKind(
            name="ecommunications_changed",
            tells="that what comes by email, or where, changed",
            about=_("What we send by email changed"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="call_us",
            tells="that something happened, at a place that may not know what",
            about=_("We asked you to call us"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="change_asked",
            tells="that a change of a place where we reach the person was asked for",
            about=_("Someone asked us to change how we reach you"),
            readers=NoticeReaders.OWNER,
            urgent=True,
        ),
        NoticeKind(
            name="confirm_new_email",
            tells="the link with which the owner of a new mailbox says that it is to be on file",
            about=_("A link to confirm your email address"),
            readers=NoticeReaders.ASKER,
            urgent=True,
            also_to_stopped=True,
        ),
        NoticeKind(
            name="new_answer",
            tells="that we answered a message",
            about=_("A message"),
            **_CONVERSATION,
        ),
        NoticeKind(
            name="request_moved",
            tells="that we decided about a request",
            about=_("Something you asked for"),
            **_CONVERSATION,
        ),
        NoticeKind(
            name="answer_late",
            tells="that our answer is later than we promised",
            about=_("Our answer is late"),
            **_CONVERSATION,
        ),
        NoticeKind(
            name="mail_stopped",
            tells="that our mail comes back, by letter",
            about=_("Email to you came back"),
            readers=NoticeReaders.OWNER,
        ),
        NoticeKind(
            name="document_came",
            tells="that a document is listed, of a kind that its reader chose",
            about=_("A document"),
            of_use=timedelta(days=30),
            **_CHOSEN,
        ),
        NoticeKind(
            name="payment_sent",
            tells="that money was sent to its reader in the last seven days",
            about=_("A payment was sent"),
            of_use=timedelta(days=7),
            **_CHOSEN,
        ),
        NoticeKind(
            name="appointment_soon",
            tells="an appointment in 10 days, until 3 days before it; and in 2 days, until the day before it",
            about=_("An appointment"),
            leaves=NoticeTime.MORNING,
            **_CHOSEN,
        ),
        NoticeKind(
            name="appointment_changed",
            tells="that an appointment of which a notice went was moved or canceled, until its earlier day",
            about=_("An appointment changed"),
            **_CHOSEN,
        ),
    )
}
