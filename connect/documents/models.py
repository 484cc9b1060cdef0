"""Documents of the agency and of ours, and why a month has none."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from connect.cases.kinds import DocumentKind
from connect.lib.personal import personal, plain


class Document(models.Model):
    """One document of one reader: a snapshot of facts that never changes (connect.documents.snapshots).

    `document_id`: 'billing.<year-month>', 'collections.<case>.<year-month>' or 'notice.<the agency's number>', so that
    no document is made twice. `case_number` is '' for one over several cases, `month` None for one of no month.
    `wording`: the version of the sentences that counted then. `withdrawn_on`: the agency took it back; it stays listed.
    """

    pk = models.CompositePrimaryKey("participant_id", "document_id")
    participant_id = personal(models.CharField(max_length=10))
    document_id = personal(models.CharField(max_length=60))
    public_id = personal(models.CharField(max_length=22))
    kind = personal(models.CharField(max_length=20, choices=DocumentKind.choices))
    case_number = personal(models.CharField(max_length=20, blank=True))
    month = plain(models.DateField(null=True))
    dated_on = plain(models.DateField())
    made_at = plain(models.DateTimeField())
    language = personal(models.CharField(max_length=5, choices=settings.LANGUAGES))
    wording = plain(models.CharField(max_length=20))
    snapshot = personal(models.TextField())
    opened_at = plain(models.DateTimeField(null=True))
    withdrawn_on = plain(models.DateField(null=True))

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "participant_id",
                models.F("dated_on").desc(),
                models.F("document_id").desc(),
                name="documents_newest_first",
                include=["public_id", "kind", "case_number", "month", "opened_at", "withdrawn_on"],
            ),
            models.Index(name="documents_by_day", fields=["dated_on"]),  # for retention
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="document_public_id", fields=["participant_id", "public_id"]),
            models.CheckConstraint(
                name="a_statement_has_its_month",
                condition=Q(kind__in=["billing", "collections"], month__isnull=False)
                | (~Q(kind__in=["billing", "collections"]) & Q(month__isnull=True)),
            ),
        ]
