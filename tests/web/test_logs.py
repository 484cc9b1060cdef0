"""What a log line says of a person: nothing."""

import io
import logging
import sys

from django.test import RequestFactory
from django.urls import resolve

from connect.web.logs import LogFormatter
from tests.support.cast import DANA


def line(logger_call) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(LogFormatter("%(levelname)s %(message)s"))
    logger = logging.Logger("trial")
    logger.addHandler(handler)
    logger_call(logger)
    return out.getvalue()


def test_a_page_not_found_is_logged_by_its_pattern():
    request = RequestFactory().get("/cases/BUtDToOR_4C1vqBDyw0hDA")
    request.resolver_match = resolve(request.path)
    said = line(lambda log: log.warning("Not Found: %s", request.path, extra={"request": request, "status_code": 404}))
    assert said == "WARNING 404 GET /cases/<public_id:public_id>\n"


def test_an_address_of_no_page_is_not_repeated():
    request = RequestFactory().get("/1000000001/402958")
    said = line(lambda log: log.warning("Not Found: %s", request.path, extra={"request": request, "status_code": 404}))
    assert said == "WARNING 404 GET /(no such page)\n"


def test_an_error_says_where_and_its_kind_and_no_value():
    participant_id = DANA.participant_id

    def failed(log):
        try:
            raise ValueError(f"Key (participant_id)=({participant_id}) already exists")
        except ValueError:
            log.error("Internal Server Error", exc_info=sys.exc_info())

    said = line(failed)
    assert "test_logs.py" in said
    assert said.endswith("ValueError\n")
    assert "1000000001" not in said


def test_the_settings_use_it():
    from django.conf import settings

    assert settings.LOGGING["formatters"]["line"]["()"] == "connect.web.logs.LogFormatter"
