"""What waits leaves only for where it might be sent now: a night's feed may have come since it was written. Where a
temporary PIN did not leave, something else happens (instead.py)."""

from connect.access.channels import may_still_go
from connect.access.instead import follow
from connect.notices.leaving import asked_before_it_leaves, told_of_what_did_not_leave

asked_before_it_leaves(may_still_go)
told_of_what_did_not_leave(follow)
