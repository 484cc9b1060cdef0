"""Which places on file a PIN, or news of a change, may go to.

A place counts once it has been on file for ten days. Someone who fled no longer lives where the file said ten days ago,
so a former place gets no PIN and no link (S002 L36; design/security, Policy 7). For a person with the non-disclosure
mark a place must also have come with the mark or after it, or have been confirmed since: an older place may be the home
they share. Where the agency says on which day it set the mark, that day and the place's own decide which is older; else
the feeds that brought them. While no place counts, nothing is sent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from django.conf import settings

from connect.access.models import DeliveryMethod
from connect.cases.models import Address, Email, Participant
from connect.cases.protection import is_protected, marked_by_agency_on, protected_since
from connect.cases.rules import full_name, mailing_lines
from connect.lib.characters import is_plain
from connect.lib.folding import folded_spellings
from connect.lib.mailable import can_be_mailed
from connect.notices.addresses import is_stopped
from connect.notices.confirmed import place_hash
from connect.notices.events import CallUs, EmailToConfirm, NewEmailToConfirm, NoticeEmailToConfirm
from connect.notices.kinds import Channel
from connect.notices.models import ConfirmedPlace
from connect.notices.notice_link import waits_to_be_confirmed


@dataclass(frozen=True, slots=True)
class Stay:
    """One place, for as long as it was on file without a break.

    `began`: when the feed that brought it said so. `since`: the day from which it counts as on file. `until`: the day
    it left the file, None while it is there. `arrives`: mail to it is delivered.
    """

    place: tuple[str, ...]
    began: datetime
    since: date
    until: date | None
    arrives: bool

    @property
    def current(self) -> bool:
        return self.until is None


@dataclass(frozen=True, slots=True)
class Destination:
    """One way to reach a person. `to`: an e-mail address, or name and address line by line."""

    channel: Channel
    to: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who is told of a change.

    `everything`: those who may read what happened, with a link or a code. `to_call`: those who are only asked to call
    us.
    """

    everything: list[Destination] = field(default_factory=list)
    to_call: list[Destination] = field(default_factory=list)


class May(Enum):
    """Whether a PIN may go to the place on file."""

    NOW = "now"
    LATER = "from a day that is known"
    WHEN_CONFIRMED = "only after its owner has said that it is theirs alone"
    NEVER = "there is none on file, or mail comes back from it"


@dataclass(frozen=True, slots=True)
class Place:
    """What the owner may know of a place on file. It never says which place it is, because someone else may be reading.

    `since`: the day from which it counts as on file. `from_day`: the day from which a PIN may go there.
    """

    may: May
    since: date | None = None
    from_day: date | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """`hidden`: the person carries the mark, and then a page may not even tell a new place from an old one."""

    letter: Place
    email: Place
    hidden: bool


def for_pin(participant_id: str, how: DeliveryMethod, now: datetime) -> Destination | None:
    """Where a temporary PIN may go; None where no place on file may get one.

    E-mail falls back to a letter (S002 L23) where no e-mail is on file, where the profile wants it confirmed and it is
    not, and for a hidden person who has not confirmed it: a shared or watched mailbox is the likelier danger.
    """
    email = _for_pin(participant_id, DeliveryMethod.EMAIL, now) if how == DeliveryMethod.EMAIL else None
    return email or _for_pin(participant_id, DeliveryMethod.LETTER, now)


def for_check(participant_id: str, now: datetime) -> Places:
    """Since when each place is on file and whether a PIN may go there, for the person who has signed in."""
    owner = _Owner.of(participant_id, now)
    return Places(
        letter=_place(owner, DeliveryMethod.LETTER), email=_place(owner, DeliveryMethod.EMAIL), hidden=owner.hidden
    )


def to_tell(participant_id: str, now: datetime) -> Recipients:
    """Who is told of a change.

    A place that may get a PIN gets everything. A place that is too new, or was left less than ten days ago, gets a
    request to call us. For a hidden person no other place is told anything.
    """
    owner, recipients = _Owner.of(participant_id, now), Recipients()
    for how in (DeliveryMethod.EMAIL, DeliveryMethod.LETTER):
        stays = owner.stays(how)
        current = next((stay for stay in stays if stay.current), None)
        if current is None:
            continue
        if how == DeliveryMethod.EMAIL and is_stopped(current.place[0]):
            continue
        if current.arrives and owner.counts(current, how):
            recipients.everything.append(owner.channel(how, current))
        elif not owner.hidden:
            left = _long_on_file_before(stays) if owner.today < current.since + _wait() else None
            recipients.to_call.extend(owner.channel(how, stay) for stay in (current, left) if stay and stay.arrives)
    return recipients


