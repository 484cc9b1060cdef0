"""Requests with a clock: one thing a page, check answers, a receipt, and where each stands."""

from connect.portal.requests import check_answers, question_page, receipt, request_list, start
from connect.web.navigation import MESSAGES
from connect.web.routes import Route, RouteAudience

REQUEST_ROUTES = (
    Route(
        "requests",
        request_list.requests,
        "requests",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "what one can ask for, and where each request stands",
    ),
    Route(
        "requests/new/<request_kind:name>",
        start.start_request,
        "request_start",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "what a request does and does not; POST begins a draft",
    ),
    Route(
        "requests/<public_id:public_id>/ask/<question:name>",
        question_page.question_page,
        "request_question",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "one question of a draft (`?back=check`: from the answers); POST keeps the answer",
    ),
    Route(
        "requests/<public_id:public_id>/check",
        check_answers.check_answers,
        "request_check",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "the answers of a draft; POST sends it, or deletes the draft (`delete`)",
    ),
    Route(
        "requests/<public_id:public_id>",
        receipt.receipt,
        "request",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "the receipt of a request, and where it stands; POST `withdraw` takes it back",
    ),
    Route(
        "requests/<public_id:public_id>/receipt.pdf",
        receipt.receipt_file,
        "request_receipt",
        MESSAGES,
        RouteAudience.SIGNED_IN,
        "the receipt as a PDF",
        has_page=False,
    ),
)
