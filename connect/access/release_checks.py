"""What waits leaves only for where it might be sent now: a night's feed may have come since it was written. Where a
temporary PIN did not leave, something else happens (instead.py)."""

from connect.access.channels import may_still_go
from connect.access.pins.letter_instead import follow
from connect.notices.release_checks import on_failure, release_check

release_check(may_still_go)
on_failure(follow)
