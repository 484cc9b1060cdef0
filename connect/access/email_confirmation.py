"""Confirming an e-mail address: the owner opens a link that we sent to it.

The link goes only to the address on file, never to one that someone typed.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from connect.access import confirmed_places, links, mailed_links
from connect.access.channels import is_confirmed, on_file
from connect.access.current_visit import CurrentVisit, knows_new_pin
from connect.access.models import Account, DeliveryMethod, MailedLink
from connect.access.visit_lock import in_a_visit
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.protection import protected_since
from connect.notices import outbox
from connect.notices.addresses import is_stopped, put_right
from connect.notices.confirmed import place_hash
from connect.notices.events import EmailToConfirm
from connect.notices.kinds import Channel, OutboxState
from connect.notices.queries import language_of, progress

LINK_LASTS = timedelta(days=1)


def unconfirmed(participant_id: str, now: datetime) -> bool:
    """Whether the e-mail on file still has to be confirmed; for a hidden person, since the mark was set. One from which
    our mail came back has to be confirmed anew."""
    email = on_file(participant_id, DeliveryMethod.EMAIL, now)
    return bool(email) and (not is_confirmed(participant_id, DeliveryMethod.EMAIL, now) or is_stopped(email[0]))


@in_a_visit
def send_link(visit: CurrentVisit, *, now: datetime) -> bool:
    """Mail the link to the e-mail on file, at most once a day. Raises VisitEnded.

    False: no e-mail on file has to be confirmed.
    """
    person = visit.participant_id
    account = Account.objects.get(participant_id=person)
    if not knows_new_pin(visit, account) or not unconfirmed(person, now):
        return False
    email = on_file(person, DeliveryMethod.EMAIL, now)
    key = _key(account, email, now)
    if progress(person, key) is None:
        _mail_link(person, email, key, now)
    audit.record(Act.EMAIL_LINK_SENT, by=person, about=person)
    return True


def _mail_link(person: str, email: tuple[str, ...], key: str, now: datetime) -> None:
    until = now + LINK_LASTS
    code = mailed_links.new_link_code(
        MailedLink.Kind.CONFIRM_EMAIL, person, place_hash(DeliveryMethod.EMAIL, email), now=now, until=until
    )
    outbox.enqueue(
        EmailToConfirm(link=links.confirm_email_link(code)),
        participant_id=person,
        key=key,
        channel=Channel.MAIL,
        to=email[0],
        language=language_of(person),
        now=now,
        not_after=until,
    )


def link_failed(participant_id: str, now: datetime) -> bool:
    """Whether today's link ended without arriving, so that no other link goes today."""
    account = Account.objects.filter(participant_id=participant_id).first()
    email = on_file(participant_id, DeliveryMethod.EMAIL, now)
    link = progress(participant_id, _key(account, email, now)) if account and email else None
    return link is not None and link.state in (OutboxState.FAILED, OutboxState.WITHDRAWN)


def _key(account: Account, email: tuple[str, ...], now: datetime) -> str:
    """The name of today's link in the outbox.

    A link from before the last change of PIN is dead, so there may be another one on the same day.
    """
    day = now.astimezone(settings.AGENCY.zone).date()
    return f"confirm {place_hash(DeliveryMethod.EMAIL, email)[:32]} {day} {account.changed_at.timestamp():.0f}"


@transaction.atomic
def confirm_email(code: str, *, by: str, now: datetime) -> bool:
    """Record that the holder of the link reads the mail sent there. False: no link of ours, or older than a day.

    A link confirms nothing if it was asked for before the mark was set, before the PIN last changed, or before "this
    was not me" was said: someone else may have asked for it, and may read the mailbox.
    """
    link = mailed_links.opened_link(MailedLink.Kind.CONFIRM_EMAIL, code, now)
    if link is None or link.made_at is None:
        return False
    person, of, made = link.participant_id, link.about, link.made_at
    email = on_file(person, DeliveryMethod.EMAIL, now)
    if not email or of != place_hash(DeliveryMethod.EMAIL, email) or not counts_since(person, made):
        return False
    if confirmed_places.keep_confirmed_place(person, DeliveryMethod.EMAIL, email, now):
        audit.record(Act.EMAIL_CONFIRMED, by=by, about=person)
    put_right(email[0], by=by, now=now)
    return True


def counts_since(person: str, asked_at: datetime) -> bool:
    """Whether a link that was asked for then still counts, with the account locked in the caller's transaction."""
    account = Account.objects.select_for_update().filter(participant_id=person).first()
    mark = protected_since(person)
    if account is None or asked_at < account.changed_at or (mark is not None and asked_at <= mark):
        return False
    return account.made_safe_at is None or asked_at > account.made_safe_at
