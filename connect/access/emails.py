"""Confirming an e-mail address: its owner opens a link that we sent there, to what is on file and to nothing typed."""

import json
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from connect.access import links
from connect.access.channels import email_hash, emails_on_file, is_confirmed
from connect.access.models import ConfirmedEmail
from connect.audit import actions as audit
from connect.lib.sealed import seal, unseal
from connect.notices import outbox
from connect.notices.kinds import Kind
from connect.notices.queries import language_of

GOOD_FOR = timedelta(days=1)


def unconfirmed(participant_id: str) -> bool:
    """Whether an e-mail of the person's is on file that nobody has confirmed."""
    return any(not is_confirmed(participant_id, email) for email in emails_on_file(participant_id))


@transaction.atomic
def send_link(participant_id: str, *, by: str, now: datetime) -> bool:
    """Mail the link to each e-mail on file that is not confirmed, once a day at most; False where there is none."""
    waiting = [email for email in emails_on_file(participant_id) if not is_confirmed(participant_id, email)]
    for email in waiting:
        said = {"person": participant_id, "email": email_hash(email), "until": (now + GOOD_FOR).isoformat()}
        day = now.astimezone(settings.AGENCY.zone).date()
        outbox.put(
            participant_id=participant_id,
            key=f"confirm {email_hash(email)[:32]} {day}",
            template="confirm_email",
            kind=Kind.MAIL,
            to=email,
            language=language_of(participant_id),
            facts={"link": links.confirm_email(seal(settings.FIELD_KEYS, json.dumps(said)))},
            now=now,
            not_after=now + GOOD_FOR,
        )
    if waiting:
        audit.record("email link sent", by=by, about=participant_id)
    return bool(waiting)


@transaction.atomic
def confirm(token: str, *, by: str, now: datetime) -> bool:
    """Keep that whoever holds the link reads mail sent there; False for no link of ours, or one older than a day."""
    try:
        said = json.loads(unseal(settings.FIELD_KEYS, token))
        person, of, until = said["person"], said["email"], datetime.fromisoformat(said["until"])
    except (InvalidToken, ValueError, KeyError):
        return False
    if now > until or of not in {email_hash(email) for email in emails_on_file(person)}:
        return False
    _, first = ConfirmedEmail.objects.get_or_create(
        participant_id=person, email_hash=of, defaults={"confirmed_at": now}
    )
    if first:
        audit.record("email confirmed", by=by, about=person)
    return True
