"""People with PINs, and what Home tells them changed."""

from datetime import UTC, datetime

from connect.access.models import Account
from connect.news.models import Change

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def with_pins(*people: str) -> None:
    Account.objects.bulk_create(Account(participant_id=who, pin_hash="x", changed_at=NOW) for who in people)


def told() -> set[tuple[str, str, str, str, int]]:
    return set(Change.objects.values_list("participant_id", "subject", "about", "kind", "sequence"))
