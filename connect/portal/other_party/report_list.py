"""Provide Other Party's Information: the topics, and the days on which the person told us something."""

from django.http import HttpResponse

from connect.cases.queries import case_cards
from connect.contact.queries import sent_reports
from connect.contact.report_kinds import REPORT_KINDS, topic_of
from connect.lib.dates import day_in_table
from connect.portal.frame.clock import day_of
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def other_party(request: SignedInRequest) -> HttpResponse:
    language = request.viewer.language
    facts = {
        "without_a_case": not case_cards(request.viewer),
        "topics": [(topic_of(kind), kind.title) for kind in REPORT_KINDS.values()],
        "sent": [
            (None, [day_in_table(day_of(each.sent_at), language), str(REPORT_KINDS[each.kind].title)])
            for each in sent_reports(request.viewer)
        ],
    }
    return page(request, "other_party/list.html", facts)
