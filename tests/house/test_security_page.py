"""docs/security.md: its strict profile loads and is stricter, and the tests it names are there."""

import re
from pathlib import Path

import pytest
from msgspec.structs import asdict

from connect.lib.agency import Access, read_profile

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
USUAL = (ROOT / "agency.toml").read_text(encoding="utf-8")
SMALLER_IS_STRICTER = {
    *("tries", "tries_until_dead", "network_tries_a_minute", "breaker_failures", "idle_minutes", "absolute_hours"),
    *("email_pin_hours", "letter_pin_days", "slip_pin_hours", "requests_a_day", "requests_in_30_days", "ssn_sign_in"),
    *("breaker_most", "breaker_networks", "network_share_percent", "pin_choices_an_hour"),
}


@pytest.fixture
def strict(tmp_path) -> Access:
    """The profile of the page in the place of the usual one."""
    [block] = re.findall(r"```toml\n(\[access\]\n.*?)```", PAGE, re.DOTALL)
    profile, times = re.subn(r"\[access\]\n.*?(?=\n\[)", block, USUAL, flags=re.DOTALL)
    assert times == 1
    (tmp_path / "agency.toml").write_text(profile, encoding="utf-8")
    return read_profile(tmp_path / "agency.toml").access


def test_the_strict_profile_loads_and_says_every_setting(strict):
    [block] = re.findall(r"```toml\n\[access\]\n(.*?)```", PAGE, re.DOTALL)
    assert set(re.findall(r"^(\w+) =", block, re.MULTILINE)) == set(asdict(strict))


def test_no_setting_of_it_is_laxer_than_the_usual_one(strict):
    usual = asdict(read_profile(ROOT / "agency.toml").access)
    laxer = {
        name: value
        for name, value in asdict(strict).items()
        if (value > usual[name] if name in SMALLER_IS_STRICTER else value < usual[name])
    }
    assert laxer == {}
    assert asdict(strict) != usual


def test_every_test_that_the_page_names_is_there():
    named = re.findall(r"\b(tests/[\w/]+\.py)(?:::(\w+))?", PAGE)
    gone = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or (test and f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8"))
    ]
    assert gone == []
    assert len(named) >= 15
