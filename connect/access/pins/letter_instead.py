"""What happens when a temporary PIN did not leave: a letter replaces an e-mail, where a letter may go.

The letter is like any other (channels.for_pin, checked again when it leaves) and holds a new PIN: no one can be sure
what became of the one in the mail, and only one works at a time. It answers the same request, so no cap counts it
twice. Where no letter may go, and after a letter that did not leave, the temporary PIN ends, because no one has it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from connect.access import revocation, rules
from connect.access.channels import Destination, for_pin
from connect.access.models import DeliveryMethod, PinRequest
from connect.access.pins.requests import Issued, Unanswered, did_not_leave, fresh_pin, issue, later, locked_account
from connect.access.rules import Refusal
from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.cases.models import Participant
from connect.lib import tokens

LETTER_INSTEAD = "letter instead"  # so that it opens nothing else that the same keys seal
_JOB_LASTS = timedelta(days=30)


def follow(participant_id: str, key: str, now: datetime) -> None:
    """Give the worker the job, if the message that did not leave answered a request for a PIN.

    The worker uses a transaction of its own, because a new PIN has to be hashed.
    """
    request = rules.request_of(key)
    if request is not None:
        facts = {"person": participant_id, "request": str(request)}
        send_instead.enqueue(tokens.seal_token(settings.OUTBOX_KEYS, LETTER_INSTEAD, facts, now + _JOB_LASTS))


@task(max_attempts=100, backoff=later)  # type: ignore[call-overload,untyped-decorator]
def send_instead(sealed: str) -> None:
    """The worker's job. Its argument is sealed, so that the table of jobs holds no one's number."""
    try:
        look_at(sealed, now=timezone.now())
    except Exception as problem:
        raise Unanswered(type(problem).__name__) from None


def look_at(sealed: str, *, now: datetime) -> None:
    """Do what `follow` stored; nothing where no key opens it anymore. Raises hashing.Busy."""
    facts = tokens.open_token(settings.OUTBOX_KEYS, LETTER_INSTEAD, sealed, now, "person", "request")
    if facts is not None:
        put_instead(facts["person"], UUID(facts["request"]), now=now)


def put_instead(participant_id: str, request_id: UUID, *, now: datetime) -> None:
    """Send a letter with a new temporary PIN, or end the one there is. Running twice does it once. Raises hashing.Busy.

    Nothing happens where the PIN of the request no longer counts: it was used, voided or replaced.
    """
    fresh = fresh_pin(participant_id)
    with transaction.atomic():
        account = locked_account(participant_id, now)
        asked = PinRequest.objects.filter(participant_id=participant_id, id=request_id).first()
        if asked is None or account.temporary_request != request_id or not did_not_leave(participant_id, request_id):
            return
        channel = _letter(asked, now)
        if channel is None:
            revocation.void_temporary(account, now)
            why = Refusal.NO_ADDRESS if asked.how == DeliveryMethod.EMAIL else Refusal.NOT_LEFT
            audit.record(Act.PIN_NOT_SENT, by="worker", about=participant_id, why=why.name)
            return
        by = PinRequest.AskedBy(asked.asked_by)
        instead = Issued(account, fresh, by, now, channel, id=request_id, instead=True, asked_in=asked.asked_in)
        issue(instead, by="worker")


def _letter(asked: PinRequest, now: datetime) -> Destination | None:
    """Where a letter may go in the place of the request's mail."""
    here = Participant.objects.filter(participant_id=asked.participant_id, gone=False).exists()
    return (
        for_pin(asked.participant_id, DeliveryMethod.LETTER, now)
        if here and asked.how == DeliveryMethod.EMAIL
        else None
    )
