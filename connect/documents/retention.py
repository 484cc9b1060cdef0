"""How long documents, the reasons why a month had none, and requests are kept."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q

from connect.cases.kinds import DOCUMENT_RULES
from connect.documents.models import Document, DocumentRequest, MonthOutcome, PaperOwed, StatementRun
from connect.lib.agency import Retention
from connect.lib.retention import months_before, retain_rows


def _oldest(now: datetime, years: int) -> date:
    return months_before(now.astimezone(settings.AGENCY.zone).date(), 12 * years)


def _old_documents(now: datetime, kept: Retention) -> Q:
    """Each kind as long as its declaration says."""
    old = Q()
    for kind, rule in DOCUMENT_RULES.items():
        old |= Q(kind=kind, dated_on__lt=_oldest(now, getattr(kept, rule.kept)))
    return old


def _old_months(now: datetime, kept: Retention) -> Q:
    """Of the months whose statements are all gone: one was made when the next month had begun."""
    return Q(month__lt=_oldest(now, kept.documents_years) - timedelta(days=31))


retain_rows("documents", Document, _old_documents)
retain_rows("why a month had no statement", MonthOutcome, _old_months)
retain_rows("runs of statements", StatementRun, _old_months)
retain_rows(
    "requests for documents",
    DocumentRequest,
    lambda now, kept: Q(settled_at__date__lt=_oldest(now, kept.documents_years)),
)
retain_rows(
    "documents that had to be mailed",
    PaperOwed,
    lambda now, kept: Q(exported_at__lt=now - timedelta(days=365 * kept.documents_years)),
)
