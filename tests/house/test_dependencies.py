"""A dependency is a line with its reason."""

import re
import tomllib

from tests.house.code import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def without_reason(pyproject: str) -> list[str]:
    """The dependencies, of the product and of its makers, whose line gives no reason after a #."""
    tables = tomllib.loads(pyproject)
    wanted = [*tables["project"]["dependencies"], *tables["dependency-groups"]["dev"]]
    reasoned = set(re.findall(r'^ *"([^"]+)", +# +\S.*$', pyproject, flags=re.MULTILINE))
    return [dependency for dependency in wanted if dependency not in reasoned]


def test_every_dependency_has_its_reason():
    assert without_reason(PYPROJECT) == []


def test_a_dependency_without_a_reason_would_be_found():
    bad = '[project]\ndependencies = [\n  "django",  # the framework\n  "left-pad",\n]\n[dependency-groups]\ndev = []\n'
    assert without_reason(bad) == ["left-pad"]
