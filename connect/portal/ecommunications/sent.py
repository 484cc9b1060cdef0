"""Sent to you: every message of the last 90 days, so that anyone can see whether one is really ours."""

from django.http import HttpResponse
from django.utils import timezone

from connect.lib.dates import day_in_table
from connect.notices.sent import sent_messages
from connect.web.page import page
from connect.web.signed_in import SignedInRequest, signed_in


@signed_in
def sent_to_you(request: SignedInRequest) -> HttpResponse:
    language = request.viewer.language
    rows = [
        (None, [day_in_table(each.day, language), str(each.way.label), each.about, str(each.state.label)])
        for each in sent_messages(request.viewer.participant_id, timezone.now())
    ]
    return page(request, "ecommunications/sent.html", {"rows": rows})
