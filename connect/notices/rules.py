"""When a mail that did not leave is tried again."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
# A server that answers "not now" for this long will not take it any more (RFC 5321, 4.5.4.1: 4 to 5 days).
GIVE_UP_AFTER = timedelta(days=5)
# Longer than any sending takes (CONNECT_SMTP_TIMEOUT): whoever claimed a mail this long ago is gone.
PARK_AFTER = timedelta(minutes=10)


def wait(attempts: int, chance: float) -> timedelta:
    """How long to wait after the `attempts`-th try (from 1): doubling from 30 seconds to an hour.

    `chance` from 0 to 1 spreads it from half to one and a half, so that what failed together does not return together.
    """
    doubled = FIRST_WAIT * int(2 ** min(attempts - 1, 20))
    return min(doubled, LONGEST_WAIT) * (0.5 + chance)
