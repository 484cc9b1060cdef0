"""The suite's own rules: nothing is skipped silently in CI, no unit test reaches the network."""

import socket
from types import SimpleNamespace

import pytest

from tests.conftest import skips_not_allowed


def test_a_skip_that_nobody_named_is_reported():
    reports = [SimpleNamespace(nodeid="tests/a.py::test_one"), SimpleNamespace(nodeid="tests/a.py::test_two@journeys")]
    allowed = "# a comment\ntests/a.py::test_two  # needs a network\n"
    assert skips_not_allowed(reports, allowed) == ["tests/a.py::test_one"]


def test_a_unit_test_cannot_open_a_socket():
    with pytest.raises((RuntimeError, UserWarning), match=r"tried to use socket\.socket"):
        socket.socket()
