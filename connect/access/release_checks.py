"""What access says about messages that wait in the outbox (connect.notices.release_checks).

A message leaves only for a place where it might be sent now: a feed may have come since it was written. If a temporary
PIN did not leave, a letter follows (pins/letter_instead.py). If mail comes back, a letter says so.
"""

from connect.access.channels import may_still_go
from connect.access.mail_stopped import tell_by_letter
from connect.access.pins.letter_instead import follow
from connect.notices.addresses import on_stop
from connect.notices.release_checks import on_failure, release_check

release_check(may_still_go)
on_failure(follow)
on_stop(tell_by_letter)
