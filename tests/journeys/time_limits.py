"""A visit that ends on the server, and the question before it."""

from tests.journeys.conftest import said
from tests.support.cast import DANA


def question(page):
    return page.get_by_role("alertdialog", name=said(page)("Are you still there?"))


def end_on_the_server(demo) -> None:
    demo.ask(
        "UPDATE access_visit SET expire_date = %s WHERE participant_id = %s",
        "2020-01-01 00:00:00",
        DANA.participant_id,
    )
