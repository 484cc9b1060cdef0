"""The suite's own rules: nothing is skipped silently in CI, no unit test reaches the network."""

import socket
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.conftest import skips_not_allowed
from tests.support.html import html_errors


def test_a_skip_that_nobody_named_is_reported():
    reports = [SimpleNamespace(nodeid="tests/a.py::test_one"), SimpleNamespace(nodeid="tests/a.py::test_two")]
    allowed = "# a comment\ntests/a.py::test_two  # needs a network\n"
    assert skips_not_allowed(reports, allowed) == ["tests/a.py::test_one"]


def test_a_unit_test_cannot_open_a_socket():
    with pytest.raises((RuntimeError, UserWarning), match=r"tried to use socket\.socket"):
        socket.socket()


@pytest.mark.only_on("sqlite")
def test_a_test_of_one_database_runs_there_alone():
    assert connection.vendor == "sqlite"


def test_what_is_not_html_would_be_found():
    page = (
        '<!doctype html><html lang="en"><title>x</title><p id="a"><div id="a"></div></p><label for="b">c</label></html>'
    )
    assert html_errors(page) == [
        "line 1: Unexpected end tag (p). Ignored.",
        "id 'a' stands twice",
        "for='b' leads nowhere",
    ]
