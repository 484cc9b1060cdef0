"""A small world around one account: its owner, somebody who is after it, the post, and what the agency has on file."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from connect.access.arrival import Arrival
from connect.access.gate import Caller, Closed
from connect.access.models import Account, PressureMinute
from connect.access.pins import requests as pin_requests
from connect.access.sign_in import sign_in_with_pin
from connect.access.visits import SignedIn
from connect.cases.models import Address, Email
from connect.lib.doors import Door
from connect.notices.kinds import Channel, OutboxState
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import finished_columns, unseal_row
from tests.access.answering import answer_requests

DAY = timedelta(days=1)
OF_THE_OWNER = ("12 ELM ST", "77 OAK AVE", "dana@example.org", "dana@example.net")
OF_THE_STRANGER = ("66 EVIL RD", "evil@example.net")


@dataclass
class Knows:
    """What one of the two has learned from the letters and mails that came to them."""

    pins: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def reads(self, facts: dict[str, str]) -> None:
        self.pins += [facts["pin"]] if "pin" in facts else []
        self.codes += [facts["not_me_code"]] if "not_me_code" in facts else []


@dataclass
class Post:
    """Takes what waits in the outbox and brings it, sooner or later. A letter is printed first and confirmed then."""

    person: str
    on_the_way: list[tuple[datetime, str, dict[str, str]]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # the keys of what left, each time it did

    def rows(self, *states: OutboxState):
        return OutboxMessage.objects.filter(participant_id=self.person, state__in=states)

    def print_letters(self, now: datetime) -> None:
        self.rows(OutboxState.QUEUED).filter(channel=Channel.LETTER, not_after__gt=now).update(
            state=OutboxState.PRINTED, batch_id=1, printed_at=now
        )

    def take(self, now: datetime, takes: timedelta) -> None:
        """Mails that wait, and letters that were printed and not withdrawn since."""
        mails = self.rows(OutboxState.QUEUED).filter(channel=Channel.MAIL, not_after__gt=now)
        for row in [*mails, *self.rows(OutboxState.PRINTED)]:
            to, facts = unseal_row(row)
            ends = OutboxState.SENT if row.channel == Channel.MAIL else OutboxState.CONFIRMED
            OutboxMessage.objects.filter(pk=row.pk).update(**finished_columns(ends, now))
            self.on_the_way.append((now + takes, to, facts))
            self.left.append(row.key)

    def bring(self, now: datetime, owner: Knows, stranger: Knows) -> None:
        for each in [each for each in self.on_the_way if each[0] <= now]:
            self.on_the_way.remove(each)
            _, to, facts = each
            (stranger if any(place in to for place in OF_THE_STRANGER) else owner).reads(facts)


def puts_on_file(person: str, now: datetime, *, address: str | None = None, email: str | None = None, arrives=True):
    """What the next feed says: a new place, '' for none any more."""
    if address is not None:
        Address.objects.filter(participant_id=person, valid_to=None).update(valid_to=now)
        if address:
            Address.objects.create(
                participant_id=person, valid_from=now, mail_arrives=arrives, line1=address, city="MADERA", state="CA",
                postcode="93637",
            )  # fmt: skip
    if email is not None:
        Email.objects.filter(participant_id=person, valid_to=None).update(valid_to=now)
        if email:
            Email.objects.create(participant_id=person, valid_from=now, email=email)


def would_open(person: str, pin: str, now: datetime) -> str:
    """'all', 'choice' (only the choice of a PIN) or '', with every pause over. Changes nothing."""
    with transaction.atomic():
        Account.objects.filter(participant_id=person).update(paused_until=None)
        PressureMinute.objects.all().delete()
        signed_in = sign_in_with_pin(person, pin, Arrival(Door.WEB, now))
        transaction.set_rollback(True)
    if signed_in is None:
        return ""
    return "choice" if signed_in.temporary else "all"


def tries_to_sign_in(person: str, pin: str, now: datetime) -> SignedIn | None:
    """As the website would; a puzzle is solved, and where nobody new may sign in they come back later."""
    try:
        return sign_in_with_pin(person, pin, Arrival(Door.WEB, now, Caller(puzzle_solved=True)))
    except Closed:
        return None


def asks(person: str, how: str, tick: bool, now: datetime, last_name: str = "Okafor") -> None:
    form = pin_requests.Form("Dana", last_name, person, pin_requests.DeliveryMethod(how), tick)
    pin_requests.request_pin(form, door=Door.WEB, now=now)
    answer_requests(now)
