"""Documents of the agency and of ours, why a month has no statement, the runs of months, and what was asked for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from connect.cases.kinds import DocumentKind
from connect.documents.kinds import RequestState, RequestWish, StatementOutcome
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
                include=["public_id", "kind", "case_number", "month", "made_at", "opened_at", "withdrawn_on"],
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(name="document_public_id", fields=["participant_id", "public_id"]),
            models.CheckConstraint(
                name="a_statement_has_its_month",
                condition=Q(kind__in=["billing", "collections"], month__isnull=False)
                | (~Q(kind__in=["billing", "collections"]) & Q(month__isnull=True)),
            ),
        ]


class MonthOutcome(models.Model):
    """Whether a party of a case got a statement of a month, or why not, as it was when the month's run was made."""

    pk = models.CompositePrimaryKey("participant_id", "case_number", "month")
    participant_id = personal(models.CharField(max_length=10))
    case_number = personal(models.CharField(max_length=20))
    month = plain(models.DateField())
    outcome = personal(models.CharField(max_length=20, choices=StatementOutcome.choices))


class StatementRun(models.Model):
    """The making of a month's statements. `done_to`: the last person whose statements are made; those who follow in the
    order of their ids are not yet. What the first start of a run says of its day and its facts counts to its end."""

    month = plain(models.DateField(primary_key=True))
    dated_on = plain(models.DateField())
    as_of = plain(models.DateTimeField())
    started_at = plain(models.DateTimeField())
    finished_at = plain(models.DateTimeField(null=True))
    done_to = personal(models.CharField(max_length=10, blank=True))


class PaperOwed(models.Model):
    """A document that must be mailed after all: its reader was to have it online alone, and no mail of ours reached
    them.

    `owed_on`: the agency's day on which that was known. `exported_at`: when the print shop was told.
    """

    pk = models.CompositePrimaryKey("participant_id", "document_id")
    participant_id = personal(models.CharField(max_length=10))
    document_id = personal(models.CharField(max_length=60))
    owed_on = plain(models.DateField())
    mail_by = plain(models.DateField())
    exported_at = plain(models.DateTimeField(null=True))


class DocumentRequest(models.Model):
    """A person asked for a document on paper or in another form, or for an older one.

    `request_key`: a hash of what was asked, so that the same is not asked twice while it waits. `document_id`: of one
    that is on file, else ''; then `kind` ('': another) and `about`, in the person's own words, say which.
    """

    pk = models.CompositePrimaryKey("participant_id", "number")
    participant_id = personal(models.CharField(max_length=10))
    number = personal(models.CharField(max_length=12))
    request_key = personal(models.CharField(max_length=64))
    wish = personal(models.CharField(max_length=20, choices=RequestWish.choices))
    document_id = personal(models.CharField(max_length=60, blank=True))
    kind = personal(models.CharField(max_length=20, blank=True, choices=DocumentKind.choices))
    about = personal(models.CharField(max_length=300, blank=True))
    made_at = plain(models.DateTimeField())
    state = plain(models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED))
    settled_at = plain(models.DateTimeField(null=True))
    settled_by = personal(models.CharField(max_length=100, blank=True))

    class Meta:
        indexes: ClassVar = [
            # Few rows: what waits for the agency, of everyone.
            models.Index(name="requests_that_wait", fields=["made_at"], condition=Q(state="asked"))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="asked_once_at_a_time", fields=["participant_id", "request_key"], condition=Q(state="asked")
            ),
            models.CheckConstraint(
                name="a_settled_request_says_when_and_by_whom",
                condition=Q(state="asked", settled_at__isnull=True, settled_by="")
                | ~Q(state="asked") & Q(settled_at__isnull=False) & ~Q(settled_by=""),
            ),
        ]