def may_still_go(participant_id: str, event: str, channel: Channel, to: str, now: datetime) -> bool:
    """Whether a message written for the place `to` may leave `now`: the place is still on file and still counts.

    A link that confirms may go to a new place, and CallUs to any place, unless the person is hidden. A new email is not
    on file yet: whether its link may leave is for the room that keeps it to say (connect/contact/release_checks.py).
    For a person who is not in the agency's file the answer is always yes.
    """
    if event == NoticeEmailToConfirm.name:  # to an address for notices alone, which need not be on file
        return waits_to_be_confirmed(participant_id, to)
    if not Participant.objects.filter(participant_id=participant_id).exists():
        return True
    owner, how = (
        _Owner.of(participant_id, now),
        DeliveryMethod.EMAIL if channel == Channel.MAIL else DeliveryMethod.LETTER,
    )
    if event == NewEmailToConfirm.name or (event == CallUs.name and not owner.hidden):
        return True
    stay = _on_file(owner, how)
    place = (
        (to,) if how == DeliveryMethod.EMAIL else tuple(to.splitlines()[1:])
    )  # the name may have been corrected since
    if stay is None or stay.place != place:
        return False
    return event == EmailToConfirm.name or owner.counts(stay, how)


@dataclass(frozen=True, slots=True)
class _Owner:
    """The person whose places these are.

    `mark`: when we were told of the non-disclosure mark that was set last, None without one; `marked_on`: the day the
    agency set it, None where it does not say.
    """

    participant_id: str
    mark: datetime | None
    marked_on: date | None
    now: datetime

    @classmethod
    def of(cls, participant_id: str, now: datetime) -> "_Owner":
        """Read the mark of the person. A mark of unknown time counts as set this moment."""
        mark = protected_since(participant_id) or (now if is_protected(participant_id) else None)
        return cls(participant_id, mark, marked_by_agency_on(participant_id) if mark else None, now)

    @property
    def hidden(self) -> bool:
        return self.mark is not None

    @property
    def today(self) -> date:
        return _day(self.now)

    def stays(self, how: DeliveryMethod) -> list[Stay]:
        return _email_stays(self.participant_id) if how == DeliveryMethod.EMAIL else _address_stays(self.participant_id)

    def counts(self, stay: Stay, how: DeliveryMethod) -> bool:
        """Whether a PIN may go to this place, apart from the profile's rule that an e-mail be confirmed."""
        day = self.from_day(stay, how)
        return day is not None and day <= self.today

    def from_day(self, stay: Stay, how: DeliveryMethod) -> date | None:
        """The day from which a PIN may go there; None where the owner has to confirm the place first."""
        settled = stay.since + _wait()
        if self.mark is None or (
            how == DeliveryMethod.LETTER and not self._is_older(stay) and not self._was_there_before(stay)
        ):
            return settled
        confirmed = self.confirmed_at(stay, how)
        return max(settled, _day(confirmed) + _wait()) if confirmed else None

    def _is_older(self, stay: Stay) -> bool:
        """Whether a place is older than the mark of a hidden person."""
        if self.marked_on is not None:
            return stay.since < self.marked_on
        return self.mark is not None and stay.began < self.mark

    def _was_there_before(self, stay: Stay) -> bool:
        """Whether an address that came with the mark or later may be an older one, spelled another way or returned."""
        before = (each for each in self.stays(DeliveryMethod.LETTER) if self._is_older(each))
        return any(_may_be_the_same(stay.place, each.place) for each in before)

    def confirmed_at(self, stay: Stay, how: DeliveryMethod) -> datetime | None:
        """When the place was confirmed; for a hidden person only a time after the mark and after it came on file."""
        hashed = place_hash(how, stay.place)
        rows = ConfirmedPlace.objects.filter(participant_id=self.participant_id, place_hash=hashed)
        if self.mark is not None:
            rows = rows.filter(confirmed_at__gt=max(self.mark, stay.began))
        return rows.values_list("confirmed_at", flat=True).first()

    def must_confirm(self, stay: Stay, how: DeliveryMethod) -> bool:
        """Whether this e-mail waits for its owner: it must be confirmed and is not, or our mail came back."""
        if how != DeliveryMethod.EMAIL:
            return False
        unconfirmed = settings.AGENCY.access.confirmed_email_only and not self.confirmed_at(stay, how)
        return unconfirmed or is_stopped(stay.place[0])

    def channel(self, how: DeliveryMethod, stay: Stay) -> Destination:
        if how == DeliveryMethod.EMAIL:
            return Destination(Channel.MAIL, stay.place[0])
        person = Participant.objects.get(participant_id=self.participant_id)
        name = full_name(person.first_name, person.middle_name, person.last_name, person.suffix)
        return Destination(Channel.LETTER, "\n".join((name, *stay.place)))


