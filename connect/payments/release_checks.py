"""What payments say of their kind of notice (connect.notices.by_kind)."""

from connect.notices.by_kind import ends, works_out
from connect.payments.sent_notices import SENT_NOTICE, end_sent_mail, sent_mail

works_out(SENT_NOTICE, sent_mail)
ends(SENT_NOTICE, end_sent_mail)
