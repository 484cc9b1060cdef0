"""The events that we notify people of: one frozen dataclass for each, with its audience, its channels and its facts.

The words of an event are the templates in `templates/notices/<its name>/`, one for each channel. The outbox stores the
name and the sealed facts, and rebuilds the same event from them when it sends the message.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, ClassVar

import msgspec

from connect.notices.kinds import Channel, ConsentKind, StopReason


class NoticeAudience(Enum):
    """Who may read a notice, and so what it may say."""

    OWNER = "the person whose account it is, at a place that is theirs"
    ANYONE = "anyone who opens it, because the place may no longer be the person's: no fact at all, and no number"


class PinDelivery(StrEnum):
    """How a temporary PIN reaches its owner."""

    MAIL = "mail"
    LETTER = "letter"
    SLIP = "slip"  # staff hand it over


class AccountChange(StrEnum):
    """A change to the ways to sign in. Each has its sentence in templates/notices/way_in_changed/changes.txt."""

    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    DEVICE_ADDED = "device_added"
    DEVICE_REMOVED = "device_removed"
    CHOICES_USED_UP = "choices_used_up"
    ACCESS_CHECKED = "access_checked"
    ADDRESS_CONFIRMED = "address_confirmed"


class EnrolmentChange(StrEnum):
    """What was done to eCommunications."""

    JOINED = "joined"
    CHANGED = "changed"
    LEFT = "left"


class InformationChange(StrEnum):
    """What about themselves a person asks the agency to change. Each has its sentence in
    templates/notices/change_asked/changes.txt."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Event:
    """The subject of a mail or a letter. `name` is stored with each message, so it must never change.

    Facts are texts, aware datetimes (shown in the agency's time zone), dates and members of an enum.
    """

    name: ClassVar[str]
    audience: ClassVar[NoticeAudience] = NoticeAudience.OWNER
    channels: ClassVar[tuple[Channel, ...]]

    def facts(self) -> dict[str, str]:
        """Return the facts as the outbox stores them: times and days in ISO 8601."""
        return {field.name: _stored(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class NotMeEvent(Event):
    """An event whose reader may say "this was not me", with a link or by typing the code, until `not_me_until`."""

    channels: ClassVar = (Channel.MAIL, Channel.LETTER)
    not_me_link: str
    not_me_code: str
    not_me_until: datetime


@dataclass(frozen=True, kw_only=True)
class PinByMail(Event):
    """A temporary PIN, in a mail."""

    name: ClassVar = "pin_by_mail"
    channels: ClassVar = (Channel.MAIL,)
    pin: str
    valid_until: datetime
    status_link: str


@dataclass(frozen=True, kw_only=True)
class PinByLetter(Event):
    """A temporary PIN, in a letter."""

    name: ClassVar = "pin_by_letter"
    channels: ClassVar = (Channel.LETTER,)
    pin: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class PinByLetterInstead(Event):
    """A temporary PIN in a letter, because the mail that was to bring one did not arrive."""

    name: ClassVar = "pin_by_letter_instead"
    channels: ClassVar = (Channel.LETTER,)
    pin: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class PinSlip(Event):
    """A temporary PIN on paper that staff hand over. It is set as a letter is, but never waits in the outbox."""

    name: ClassVar = "pin_slip"
    channels: ClassVar = (Channel.LETTER,)
    pin: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class PinRequested(NotMeEvent):
    """Someone asked for a temporary PIN; `expected_by` is the day by which a letter arrives."""

    name: ClassVar = "pin_asked"
    how: PinDelivery
    expected_by: date
    status_link: str


@dataclass(frozen=True, kw_only=True)
class PinChanged(NotMeEvent):
    """The PIN was changed."""

    name: ClassVar = "pin_changed"


@dataclass(frozen=True, kw_only=True)
class SignInMethodChanged(NotMeEvent):
    """A way to sign in was added, removed, used up or checked."""

    name: ClassVar = "way_in_changed"
    what: AccountChange


@dataclass(frozen=True, kw_only=True)
class ChangeAsked(NotMeEvent):
    """Someone asked us to change what we know of the person. Never to what."""

    name: ClassVar = "change_asked"
    asked: InformationChange


@dataclass(frozen=True, kw_only=True)
class NewEmailToConfirm(Event):
    """The link with which the reader of a mailbox that is not on file yet says that it is the person's."""

    name: ClassVar = "confirm_new_email"
    channels: ClassVar = (Channel.MAIL,)
    link: str


@dataclass(frozen=True, kw_only=True)
class EmailToConfirm(Event):
    """The link with which the reader of a mailbox confirms it."""

    name: ClassVar = "confirm_email"
    channels: ClassVar = (Channel.MAIL,)
    link: str


@dataclass(frozen=True, kw_only=True)
class NoticeEmailToConfirm(Event):
    """The link with which the reader of a mailbox lets our notices come there."""

    name: ClassVar = "confirm_notices"
    channels: ClassVar = (Channel.MAIL,)
    link: str


@dataclass(frozen=True, kw_only=True)
class ECommunicationsChanged(NotMeEvent):
    """Someone signed up for eCommunications, changed what is sent or where, or left. `chosen`: ConsentKinds, with
    spaces between: what comes by email from now on."""

    name: ClassVar = "ecommunications_changed"
    change: EnrolmentChange
    chosen: str
    new_address: str  # 'yes' where notices go to another address than before, else ''

    @property
    def chosen_kinds(self) -> tuple[ConsentKind, ...]:
        return tuple(ConsentKind(kind) for kind in self.chosen.split())


@dataclass(frozen=True, kw_only=True)
class CallUs(Event):
    """Something happened. It goes to a place that is too new, or was just left, and says nothing else."""

    name: ClassVar = "call_us"
    audience: ClassVar = NoticeAudience.ANYONE
    channels: ClassVar = (Channel.MAIL, Channel.LETTER)


@dataclass(frozen=True, kw_only=True)
class MailStopped(Event):
    """Our mail to the person comes back, or was called spam, so we send none."""

    name: ClassVar = "mail_stopped"
    channels: ClassVar = (Channel.LETTER,)
    why: StopReason


@dataclass(frozen=True, kw_only=True)
class ContentFreeEvent(Event):
    """Something that its reader sees once they sign in, at `link`. The row holds none of this."""

    channels: ClassVar = (Channel.MAIL,)
    link: str


@dataclass(frozen=True, kw_only=True)
class SomethingNew(ContentFreeEvent):
    """Something is new; the mail does not say what. `signed_up`: 'yes', or '' where its reader did not choose it."""

    name: ClassVar = "something_new"
    signed_up: str = "yes"


@dataclass(frozen=True, kw_only=True)
class DocumentCame(ContentFreeEvent):
    """A document is listed."""

    name: ClassVar = "document_came"


@dataclass(frozen=True, kw_only=True)
class PaymentSent(ContentFreeEvent):
    """A payment was sent."""

    name: ClassVar = "payment_sent"


@dataclass(frozen=True, kw_only=True)
class AppointmentSoon(ContentFreeEvent):
    """There is an appointment. `at`: when, for who wants the mail to say so."""

    name: ClassVar = "appointment_soon"
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AppointmentChanged(ContentFreeEvent):
    """An appointment was moved or canceled. `at`: when it is, or was to be, for who wants the mail to say so;
    `canceled`: 'yes' or ''."""

    name: ClassVar = "appointment_changed"
    at: datetime | None = None
    canceled: str = ""


@dataclass(frozen=True, kw_only=True)
class NewAnswer(ContentFreeEvent):
    """We answered a message. Not a word of it, nor what it is about."""

    name: ClassVar = "new_answer"


@dataclass(frozen=True, kw_only=True)
class RequestMoved(ContentFreeEvent):
    """We decided about a request. Not which, nor how."""

    name: ClassVar = "request_moved"


@dataclass(frozen=True, kw_only=True)
class AnswerLate(ContentFreeEvent):
    """We have not answered by the day that we promised."""

    name: ClassVar = "answer_late"


EVENTS: dict[str, type[Event]] = {
    event.name: event
    for event in (
        PinByMail,
        PinByLetter,
        PinByLetterInstead,
        PinRequested,
        PinChanged,
        SignInMethodChanged,
        ChangeAsked,
        EmailToConfirm,
        NoticeEmailToConfirm,
        NewEmailToConfirm,
        ECommunicationsChanged,
        CallUs,
        PinSlip,
        MailStopped,
        SomethingNew,
        DocumentCame,
        PaymentSent,
        AppointmentSoon,
        AppointmentChanged,
        NewAnswer,
        RequestMoved,
        AnswerLate,
    )
}


def read_event(name: str, facts: dict[str, Any]) -> Event:
    """Return the event that the outbox stored under `name` with `facts`.

    Raises ValueError for an unknown name and for facts that are not exactly those of the event.
    """
    event = EVENTS.get(name)
    if event is None:
        raise ValueError(f"no event is called {name}")
    declared = {field.name: field for field in fields(event)}
    required = {name for name, field in declared.items() if field.default is MISSING}
    if not required <= facts.keys() <= declared.keys():
        raise ValueError(f"{name} needs the facts {', '.join(sorted(declared))}")
    return msgspec.convert(facts, event)  # its ValidationError is a ValueError


def _stored(fact: object) -> str:
    return fact.isoformat() if isinstance(fact, date) else str(fact)
