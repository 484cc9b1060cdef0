"""What can leave: mail or letter, its states, and the texts there are with the facts each one needs."""

from dataclasses import dataclass
from typing import ClassVar

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


@dataclass(frozen=True)
class Template:
    """A text: how it may leave, and the facts without which it cannot be written."""

    kinds: tuple[Channel, ...]
    facts: frozenset[str]


class Templates:
    """By name. Moments (`valid_until`, `not_me_until`) are ISO 8601 with a zone, days (`expected_by`) ISO dates."""

    NOT_ME: ClassVar = frozenset({"not_me_link", "not_me_code", "not_me_until"})
    BOTH: ClassVar = (Channel.MAIL, Channel.LETTER)
    BY_NAME: ClassVar[dict[str, Template]] = {
        "pin_by_mail": Template((Channel.MAIL,), frozenset({"pin", "valid_until", "status_link"})),
        "pin_by_letter": Template((Channel.LETTER,), frozenset({"pin", "valid_until"})),
        # In the place of an e-mail that did not arrive.
        "pin_by_letter_instead": Template((Channel.LETTER,), frozenset({"pin", "valid_until"})),
        # how: "mail", "letter" or "slip" (handed over), the way the temporary PIN comes
        "pin_asked": Template(BOTH, frozenset({"how", "expected_by", "status_link"}) | NOT_ME),
        "pin_changed": Template(BOTH, NOT_ME),
        # what: one of CHANGES
        "way_in_changed": Template(BOTH, frozenset({"what"}) | NOT_ME),
        "confirm_email": Template((Channel.MAIL,), frozenset({"link"})),
        # To a place that is too new, or was just left: nothing but that, and no fact at all.
        "call_us": Template(BOTH, frozenset()),
        # On paper that staff hand over: set as a letter is, but it never waits in the outbox.
        "pin_slip": Template((Channel.LETTER,), frozenset({"pin", "valid_until"})),
    }


# What `what` and `how` may say; each has its sentence in connect.notices.texts.
CHANGES = (
    *("passkey_added", "passkey_removed", "codes_made", "code_used", "device_added", "device_removed"),
    *("choices_used_up", "access_checked", "address_confirmed"),
)
CHOICES = {"what": CHANGES, "how": ("mail", "letter", "slip")}


def check(template: str, kind: Channel, language: str, facts: dict[str, str]) -> None:
    """Raises ValueError where `template` cannot leave that way, in that language, with just these facts."""
    known = Templates.BY_NAME.get(template)
    if known is None or kind not in known.kinds:
        raise ValueError(f"there is no {kind} {template}")
    if language not in ("en", "es"):
        raise ValueError("a language is en or es")
    if set(facts) != known.facts:
        raise ValueError(f"{template} needs the facts {', '.join(sorted(known.facts))}")
    for name, choices in CHOICES.items():
        if facts.get(name, choices[0]) not in choices:
            raise ValueError(f"{name} is one of {', '.join(choices)}")
