"""Demo data never reach production: a start that finds any refuses, and says how to go on."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from connect.cases.models import Delivery

REASON = (
    "The database holds demo data (a feed marked demo): its PINs are published. "
    "Production starts only on a database that never held any."
)


def holds_demo_data() -> bool:
    """Whether a feed marked demo was ever loaded. A database without tables holds none; one that fails raises."""
    if Delivery._meta.db_table not in connection.introspection.table_names():
        return False
    return Delivery.objects.filter(demo=True).exists()


def no_demo_data(**_: Any) -> list[CheckMessage]:
    """The system check: `manage.py check --database default`, and every migrate."""
    return [Error(REASON, id="feed.E001")] if settings.PRODUCTION and holds_demo_data() else []


def refuse_demo_data() -> None:
    """Called when the server starts. Raises ImproperlyConfigured in production on demo data."""
    if settings.PRODUCTION and holds_demo_data():
        raise ImproperlyConfigured(REASON)
