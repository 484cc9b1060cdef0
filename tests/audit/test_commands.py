"""The operator's side: what `manage.py audit` says and how it ends, and rows older than the chains."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from connect.audit.daily_seals import seal_days
from connect.audit.models import DailySeal
from tests.audit.conftest import DANA, at, change


@pytest.fixture
def now(trail, monkeypatch):
    for command in ("audit.management.commands.audit", "operation.management.commands.retention"):
        monkeypatch.setattr(f"connect.{command}.timezone.now", lambda: at(23))


def test_a_whole_trail_ends_with_0_and_a_summary(now, capsys):
    call_command("audit", "seal")
    call_command("audit", "verify")
    said = capsys.readouterr().out
    assert "Whole: nothing was edited, removed or moved." in said
    assert [line.split()[-2] for line in said.splitlines() if line.startswith("│")] == ["7", "3", "3", "0"]


def test_each_problem_is_a_line_that_names_nobody_and_the_end_is_1(now, capsys):
    seal_days(at(23))
    change("UPDATE audit_entry SET act = 'signed up' WHERE chain = %s AND number = 2", DANA)
    change("DELETE FROM audit_dailyseal WHERE day = '2026-11-21'")
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "EDITED: a row was edited: ...0001" in said
    assert "SEAL_MISSING: a day has no seal: seals 2026-11-21" in said
    assert DANA not in said


def test_the_chain_of_one_person_alone(now, capsys):
    change("UPDATE audit_entry SET act = 'signed up' WHERE chain = %s AND number = 2", DANA)
    call_command("audit", "verify", "--participant", "1000000002")
    assert "entries   │      2" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--participant", DANA)


def test_seals_printed_once_are_held_against_the_trail_later(now, capsys, tmp_path):
    call_command("audit", "seal")
    published = tmp_path / "seals.txt"
    published.write_text(capsys.readouterr().out)
    assert len(published.read_text().splitlines()) == 3
    call_command("audit", "verify", "--published", str(published))
    # Kept by hand, in another editor: a byte order mark, Windows line ends, an empty line.
    published.write_bytes(published.read_text().replace("\n", "\r\n").encode("utf-8-sig") + b"\r\n")
    call_command("audit", "verify", "--published", str(published))
    # Somebody who also has the key removes the last seals and seals anew: the trail alone looks whole.
    change("DELETE FROM audit_headatseal")
    change("DELETE FROM audit_dailyseal")
    seal_days(at(23, 5))
    call_command("audit", "verify")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--published", str(published))
    assert capsys.readouterr().out.count("SEAL_UNKNOWN") == 3


SEAL = f"2026-11-20 {'a' * 64} entries 1\n"
NOT_READ = [
    (b"nonsense\n", "line 1: not a line of `audit seal`"),
    (SEAL.replace("11-20", "13-45").encode(), "line 1: not a line of `audit seal`"),
    ((SEAL + SEAL.replace("a", "b")).encode(), "line 2: 2026-11-20 stands there twice, with two seals"),
    (SEAL.encode() + b"Pe\xf1a\n", "line 2: not UTF-8"),
    (SEAL.encode("utf-16"), "line 1: not UTF-8 but UTF-16"),
    (None, "cannot be read"),
]


@pytest.mark.parametrize(("raw", "reason"), NOT_READ)
def test_a_file_of_seals_that_cannot_be_read_is_said(now, tmp_path, raw, reason):
    file = tmp_path / "seals.txt"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(CommandError, match=reason):
        call_command("audit", "verify", "--published", str(file))


def test_sealing_twice_prints_nothing_the_second_time(now, capsys):
    call_command("audit", "seal")
    assert capsys.readouterr().out.count("entries") == DailySeal.objects.count() == 3
    call_command("audit", "seal")
    assert capsys.readouterr().out == ""
