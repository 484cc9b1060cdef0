"""How long the rejected rows of feeds are kept, and what of the mirror is sealed."""

from datetime import UTC, datetime, timedelta
from itertools import islice

from django.conf import settings

from connect.feed.manifest import REJECTS
from connect.lib.agency import Retention
from connect.lib.retention import retain


def remove_rejects(now: datetime, kept: Retention, limit: int) -> int:
    """Deletes the files of rejected rows below CONNECT_FEEDS that are old enough, and their folder once it is empty."""
    before = now.astimezone(UTC) - timedelta(days=kept.rejects_days)
    found = (file for file in settings.FEEDS.glob(f"**/{REJECTS}/*.csv") if not file.parent.is_symlink())
    old = list(islice((file for file in found if file.lstat().st_mtime < before.timestamp()), limit))
    for file in old:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()
    return len(old)


retain("rejected rows of feeds", remove_rejects)
