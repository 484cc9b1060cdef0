"""Confirming an e-mail address: its owner opens a link that we sent there, to what is on file and to nothing typed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from connect.access import confirmed_places, links
from connect.access.channels import is_confirmed, on_file, place_hash
from connect.access.current_visit import CurrentVisit, knows_new_pin
from connect.access.models import Account, DeliveryMethod
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.protection import protected_since
from connect.lib import tokens
from connect.notices import outbox
from connect.notices.events import EmailToConfirm
from connect.notices.kinds import Channel, OutboxState
from connect.notices.queries import language_of, progress

LINK_LASTS = timedelta(days=1)
CONFIRM_EMAIL = "confirm email"


def unconfirmed(participant_id: str, now: datetime) -> bool:
    """Whether the e-mail on file waits to be confirmed (by a person with the mark: since the mark)."""
    return bool(on_file(participant_id, DeliveryMethod.EMAIL, now)) and not is_confirmed(
        participant_id, DeliveryMethod.EMAIL, now
    )


@in_a_visit
def send_link(visit: CurrentVisit, *, now: datetime) -> bool:
    """Mail the link to the e-mail on file if it is not confirmed, once a day at most; False where there is none.

    Raises held.VisitEnded.
    """
    person = visit.participant_id
    account = Account.objects.get(participant_id=person)
    if not knows_new_pin(visit, account) or not unconfirmed(person, now):
        return False
    email = on_file(person, DeliveryMethod.EMAIL, now)
    said = {"person": person, "email": place_hash(DeliveryMethod.EMAIL, email), "made": now.isoformat()}
    outbox.enqueue(
        EmailToConfirm(
            link=links.confirm_email_link(tokens.seal_token(settings.FIELD_KEYS, CONFIRM_EMAIL, said, now + LINK_LASTS))
        ),
        participant_id=person,
        key=_key(account, email, now),
        channel=Channel.MAIL,
        to=email[0],
        language=language_of(person),
        now=now,
        not_after=now + LINK_LASTS,
    )
    audit.record(Act.EMAIL_LINK_SENT, by=person, about=person)
    return True


def link_failed(participant_id: str, now: datetime) -> bool:
    """Whether today's link to the e-mail on file has ended without arriving, so that no other one goes today."""
    account = Account.objects.filter(participant_id=participant_id).first()
    email = on_file(participant_id, DeliveryMethod.EMAIL, now)
    link = progress(participant_id, _key(account, email, now)) if account and email else None
    return link is not None and link.state in (OutboxState.FAILED, OutboxState.WITHDRAWN)


def _key(account: Account, email: tuple[str, ...], now: datetime) -> str:
    """One a day. A link from before the PIN was changed is dead, so then there may be another one on the same day."""
    day = now.astimezone(settings.AGENCY.zone).date()
    return f"confirm {place_hash(DeliveryMethod.EMAIL, email)[:32]} {day} {account.changed_at.timestamp():.0f}"


@transaction.atomic
def confirm_email(token: str, *, by: str, now: datetime) -> bool:
    """Keep that whoever holds the link reads mail sent there; False for no link of ours, or one older than a day.

    A link that was asked for before the mark was set, the PIN was last changed, or "this was not me" was said, confirms
    nothing: someone else may have asked for it, and may read the mailbox.
    """
    said = tokens.open_token(settings.FIELD_KEYS, CONFIRM_EMAIL, token, now, "person", "email", "made")
    if said is None:
        return False
    person, of, made = said["person"], said["email"], datetime.fromisoformat(said["made"])
    email = on_file(person, DeliveryMethod.EMAIL, now)
    if not email or of != place_hash(DeliveryMethod.EMAIL, email) or not _still_good(person, made):
        return False
    if confirmed_places.keep_confirmed_place(person, DeliveryMethod.EMAIL, email, now):
        audit.record(Act.EMAIL_CONFIRMED, by=by, about=person)
    return True


def _still_good(person: str, asked_at: datetime) -> bool:
    account = Account.objects.select_for_update().filter(participant_id=person).first()
    mark = protected_since(person)
    if account is None or asked_at < account.changed_at or (mark is not None and asked_at <= mark):
        return False
    return account.made_safe_at is None or asked_at > account.made_safe_at
