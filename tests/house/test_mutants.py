"""Every protection that `make mutants` knocks out is still where its list says, and so is the test that notices."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("mutants", ROOT / "tools" / "mutants.py")
mutants = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(mutants)


def test_every_listed_text_stands_exactly_once_and_every_test_is_there():
    assert [problem for mutant in mutants.listed() for problem in mutants.what_is_wrong(mutant)] == []


def test_each_protection_stands_on_the_list_once():
    names = [mutant.protection for mutant in mutants.listed()]
    assert len(names) == len(set(names))
    assert len(names) >= 60


@pytest.mark.parametrize(
    ("changes", "test"),
    [
        ([("connect/access/gate.py", "no such text", "")], "tests/house/test_mutants.py::test_what_is_gone_is_found"),
        ([("connect/access/gate.py", "import", "")], "tests/house/test_mutants.py::test_what_is_gone_is_found"),
        ([], "tests/house/test_mutants.py::test_no_such_test"),
    ],
)
def test_what_is_gone_is_found(changes, test):
    mutant = mutants.Mutant("a protection", test, tuple(mutants.Change(*each) for each in changes))
    assert len(mutants.what_is_wrong(mutant)) == 1
