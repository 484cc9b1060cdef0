"""Where a PIN, or word of a change, may go: what the agency had on file ten days ago, never what somebody just said.

A PIN goes to the address or e-mail that has been on file for ten days (S002 L36; design/security, Policy 7). Where a
newer one came since, the one before it still counts, so that whoever brings a new address gains nothing by it.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from connect.access.models import ConfirmedEmail, How
from connect.cases.models import Address, Email, Participant
from connect.cases.protection import is_protected
from connect.notices.kinds import Kind


@dataclass(frozen=True, slots=True)
class Stay:
    """One place, as long as it was on file without a break. `until`: the day it left the file, None where it is on it
    now. `arrives`: what is sent there is delivered. `follows`: it took the place of the stay before."""

    place: tuple[str, ...]
    since: date
    until: date | None
    arrives: bool
    follows: bool

    @property
    def current(self) -> bool:
        return self.until is None

    def days(self, today: date) -> timedelta:
        """How long it has been, or was, on file."""
        return (self.until or today) - self.since


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a person. `to`: an e-mail address, or name and address line by line."""

    kind: Kind
    to: str


def for_pin(participant_id: str, how: How, now: datetime) -> Channel | None:
    """Where a temporary PIN may go; None where nothing has been on file long enough.

    E-mail falls back to a letter (S002 L23) where there is none, where the profile wants it confirmed and it is not,
    and for a person whose place must stay hidden: a shared or watched mailbox is the likelier danger.
    """
    email = _email_for_pin(participant_id, now) if how == How.EMAIL else None
    return email or _letter(participant_id, now)


def to_tell(participant_id: str, now: datetime) -> list[Channel]:
    """Everywhere a person hears of a change: the e-mails on file now and ten days ago, and a letter."""
    stays = _email_stays(participant_id)
    settled = _settled(stays, _today(now))
    emails = {stay.place[0] for stay in stays if stay.current} | ({settled.place[0]} if settled else set())
    letter = _letter(participant_id, now) or _current_letter(participant_id)
    return [*(Channel(Kind.MAIL, email) for email in sorted(emails)), *([letter] if letter else [])]


def _email_for_pin(participant_id: str, now: datetime) -> Channel | None:
    if is_protected(participant_id):
        return None
    settled = _settled(_email_stays(participant_id), _today(now))
    if settled is None:
        return None
    email = settled.place[0]
    if settings.AGENCY.access.confirmed_email_only and not is_confirmed(participant_id, email):
        return None
    return Channel(Kind.MAIL, email)


def _letter(participant_id: str, now: datetime) -> Channel | None:
    settled = _settled(_address_stays(participant_id), _today(now))
    return _addressed(participant_id, settled) if settled else None


def _current_letter(participant_id: str) -> Channel | None:
    now_on_file = [stay for stay in _address_stays(participant_id) if stay.current and stay.arrives]
    return _addressed(participant_id, now_on_file[-1]) if now_on_file else None


def _addressed(participant_id: str, stay: Stay) -> Channel:
    person = Participant.objects.get(participant_id=participant_id)
    names = (person.first_name, person.middle_name, person.last_name, person.suffix)
    return Channel(Kind.LETTER, "\n".join((" ".join(name for name in names if name), *stay.place)))


def _settled(stays: list[Stay], today: date) -> Stay | None:
    """The newest place that is, or was, on file for ten days or more; none where nothing is on file now, or mail comes
    back from it. A place that was put right again within its ten days never counts, however long ago that is, nor
    does one that the agency had taken off the file before anything newer came."""
    if not any(stay.current and stay.arrives for stay in stays):
        return None
    for stay in reversed(stays):
        if stay.days(today) >= timedelta(days=settings.AGENCY.access.on_file_days):
            return stay if stay.arrives else None
        if not stay.follows:
            break
    return None


def _address_stays(participant_id: str) -> list[Stay]:
    rows = Address.objects.filter(participant_id=participant_id).order_by("valid_from")
    return list(_stays((row, _lines(row), row.mail_arrives) for row in rows))


def _email_stays(participant_id: str) -> list[Stay]:
    rows = Email.objects.filter(participant_id=participant_id).order_by("valid_from")
    return list(_stays((row, (row.email,), True) for row in rows))


def _lines(row: Address) -> tuple[str, ...]:
    town = " ".join(part for part in (f"{row.city}," if row.city else "", row.state, row.postcode) if part)
    return tuple(line for line in (row.line1, row.line2, town, row.country) if line)


def _stays(rows: Iterable[tuple[Address | Email, tuple[str, ...], bool]]) -> Iterator[Stay]:
    """Rows of one person, oldest first, put together where only a date or a mark changed.

    The agency's own date counts for the first place we were ever sent; a later one is as old as the feed that brought
    it, whatever date it claims.
    """
    found: list[list[tuple[Address | Email, tuple[str, ...], bool]]] = []
    for each in rows:
        goes_on = found and found[-1][-1][1] == each[1] and found[-1][-1][0].valid_to == each[0].valid_from
        if goes_on:
            found[-1].append(each)
        else:
            found.append([each])
    ended: datetime | None = None
    for number, run in enumerate(found):
        first, (last, place, arrives) = run[0][0], run[-1]
        came = first.valid_from.astimezone(settings.AGENCY.zone).date()
        claimed = first.since or came
        since = claimed if number == 0 else max(claimed, came)
        if place:
            until = last.valid_to.astimezone(settings.AGENCY.zone).date() if last.valid_to else None
            yield Stay(place, since, until, arrives, follows=ended == first.valid_from)
            ended = last.valid_to


def _today(now: datetime) -> date:
    return now.astimezone(settings.AGENCY.zone).date()


def emails_on_file(participant_id: str) -> list[str]:
    """The e-mail addresses on file now."""
    return [stay.place[0] for stay in _email_stays(participant_id) if stay.current]


def is_confirmed(participant_id: str, email: str) -> bool:
    """Whether the owner of `email` opened the link we sent there."""
    return ConfirmedEmail.objects.filter(participant_id=participant_id, email_hash=email_hash(email)).exists()


def email_hash(email: str) -> str:
    """What the table of confirmed addresses keeps of one: keyed, in hex."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"email\x1f{email.casefold()}".encode(), "sha256").hex()
