"""What the agency decided and told a party on paper. The room `notices` is our own mail; these are the agency's."""

from typing import ClassVar

from django.db import models

from connect.cases.kinds import AgencyNoticeKind, AgencyNoticeVariant, LicenseKind
from connect.lib.personal import personal, plain


class AgencyNoticeFacts(models.Model):
    """One notice of one reader.

    `acts_on`: of a closure the earliest closing day, of a fee the last day to claim an exemption, of a review's result
    the last day to object. `reason`: a code of rules.toml. `actions`: [enforcement]-[state], `tried`: [way]-[date],
    each with spaces between. `amount`, `collected`, `recovered`: of a fee; `amount` also of a review's result.
    """

    participant_id = personal(models.CharField(max_length=10))
    notice_id = personal(models.CharField(max_length=30))
    case_number = personal(models.CharField(max_length=20))
    kind = personal(models.CharField(max_length=20, choices=AgencyNoticeKind.choices))
    variant = personal(models.CharField(max_length=20, blank=True, choices=AgencyNoticeVariant.choices))
    dated_on = plain(models.DateField())
    acts_on = plain(models.DateField(null=True))
    reason = personal(models.CharField(max_length=30, blank=True))
    amount = personal(models.BigIntegerField(null=True))
    collected = personal(models.BigIntegerField(null=True))
    recovered = personal(models.BigIntegerField(null=True))
    actions = personal(models.CharField(max_length=400, blank=True))
    tried = personal(models.CharField(max_length=200, blank=True))
    board = personal(models.CharField(max_length=80, blank=True))
    license_kind = personal(models.CharField(max_length=20, blank=True, choices=LicenseKind.choices))
    license_ending = personal(models.CharField(max_length=4, blank=True))
    withdrawn_on = plain(models.DateField(null=True))

    class Meta:
        abstract = True


class AgencyNotice(AgencyNoticeFacts):
    """A notice as the agency sent it. No page reads it, see DisclosedNotice."""

    pk = models.CompositePrimaryKey("participant_id", "notice_id")


class DisclosedNotice(AgencyNoticeFacts):
    """A notice as the one person whom it names may read it."""

    pk = models.CompositePrimaryKey("participant_id", "notice_id")

    class Meta:
        indexes: ClassVar = [
            models.Index("participant_id", models.F("dated_on").desc(), name="agency_notices_newest_first")
        ]
