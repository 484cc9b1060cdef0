"""Requests for a temporary PIN (S002 L36-41), and how far each is. The answer to a form does not depend on whom it
names.

Nor does the time it takes: the form is stored, sealed, and the worker looks at it afterwards (`answer_request`). So no
answer takes longer for a person who exists than for one who does not.

The person's own PIN is never touched: an accepted request only makes the earlier *temporary* PIN stop working.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial

from django.conf import settings
from django.db import transaction
from django.tasks import TaskResult, task
from django.utils import timezone

from connect.access import gate, links, mailed_links, notify_owner, revocation, rules
from connect.access.channels import Destination, for_pin
from connect.access.gate import Caller
from connect.access.models import Account, DeliveryMethod, MailedLink, Passkey, PinRequest
from connect.access.pins import hashing
from connect.access.rules import Refusal, RequestFacts
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.cases.protection import is_protected
from connect.lib import tokens
from connect.lib.doors import Door
from connect.notices import outbox
from connect.notices.events import Event, PinByLetter, PinByLetterInstead, PinByMail, PinDelivery, PinRequested
from connect.notices.kinds import Channel, OutboxState
from connect.notices.queries import NoticeProgress, language_of, progress

AskedBy = PinRequest.AskedBy
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
REQUEST_FORM = "PIN request"  # so that it opens nothing else that the same keys seal


@dataclass(frozen=True, slots=True)
class Form:
    """What someone wrote: names and Participant ID as typed, and how the PIN should travel.

    `earlier_may_stop`: the tick that an earlier temporary PIN may stop working. `language`: of the page, '' if unknown.
    """

    first_name: str
    last_name: str
    participant_id: str
    how: DeliveryMethod
    earlier_may_stop: bool
    language: str = ""


class DeliveryStage(Enum):
    """How far the mail or letter with a temporary PIN is."""

    GOES = "it waits its turn, or has left"
    HELD_UP = "it waits for a mail server, or a letter for our staff"
    UNSURE = "a mail of which no one knows whether it arrived; if the PIN is not used in time, a letter follows"
    FOLLOWED = "a mail that did not leave, and the letter in its place is about to be made if one may be"
    NOT_SENT = "it did not leave, and nothing goes in its place"


@dataclass(frozen=True, slots=True)
class Status:
    """How far the latest temporary PIN is, for its owner. Days are the agency's.

    `left_on`: the day it left; `expected_by`: the day a letter should be there. `instead`: by letter, because the mail
    did not leave.
    """

    how: DeliveryMethod
    asked_on: date
    left_on: date | None
    expected_by: date
    until: datetime
    used: bool
    voided: bool
    stage: DeliveryStage = DeliveryStage.GOES
    instead: bool = False


def request_pin(form: Form, *, door: Door, caller: Caller = gate.NOBODY, now: datetime) -> None:
    """Take a request, whomever it names: count the network and store the form for `answer_form`. Looks at nothing.

    Raises gate.Closed (too often from one network).
    """
    gate.admit_network(caller, now, asks="ask for a PIN")
    answer_request.enqueue(_put_away(_Request(form, door, uuid.uuid4(), now)))


class Unanswered(Exception):
    """The request is tried again later. Says only the kind of trouble, because the table of jobs keeps this text."""


def later(problem: BaseException, of: "TaskResult[[str], None]") -> timedelta:
    """The wait before the next attempt: doubling from a minute to an hour."""
    doubled: timedelta = _FIRST_WAIT * 2 ** min(of.attempts - 1, 6)
    return min(doubled, _LONGEST_WAIT)


# max_attempts and backoff belong to the task engine (django_ox.tasks); Django's types do not know them.
@task(max_attempts=rules.REQUEST_WAITS // _LONGEST_WAIT + 20, backoff=later)  # type: ignore[call-overload,untyped-decorator]
def answer_request(sealed: str) -> None:
    """The worker's job: look at a request long after its sender has had their answer."""
    try:
        answer_form(sealed, now=timezone.now())
    except Exception as problem:
        raise Unanswered(type(problem).__name__) from None


