"""Requests for a PIN that a server of its own took, looked at as its worker would within a second."""

from tests.support.process import run_manage

_LOOK = "from tests.access.answering import answer_requests; answer_requests()"


def answer(environment: dict[str, str]) -> None:
    """What was asked so far is answered, in a process of its own: mails and letters wait then, and nothing leaves."""
    run_manage(environment, "shell", "--no-imports", "-c", _LOOK)
