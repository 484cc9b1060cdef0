"""What waits leaves only for where it might be sent now: a night's feed may have come since it was written."""

from connect.access.channels import may_still_go
from connect.notices.leaving import asked_before_it_leaves

asked_before_it_leaves(may_still_go)