def answer_form(sealed: str, *, now: datetime) -> None:
    """Send a temporary PIN to a place that is long on file, or nothing: the worker's look at what `request_pin` stored.

    Running twice does it once. The caps count from the time of the request; the place and the expiry from `now`. One
    hash is made in every case. Raises hashing.Busy and ValueError (no key opens it): then the worker comes back to it.
    """
    request = _taken_out(sealed, now)
    participant_id = rules.participant_id_in(request.form.participant_id) or ""
    person = Participant.objects.filter(participant_id=participant_id, gone=False).first()
    fresh = fresh_pin(participant_id)
    if person is None:
        return
    form = request.form
    named = rules.same_person(
        (form.first_name, form.last_name), (person.first_name, person.middle_name, person.last_name, person.suffix)
    )
    with transaction.atomic():
        account = locked_account(participant_id, now)
        if PinRequest.objects.filter(participant_id=participant_id, id=request.id).exists():
            return
        channel = for_pin(participant_id, form.how, now)
        refusal = _refusal(account, named, form.earlier_may_stop, channel, request.asked_at)
        if now > request.until:
            refusal = Refusal.TOO_LATE
        if refusal or channel is None:
            why = (refusal or Refusal.NO_ADDRESS).name
            audit.record(Act.PIN_NOT_SENT, by=request.door, about=participant_id, why=why)
            return
        issued = Issued(
            account,
            fresh,
            AskedBy.WEB,
            now,
            channel,
            id=request.id,
            asked_at=request.asked_at,
            asked_in=form.language,
        )
        issue(issued, by=request.door)


@dataclass(frozen=True, slots=True)
class _Request:
    """A form, its door and its time. `id`: that of its PinRequest, so that it is answered only once."""

    form: Form
    door: Door
    id: uuid.UUID
    asked_at: datetime

    @property
    def until(self) -> datetime:
        return self.asked_at + rules.REQUEST_WAITS


def _put_away(asked: _Request) -> str:
    """The request sealed with CONNECT_OUTBOX_KEYS, so that the table of jobs holds no one's name or number."""
    form = asked.form
    facts = {
        "first_name": form.first_name,
        "last_name": form.last_name,
        "participant_id": form.participant_id,
        "how": form.how.value,
        "earlier_may_stop": "yes" if form.earlier_may_stop else "",
        "language": form.language,
        "door": asked.door,
        "id": str(asked.id),
        "asked": asked.asked_at.isoformat(),
    }
    return tokens.seal_token(settings.OUTBOX_KEYS, REQUEST_FORM, facts, asked.until + rules.REQUEST_WAITS)


def _taken_out(sealed: str, now: datetime) -> _Request:
    """The request behind `sealed`. Raises ValueError for text that is no request, or one that expired long ago."""
    facts = tokens.open_token(settings.OUTBOX_KEYS, REQUEST_FORM, sealed, now, "id", "asked", "how", "door")
    if facts is None:
        raise ValueError("this is no request for a PIN")
    form = Form(
        facts["first_name"],
        facts["last_name"],
        facts["participant_id"],
        DeliveryMethod(facts["how"]),
        bool(facts["earlier_may_stop"]),
        facts.get("language", ""),
    )
    return _Request(form, Door(facts["door"]), uuid.UUID(facts["id"]), datetime.fromisoformat(facts["asked"]))


@dataclass(frozen=True, slots=True)
class FreshPin:
    """A temporary PIN that no one has yet, and its hash, made before the transaction that gives it away."""

    pin: str
    pin_hash: str


def fresh_pin(participant_id: str) -> FreshPin:
    """Eight random digits. Raises hashing.Busy."""
    pin = f"{secrets.randbelow(10**rules.TEMPORARY_DIGITS):0{rules.TEMPORARY_DIGITS}d}"
    return FreshPin(pin, hashing.hashed(participant_id, pin))


@transaction.atomic
def give(
    participant_id: str,
    fresh: FreshPin,
    *,
    how: DeliveryMethod,
    asked_by: str,
    by: str,
    now: datetime,
    proved: str = "",
) -> bool:
    """Give a temporary PIN to someone whose word is good. False: no place on file may get it.

    Either staff have proved a person (`proved` says how, for the trail), or the person said "this was not me". There
    are no caps and no tick, but the PIN still goes only to a place on file. DeliveryMethod.IN_PERSON sends nothing: the
    caller hands it over.
    """
    account = locked_account(participant_id, now)
    channel = None
    with transaction.atomic():
        if asked_by == AskedBy.STAFF and is_protected(participant_id):
            _start_anew(account, now, handed_over=how == DeliveryMethod.IN_PERSON)
        if how != DeliveryMethod.IN_PERSON:
            channel = for_pin(participant_id, how, now) or for_pin(participant_id, DeliveryMethod.EMAIL, now)
            if channel is None:
                transaction.set_rollback(True)
    if channel is None and how != DeliveryMethod.IN_PERSON:
        audit.record(Act.PIN_NOT_SENT, by=by, about=participant_id, why=Refusal.NO_ADDRESS.name)
        return False
    issue(Issued(account, fresh, AskedBy(asked_by), now, channel, proved=proved), by=by)
    return True


