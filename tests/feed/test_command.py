"""manage.py feed: what the operator types, reads, and gets as exit code."""

import pytest
from django.core.management import CommandError, call_command

from connect.cases.models import Delivery, Party
from tests.feed.folder import NOOR, Box, load_rows, order, party, person, small_county

pytestmark = pytest.mark.django_db(transaction=True)


def run(capsys, *words: object) -> tuple[int, str]:
    """The exit code, and everything said."""
    try:
        call_command("feed", *map(str, words))
    except CommandError as problem:
        return problem.returncode, str(problem)
    except SystemExit as ended:
        return int(str(ended.code)), capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_good_feed_ends_with_0_and_so_does_the_same_again(tmp_path, capsys):
    folder = Box(tmp_path).write(small_county())
    code, said = run(capsys, "load", folder)
    assert code == 0
    assert "Loaded in" in said
    assert run(capsys, "load", folder) == (0, "Feed 1 is loaded already: nothing changes.\n")


def test_a_refused_feed_ends_with_1_and_says_why(tmp_path, capsys):
    code, said = run(capsys, "load", Box(tmp_path, sequence=2).write({}))
    assert (code, said) == (1, "sequence 2 cannot be loaded: feed 1 is missing; load in order")


def test_a_feed_with_rejects_ends_with_2(tmp_path, capsys):
    rows = small_county()
    rows["orders"].append(order("209", "9"))
    code, said = run(capsys, "load", Box(tmp_path).write(rows))
    assert code == 2
    assert "1 rows rejected: see rejects/ in the folder." in said


def test_a_held_feed_ends_with_3_and_loads_when_confirmed(tmp_path, capsys):
    crowd = [person(f"30000000{n:02}") for n in range(10)]
    load_rows(tmp_path / "1", {"participants": crowd})
    folder = Box(tmp_path / "2", sequence=2).write({"participants": crowd[:5]})
    code, said = run(capsys, "load", folder)
    assert code == 3
    assert "participants: 5 of 10 participants would go, more than 2 percent" in said
    assert 'name each reason: --confirm participants --by "NAME"' in said
    assert run(capsys, "load", folder, "--confirm", "participants") == (1, '--confirm needs --by "NAME"')
    assert run(capsys, "load", folder, "--confirm", "participants", "--by", "Casey Lin")[0] == 0
    assert "Casey" in run(capsys, "list")[1]


def test_held_marks_are_listed_and_released(tmp_path, capsys):
    load_rows(tmp_path / "1", small_county())
    row = party(NOOR, "204", role="receiving", nondisclosure="no")
    load_rows(tmp_path / "2", {"parties": [row]}, sequence=2, mode="changes")
    assert NOOR in run(capsys, "marks")[1]
    assert run(capsys, "release", NOOR, "204", "--by", "Casey Lin") == (0, "Released.\n")
    assert not Party.objects.get(participant_id=NOOR).nondisclosure
    assert run(capsys, "release", NOOR, "204", "--by", "Casey Lin")[0] == 1


def test_a_reason_that_is_not_named_keeps_the_feed_held_and_the_marks_are_set(tmp_path, capsys):
    crowd = [person(f"30000000{n:02}") for n in range(10)]
    load_rows(tmp_path / "1", small_county() | {"participants": [*small_county()["participants"], *crowd]})
    rows = small_county()
    rows["parties"].append(party("1000000009", "204", nondisclosure="yes"))
    folder = Box(tmp_path / "2", sequence=2).write(rows)
    code, said = run(capsys, "load", folder)
    assert code == 3
    assert "New non-disclosure marks that were set all the same: 1." in said
    assert "--confirm participants --confirm marks --by" in said
    assert "1000000009" in run(capsys, "marks", "--kept")[1]
    code, said = run(capsys, "load", folder, "--confirm", "marks", "--by", "Casey Lin")
    assert code == 3
    assert "more than 2 percent\n" in said
    assert "may carry, a non-disclosure mark (confirmed)" in said


def test_a_name_is_printed_as_it_is_and_never_taken_for_markup(tmp_path, capsys):
    """`[/b]` was a traceback of the library, and [bold] was swallowed."""
    load_rows(tmp_path, small_county())
    Delivery.objects.update(confirmed_by="[/b] [bold]Ana[/bold] :smile:")
    assert "[/b] [bold]Ana[/bold] :smile:" in run(capsys, "list")[1]
