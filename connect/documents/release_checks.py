"""What documents say of their kind of notice (connect.notices.by_kind), and hear of mail that did not leave."""

from connect.documents.came_notices import CAME_NOTICE, came_mail, end_came_mail
from connect.notices.by_kind import ends, works_out

works_out(CAME_NOTICE, came_mail)
ends(CAME_NOTICE, end_came_mail)