def _start_anew(account: Account, now: datetime, *, handed_over: bool) -> None:
    """Staff have proved a hidden person: someone else may have been in the account, and read what we sent there.

    A person who stands before them starts with their slip alone. A person who gets it by mail keeps PIN and passkeys in
    the meantime, and it goes to no place that counts only by a confirmation, which may have been someone else's.
    """
    revocation.end_ways_in(account, now)
    if handed_over:
        revocation.end_pin(account.participant_id, now)
        Passkey.objects.filter(participant_id=account.participant_id).delete()


def slip_until(now: datetime) -> datetime:
    """When the temporary PIN of a slip expires that is handed over `now`."""
    return now + timedelta(hours=settings.AGENCY.access.slip_pin_hours)


@dataclass(frozen=True, slots=True)
class Issued:
    """A temporary PIN about to leave. `channel`: None where it is handed over. `proved`: how staff knew the person.
    `instead`: by letter for the request `id`, whose mail did not leave. `asked_in`: the language of the page where it
    was asked for."""

    account: Account
    fresh: FreshPin
    asked_by: AskedBy
    now: datetime
    channel: Destination | None = None
    proved: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    asked_at: datetime | None = None
    instead: bool = False
    asked_in: str = ""

    @property
    def how(self) -> DeliveryMethod:
        if self.channel is None:
            return DeliveryMethod.IN_PERSON
        return DeliveryMethod.EMAIL if self.channel.channel == Channel.MAIL else DeliveryMethod.LETTER

    @property
    def until(self) -> datetime:
        access = settings.AGENCY.access
        if self.how == DeliveryMethod.IN_PERSON:
            return slip_until(self.now)
        by_mail = timedelta(hours=access.email_pin_hours)
        return self.now + (by_mail if self.how == DeliveryMethod.EMAIL else timedelta(days=access.letter_pin_days))


def issue(issued: Issued, *, by: str) -> None:
    """Void the earlier temporary PIN, keep the new one's hash, queue it, and tell every other channel."""
    person, now, request = issued.account.participant_id, issued.now, issued.id
    _keep_request(issued)
    revocation.end_temporary_visits(person)
    Account.objects.filter(participant_id=person).update(
        temporary_hash=issued.fresh.pin_hash, temporary_until=issued.until, temporary_request=request
    )
    code = mailed_links.new_link_code(MailedLink.Kind.PIN_STATUS, person, str(request), now=now, until=issued.until)
    status_link = links.pin_status_link(code)
    if issued.channel is not None:
        outbox.enqueue(
            _notice_of(issued, status_link),
            participant_id=person,
            key=rules.letter_key(request) if issued.instead else rules.request_key(request),
            channel=issued.channel.channel,
            to=issued.channel.to,
            language=language_of(person),
            also_in=issued.asked_in,
            now=now,
            not_after=issued.until,
        )
    notify_owner.notify_owner(
        person,
        partial(
            PinRequested,
            how=PinDelivery(issued.channel.channel) if issued.channel else PinDelivery.SLIP,
            expected_by=_expected_by(issued.how, now.astimezone(settings.AGENCY.zone).date()),
            status_link=status_link,
        ),
        about=Act.PIN_SENT,
        now=now,
        but=issued.channel,
        asked_in=issued.asked_in,
    )
    proved = {"proved": issued.proved} if issued.proved else {}
    audit.record(Act.PIN_SENT, by=by, about=person, how=issued.how.value, asked=issued.asked_by.value, **proved)


def _notice_of(issued: Issued, status_link: str) -> Event:
    """What brings the PIN."""
    pin, until = issued.fresh.pin, issued.until
    if issued.how == DeliveryMethod.EMAIL:
        return PinByMail(pin=pin, valid_until=until, status_link=status_link)
    letter = PinByLetterInstead if issued.instead else PinByLetter
    return letter(pin=pin, valid_until=until)


def _keep_request(issued: Issued) -> None:
    """Store a new request and end the earlier temporary PIN, or redirect the same request, which counts once."""
    person = issued.account.participant_id
    if issued.instead:
        rows = PinRequest.objects.filter(participant_id=person, id=issued.id)
        rows.update(how=issued.how, until=issued.until)
        return
    revocation.void_temporary(issued.account, issued.now)
    PinRequest.objects.create(
        participant_id=person,
        id=issued.id,
        asked_at=issued.asked_at or issued.now,
        asked_by=issued.asked_by,
        how=issued.how,
        asked_in=issued.asked_in,
        until=issued.until,
    )


