"""What a person says about how we speak to them."""

from datetime import datetime

from django.db import transaction

from connect.audit import actions as audit
from connect.audit.acts import Act
from connect.notices.models import ContactPreference

NOTICE_LANGUAGES = ("en", "es")


@transaction.atomic
def set_language(*, participant_id: str, language: str, by: str, now: datetime) -> None:
    """From now on the person is spoken to in `language` ('en' or 'es'; ValueError for another)."""
    _check(language)
    ContactPreference.objects.update_or_create(
        participant_id=participant_id, defaults={"language": language, "chosen_at": now}
    )
    audit.record(Act.LANGUAGE_CHOSEN, by=by, about=participant_id, language=language)


@transaction.atomic
def keep_first_language(*, participant_id: str, language: str, by: str, now: datetime) -> bool:
    """A choice made before signing in becomes the person's first preference; an earlier preference stands."""
    _check(language)
    _, first = ContactPreference.objects.get_or_create(
        participant_id=participant_id, defaults={"language": language, "chosen_at": now}
    )
    if first:
        audit.record(Act.LANGUAGE_CHOSEN, by=by, about=participant_id, language=language)
    return first


def _check(language: str) -> None:
    if language not in NOTICE_LANGUAGES:
        raise ValueError("a language is one of " + ", ".join(NOTICE_LANGUAGES))
