"""The enums of the outbox: channels, and the states of a message."""

from django.db import models


class Channel(models.TextChoices):
    MAIL = "mail"
    LETTER = "letter"


class OutboxState(models.TextChoices):
    """The state of a message. `unsure`: the sender died before the server's answer, so we do not send it again."""

    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    PRINTED = "printed"  # a letter in a batch that no one has confirmed yet
    SENT = "sent"  # the mail server took it
    CONFIRMED = "confirmed"  # the batch went to the post
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


OPEN = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.UNSURE,
    OutboxState.PRINTED,
)  # only these still contain their sealed text
FINISHED = (OutboxState.SENT, OutboxState.CONFIRMED, OutboxState.WITHDRAWN, OutboxState.FAILED)
