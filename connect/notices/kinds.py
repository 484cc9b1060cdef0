"""The closed lists of the outbox: the channels, and the states of a message."""

from django.db import models


class Channel(models.TextChoices):
    MAIL = "mail"
    LETTER = "letter"


class OutboxState(models.TextChoices):
    """Where an outgoing row stands. `unsure`: whoever sent it died before the answer came, so nobody sends it again."""

    QUEUED = "queued"
    SENDING = "sending"
    UNSURE = "unsure"
    PRINTED = "printed"  # a letter in a batch that nobody has confirmed yet
    SENT = "sent"  # the mail server took it
    CONFIRMED = "confirmed"  # the batch went to the post
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


OPEN = (
    OutboxState.QUEUED,
    OutboxState.SENDING,
    OutboxState.UNSURE,
    OutboxState.PRINTED,
)  # these alone still hold their sealed text
FINISHED = (OutboxState.SENT, OutboxState.CONFIRMED, OutboxState.WITHDRAWN, OutboxState.FAILED)
