"""What stands on the pages of My Profile in place of what is on file, or was asked for: enough to know it again."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from connect.cases.kinds import Accommodation
from connect.cases.on_file import FactsOnFile
from connect.contact.change_kinds import (
    ACCOMMODATION,
    CHANGE_KINDS,
    EMAIL,
    EMPLOYER,
    INSURANCE,
    MAILING,
    NEW_NAME,
    RESIDENCE,
)
from connect.lib.dates import month_in_words
from connect.lib.masks import masked_address, masked_phone, masked_text

NOT_IN_THE_FEED = (RESIDENCE.name, INSURANCE.name)
_PHONES = tuple(name for name in CHANGE_KINDS if name.startswith("phone_"))


def on_file_in_words(kind: str, facts: FactsOnFile, *, hidden: bool, language: str) -> str:
    """What we have. `hidden`: the person carries the mark; then no place is shown, only since when we have it."""
    if kind in NOT_IN_THE_FEED:
        return gettext("We do not show what we have.")
    return _on_file(kind, facts, hidden=hidden, language=language) or gettext("None on file")


def _on_file(kind: str, facts: FactsOnFile, *, hidden: bool, language: str) -> str:
    if kind == NEW_NAME.name:
        names = (facts.first_name, facts.middle_name, facts.last_name, facts.suffix)
        return " ".join(name for name in names if name)
    if kind == ACCOMMODATION.name:
        return str(Accommodation(facts.accommodation).label)
    if hidden:
        return _since_when(kind, facts, language)
    if kind == MAILING.name:
        return masked_address(facts.address.line1, facts.address.postal_code) if facts.address else ""
    text: str = getattr(facts, kind)
    return masked_phone(text) if kind in _PHONES else masked_text(text)


def _since_when(kind: str, facts: FactsOnFile, language: str) -> str:
    if kind == MAILING.name:
        return _since(facts.address.since, language) if facts.address else ""
    if not getattr(facts, kind):
        return ""
    return _since(facts.email_since if kind == EMAIL.name else None, language)


def _since(day: date | None, language: str) -> str:
    return gettext("On file since %(month)s") % {"month": month_in_words(day, language)} if day else gettext("On file")


def asked_in_words(kind: str, answers: Mapping[str, str], *, hidden: bool) -> str:
    """What was asked for, masked alike; '' where no word of it may be shown."""
    if kind == NEW_NAME.name:
        return " ".join(answers[part] for part in ("first", "middle", "last", "suffix") if answers.get(part))
    if kind == ACCOMMODATION.name:
        return str(Accommodation(answers.get("paper", "")).label)
    if hidden or not answers:
        return ""
    if kind in (MAILING.name, RESIDENCE.name):
        return masked_address(answers["street"], answers["zip"])
    if kind in _PHONES:
        return masked_phone(answers["phone"])
    field = {EMAIL.name: "email", EMPLOYER.name: "employer", INSURANCE.name: "company"}[kind]
    return masked_text(answers[field])
