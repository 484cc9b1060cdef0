"""What the tests of passkeys, codes and devices share: a visit, said again who it is, and who was told."""

from datetime import UTC, datetime, timedelta

from connect.access import not_me, reauthentication
from connect.access.arrival import Arrival
from connect.access.current_visit import CurrentVisit, current_visit
from connect.access.gate import NOBODY, Caller
from connect.access.sign_in import sign_in_with_pin
from connect.audit.models import Entry
from connect.cases.models import Address, Email
from connect.lib.doors import Door
from connect.notices.models import OutboxMessage
from connect.notices.sealed_rows import unseal_row
from tests.support.cast import Member

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def visit_of(member: Member, caller: Caller = NOBODY, now: datetime = NOW) -> CurrentVisit:
    """A visit that has not said again who it is."""
    begun = sign_in_with_pin(member.participant_id, member.pin, Arrival(Door.WEB, now, caller))
    assert begun is not None
    return opened_by(begun.key, now)


def confirmed(member: Member, caller: Caller = NOBODY, now: datetime = NOW) -> CurrentVisit:
    """A visit that has."""
    visit = visit_of(member, caller, now)
    renewed = reauthentication.confirm_by_pin(visit, member.pin, door=Door.WEB, caller=caller, now=now)
    return opened_by(renewed.key, now)


def opened_by(key: str, now: datetime = NOW) -> CurrentVisit:
    visit = current_visit(key, now)
    assert visit is not None
    return visit


def has_email(member: Member, address: str = "someone@example.org") -> None:
    """An e-mail on file for long, so that there is somewhere to tell them of changes."""
    long_ago = NOW - 400 * timedelta(days=1)
    Email.objects.create(participant_id=member.participant_id, email=address, valid_from=long_ago)


def has_address(member: Member) -> None:
    """A mailing address on file for long."""
    long_ago = NOW - 400 * timedelta(days=1)
    Address.objects.create(
        participant_id=member.participant_id, valid_from=long_ago, mail_arrives=True, line1="12 ELM ST", city="MADERA"
    )


def told(member: Member) -> list[str]:
    """What the mails that wait for `member` say changed."""
    rows = OutboxMessage.objects.filter(participant_id=member.participant_id, event="way_in_changed").order_by(
        "made_at"
    )
    return [unseal_row(row)[1]["what"] for row in rows]


def not_me_code(member: Member) -> str:
    """The code of "this was not me" in the latest mail to `member`."""
    rows = OutboxMessage.objects.filter(participant_id=member.participant_id, event="way_in_changed")
    return unseal_row(rows.latest("made_at"))[1]["not_me_code"]


def acts(member: Member) -> list[str]:
    """What the trail says of `member`, the PIN they were given left out."""
    found = Entry.objects.filter(about=member.participant_id).exclude(act="PIN set").order_by("at", "lane", "number")
    return list(found.values_list("act", flat=True))


def can_be_disavowed(code: str, now: datetime) -> bool:
    """Whether "this was not me" can still be said with this code."""
    return not_me._open(code, now) is not None