def _for_pin(participant_id: str, how: DeliveryMethod, now: datetime) -> Destination | None:
    owner = _Owner.of(participant_id, now)
    stay = _on_file(owner, how)
    if stay is None or not owner.counts(stay, how) or owner.must_confirm(stay, how):
        return None
    return owner.channel(how, stay)


def _place(owner: _Owner, how: DeliveryMethod) -> Place:
    stay = _on_file(owner, how)
    if stay is None:
        return Place(May.NEVER)
    day = None if owner.must_confirm(stay, how) else owner.from_day(stay, how)
    if day is None:
        return Place(May.WHEN_CONFIRMED, stay.since)
    return Place(May.NOW if day <= owner.today else May.LATER, stay.since, day)


def _on_file(owner: _Owner, how: DeliveryMethod) -> Stay | None:
    """The place on file now, if mail arrives there."""
    return next((stay for stay in owner.stays(how) if stay.current and stay.arrives), None)


def _long_on_file_before(stays: list[Stay]) -> Stay | None:
    """The newest former place that was on file for ten days; a place of a few days does not hide it."""
    former = [stay for stay in stays if stay.until and stay.until - stay.since >= _wait()]
    return former[-1] if former else None


def _address_stays(participant_id: str) -> list[Stay]:
    rows = Address.objects.filter(participant_id=participant_id).order_by("valid_from")
    return list(_stays((row, _lines(row), row.mail_arrives) for row in rows))


def _email_stays(participant_id: str) -> list[Stay]:
    rows = Email.objects.filter(participant_id=participant_id).order_by("valid_from")
    # Text that is not one line, or can never be mailed, is no address, even if a feed left it on file.
    return list(_stays((row, (row.email,) if _is_of_use(row.email) else (), True) for row in rows))


def _is_of_use(email: str) -> bool:
    return is_plain(email) and can_be_mailed(email)


def _lines(row: Address) -> tuple[str, ...]:
    return mailing_lines(row.line1, row.line2, row.city, row.state, row.postcode, row.country)


def _stays(rows: Iterable[tuple[Address | Email, tuple[str, ...], bool]]) -> Iterator[Stay]:
    """The stays of one person from rows in order of time; rows that differ only in a date or a mark are one stay.

    The agency's own date counts for the first place it ever sent. A later place is as old as the feed that brought it,
    whatever date it claims.
    """
    found: list[list[tuple[Address | Email, tuple[str, ...], bool]]] = []
    for each in rows:
        goes_on = found and found[-1][-1][1] == each[1] and found[-1][-1][0].valid_to == each[0].valid_from
        if goes_on:
            found[-1].append(each)
        else:
            found.append([each])
    for number, run in enumerate(found):
        first, (last, place, arrives) = run[0][0], run[-1]
        came = _day(first.valid_from)
        claimed = first.since or came
        since = claimed if number == 0 else max(claimed, came)
        if place:
            yield Stay(place, first.valid_from, since, _day(last.valid_to) if last.valid_to else None, arrives)


def _may_be_the_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two addresses have the same house number in the same town or ZIP Code.

    A false yes costs one more confirmation and does no harm.
    """
    town = [_words(" ".join(place[1:])) for place in (one, other)]
    return bool(_numbers(one) & _numbers(other)) and bool(town[0] & town[1] or town[0] == town[1])


def _numbers(place: tuple[str, ...]) -> set[str]:
    """The first number of an address; its letters where it has none, as in "General Delivery"."""
    ways = folded_spellings(place[0])
    found = re.search(r"[0-9]+", ways[0])
    return {found[0]} if found else {"".join(sorted(_words_of(way))) for way in ways}


def _words(text: str) -> set[str]:
    """The words that tell towns apart: of four letters or more, and the five digits of a ZIP Code.

    Each both with and without its accents.
    """
    return {word for way in folded_spellings(text) for word in _words_of(way)}


def _words_of(way: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}|\b[0-9]{5}", way))


def _wait() -> timedelta:
    return timedelta(days=settings.AGENCY.access.on_file_days)


def _day(moment: datetime) -> date:
    return moment.astimezone(settings.AGENCY.zone).date()


def on_file(participant_id: str, how: DeliveryMethod, now: datetime) -> tuple[str, ...]:
    """The place on file now where mail arrives, line by line; () for none."""
    stay = _on_file(_Owner.of(participant_id, now), how)
    return stay.place if stay else ()


def is_confirmed(participant_id: str, how: DeliveryMethod, now: datetime) -> bool:
    """Whether the owner has confirmed the place on file now; for a hidden person, since the mark was set."""
    owner = _Owner.of(participant_id, now)
    stay = _on_file(owner, how)
    return stay is not None and owner.confirmed_at(stay, how) is not None
