"""How long the news of what changed is kept."""

from datetime import datetime, timedelta

from django.db.models import Max, Q

from connect.cases.models import Delivery
from connect.lib.agency import Retention
from connect.lib.retention import retain_rows
from connect.news.models import Change


def _old_news(now: datetime, kept: Retention) -> Q:
    before = Delivery.objects.filter(finished_at__lt=now - timedelta(days=kept.changes_days))
    return Q(sequence__lte=before.aggregate(last=Max("sequence"))["last"] or 0)


retain_rows("news of changes", Change, _old_news)
