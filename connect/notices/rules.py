"""When to try a mail again that could not be sent."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# A server that has answered "not now" for this long will not accept the mail (RFC 5321, 4.5.4.1: 4 to 5 days).
GIVE_UP_AFTER = timedelta(days=5)
# Longer than any sending takes (CONNECT_SMTP_TIMEOUT): a worker that claimed a mail this long ago has died.
PARK_AFTER = timedelta(minutes=10)


def wait(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after try number `attempts` (from 1). The wait doubles from 30 seconds to an hour.

    `chance` from 0 to 1 scales it by 0.5 to 1.5, so mails that failed together are not tried again together.
    """
    doubled = FIRST_WAIT * int(2 ** min(attempts - 1, 20))
    return min(doubled, LONGEST_WAIT) * (0.5 + chance)