def _refusal(
    account: Account, named: bool, earlier_may_stop: bool, channel: Destination | None, now: datetime
) -> Refusal | None:
    """Why nothing is sent; None: it is. Requests by staff and after "this was not me" do not use up the caps."""
    asked = PinRequest.objects.filter(
        participant_id=account.participant_id, asked_by=AskedBy.WEB, asked_at__gt=now - rules.CAP_WINDOW
    )
    return rules.why_not(
        RequestFacts(
            named=named,
            earlier_may_stop=earlier_may_stop,
            earlier=_on_its_way(account, now),
            asked_at=tuple(asked.values_list("asked_at", flat=True)),
            can_be_reached=channel is not None,
        ),
        settings.AGENCY.access,
        now,
    )


def _on_its_way(account: Account, now: datetime) -> datetime | None:
    """When the temporary PIN that still works was asked for."""
    if not (account.temporary_request and account.temporary_until and account.temporary_until > now):
        return None
    if did_not_leave(account.participant_id, account.temporary_request):
        return None
    asked = PinRequest.objects.filter(participant_id=account.participant_id, id=account.temporary_request)
    return asked.values_list("asked_at", flat=True).first()


def did_not_leave(participant_id: str, asked: uuid.UUID) -> bool:
    """Whether the mail or letter of a request ended without leaving."""
    on_its_way, _instead = _sent_as(participant_id, asked)
    return _ended_here(on_its_way)


def _sent_as(participant_id: str, asked: uuid.UUID) -> tuple[NoticeProgress | None, bool]:
    """The newest that answers a request, and whether that is the letter in the place of its mail."""
    if instead := progress(participant_id, rules.letter_key(asked)):
        return instead, True
    return progress(participant_id, rules.request_key(asked)), False


def _ended_here(on_its_way: NoticeProgress | None) -> bool:
    return on_its_way is not None and on_its_way.state in (OutboxState.WITHDRAWN, OutboxState.FAILED)


def locked_account(participant_id: str, now: datetime) -> Account:
    """The account, created if needed, locked until the transaction ends."""
    Account.objects.get_or_create(participant_id=participant_id, defaults={"changed_at": now})
    return Account.objects.select_for_update().get(participant_id=participant_id)


def latest(participant_id: str) -> Status | None:
    """The person's latest request, for a signed-in visit or the link in a mail."""
    request = PinRequest.objects.filter(participant_id=participant_id).order_by("-asked_at").first()
    return _status(request) if request else None


def of_link(code: str, now: datetime) -> Status | None:
    """The request that the link of a mail is about; None alike for a link that is not ours and one that has ended.

    A link ends when its temporary PIN is used, voided, replaced or expired.
    """
    link = mailed_links.opened_link(MailedLink.Kind.PIN_STATUS, code, now)
    if link is None:
        return None
    request = PinRequest.objects.filter(participant_id=link.participant_id, id=link.about).first()
    if request is None or not _still_works(request, now):
        return None
    status = _status(request)
    return None if status.voided else status


def _still_works(of: PinRequest, now: datetime) -> bool:
    """Whether the temporary PIN that answers it is the one there is."""
    rows = Account.objects.filter(participant_id=of.participant_id, temporary_request=of.id)
    return rows.filter(temporary_until__gt=now).exists()


def _status(of: PinRequest) -> Status:
    how = DeliveryMethod(of.how)
    on_its_way, instead = _sent_as(of.participant_id, of.id)
    left = on_its_way.sent_on or on_its_way.printed_on if on_its_way else None
    return Status(
        how=how,
        asked_on=of.asked_at.astimezone(settings.AGENCY.zone).date(),
        left_on=left,
        expected_by=_expected_by(how, left or of.asked_at.astimezone(settings.AGENCY.zone).date()),
        until=of.until,
        used=of.used_at is not None,
        voided=of.voided_at is not None or (how == DeliveryMethod.LETTER and _ended_here(on_its_way)),
        stage=_stage(of, on_its_way),
        instead=how == DeliveryMethod.LETTER and instead,
    )


def _stage(of: PinRequest, on_its_way: NoticeProgress | None) -> DeliveryStage:
    if on_its_way is None:  # handed over, or long ago
        return DeliveryStage.GOES
    if on_its_way.state == OutboxState.UNSURE:
        return DeliveryStage.UNSURE
    if on_its_way.state == OutboxState.FAILED or (on_its_way.state == OutboxState.WITHDRAWN and on_its_way.trouble):
        follows = of.how == DeliveryMethod.EMAIL and of.voided_at is None
        return DeliveryStage.FOLLOWED if follows else DeliveryStage.NOT_SENT
    return DeliveryStage.HELD_UP if on_its_way.trouble else DeliveryStage.GOES


def _expected_by(how: DeliveryMethod, left_on: date) -> date:
    """The day of S002 L23 and L36: an e-mail at once, a letter in about ten days."""
    return left_on + timedelta(days=rules.LETTER_TAKES_DAYS if how == DeliveryMethod.LETTER else 0)
