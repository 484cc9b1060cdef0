"""A person's choice of the language in which we write to them."""

from datetime import datetime

from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.models import ContactPreference

NOTICE_LANGUAGES = ("en", "es")


@transaction.atomic
def set_language(*, participant_id: str, language: str, by: str, now: datetime) -> None:
    """Save the person's choice of `language` ('en' or 'es'). Raises ValueError for any other."""
    _check(language)
    ContactPreference.objects.update_or_create(
        participant_id=participant_id, defaults={"language": language, "chosen_at": now}
    )
    audit.record(Act.LANGUAGE_CHOSEN, by=by, about=participant_id, language=language)


@transaction.atomic
def keep_first_language(*, participant_id: str, language: str, by: str, now: datetime) -> bool:
    """Save a choice made before signing in, unless the person already has a preference. True if it was saved."""
    _check(language)
    _, first = ContactPreference.objects.get_or_create(
        participant_id=participant_id, defaults={"language": language, "chosen_at": now}
    )
    if first:
        audit.record(Act.LANGUAGE_CHOSEN, by=by, about=participant_id, language=language)
    return first


def _check(language: str) -> None:
    if language not in NOTICE_LANGUAGES:
        raise ValueError("the language must be one of " + ", ".join(NOTICE_LANGUAGES))
