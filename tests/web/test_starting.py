"""What an operator wrote that cannot be used stops every command with one line that names it, and no traceback."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process import ROOT, run_manage


@pytest.fixture
def written(tmp_path):
    """The environment of a start with a profile, offices and texts of its own, which the test may spoil."""
    for name in ("agency.toml", "rules.toml", "offices.csv", "cities.csv"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("pictures"))
    of_its_own = {"CONNECT_AGENCY": tmp_path / "agency.toml", "CONNECT_CONTENT": tmp_path / "content"}
    named = {name: str(path) for name, path in (of_its_own | {"CONNECT_VAR": tmp_path / "var"}).items()}
    return {name: value for name, value in os.environ.items() if name != "CONNECT_DATABASE"} | named


SPOILED = {
    "agency.toml": ["outbox", "list"],
    "rules.toml": ["outbox", "list"],
    "offices.csv": ["migrate"],
    "cities.csv": ["migrate"],
    "content/en/videos.md": ["serve", "--port", "1"],
}


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("name", "words"), SPOILED.items(), ids=SPOILED.keys())
def test_a_file_in_another_encoding_stops_the_start_with_one_line(tmp_path, written, name, words):
    file = tmp_path / name
    lines = file.read_bytes().count(b"\n")
    file.write_bytes(file.read_bytes() + b"# Pe\xf1a\n")
    done = run_manage(written, *words, check=False)
    says = "not UTF-8 (a file saved as Windows-1252 or Latin-1 must be saved as UTF-8)"
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{file}: line {lines + 1}: {says}\n"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2019-10-02", "annual_fee: no row for 2019-10-01 to 2019-10-01"),
        ("2019-09-29", "annual_fee: two rows for 2019-09-29 to 2019-09-30"),
    ],
    ids=["a gap", "an overlap"],
)
def test_rules_with_a_gap_or_an_overlap_stop_the_start_with_the_rule_and_its_days(tmp_path, written, day, says):
    file = tmp_path / "rules.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("valid_from = 2019-10-01", f"valid_from = {day}"), encoding="utf-8")
    done = run_manage(written, "outbox", "list", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{file}: {says}\n"


def settings_say(environment: dict[str, str], expression: str, here: Path = ROOT) -> str:
    words = [sys.executable, "-c", f"from connect import settings; print({expression})"]
    done = subprocess.run(
        words, cwd=here, env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout or done.stderr.splitlines()[-1] + "\n"


@pytest.mark.only_on("sqlite")
def test_the_database_lies_in_connect_var_whatever_that_is_called(tmp_path, written):
    folder = tmp_path / "county=MODOC" / "a%20b?c#d'\"[*]+;~ñ 東京"
    written["CONNECT_VAR"] = str(folder)
    assert settings_say(written, "settings.DATABASES['default']['NAME']") == f"{folder}/connect.sqlite3\n"
    assert [path.name for path in folder.iterdir()] == ["connect.sqlite3"]
    written["CONNECT_VAR"] = "~none/file:x"  # neither a home nor an address
    assert settings_say(written, "settings.VAR", here=tmp_path) == f"{tmp_path}/~none/file:x\n"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CONNECT_PROXIES", "one", "CONNECT_PROXIES is 'one'; it must be a number, for example 0"),
        ("CONNECT_BODY_SECONDS", "nan", "CONNECT_BODY_SECONDS is 'nan'; it must be a number, for example 30.0"),
        (
            "CONNECT_PIN_HASHES_AT_ONCE",
            "2.5",
            "CONNECT_PIN_HASHES_AT_ONCE is '2.5'; it must be a number, for example 2",
        ),
        ("CONNECT_DATABASE", "postgres//u:secret@h/n", "CONNECT_DATABASE must be a URL like postgres://user:"),
    ],
)
def test_a_setting_of_the_environment_that_is_none_is_named(written, name, value, says):
    answer = settings_say(written | {name: value}, "1")
    assert says in answer
    assert "secret" not in answer


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("value", "header"), [("0", None), ("no", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_a_portal_behind_no_proxy_is_told_so_by_0_or_no(written, value, header):
    behind = {"CONNECT_BEHIND_PROXY": value}
    assert settings_say(written | behind, "settings.SECURE_PROXY_SSL_HEADER") == f"{header}\n"


@pytest.mark.only_on("sqlite")
def test_a_secret_and_the_address_of_the_database_may_stand_in_files(tmp_path, written):
    (tmp_path / "key").write_text("k" * 50 + "\n", encoding="utf-8")
    (tmp_path / "database").write_text(f"sqlite:///{tmp_path}/from-a-file.sqlite3\n", encoding="utf-8")
    files = {"CONNECT_SECRET_KEY_FILE": f"{tmp_path}/key", "CONNECT_DATABASE_FILE": f"{tmp_path}/database"}
    assert settings_say(written | files, "settings.SECRET_KEY") == "k" * 50 + "\n"
    assert settings_say(written | files, "settings.DATABASES['default']['NAME']") == f"{tmp_path}/from-a-file.sqlite3\n"


@pytest.mark.only_on("sqlite")
def test_an_address_of_a_database_says_its_odd_signs_as_addresses_do(tmp_path, written):
    (tmp_path / "a?b#c%d").mkdir()
    at = {"CONNECT_DATABASE": f"sqlite:///{tmp_path}/a%3Fb%23c%25d/x.sqlite3"}
    assert settings_say(written | at, "settings.DATABASES['default']['NAME']") == f"{tmp_path}/a?b#c%d/x.sqlite3\n"
    at = {"CONNECT_DATABASE": f"sqlite:///{tmp_path}/a?b/x.sqlite3"}
    assert "CONNECT_DATABASE is a URL: write a ? in its path as %3F" in settings_say(written | at, "1")
