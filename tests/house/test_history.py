"""Every act of the trail is on one list, with a sentence in both languages, and nothing writes another."""

import ast

import pytest
from django.utils.translation import override

from connect.audit.acts import Act, Silent
from tests.house.code import Source, sources

LISTED = {act.name for act in Act}
PASSED_ON = {
    "access/passkeys/registry.py",
    "notices/operator.py",
    "access/ecommunications.py",
    "notices/release_checks.py",
}  # a parameter typed Act: mypy holds it


def unlisted(source: Source) -> list[str]:
    """The calls of `record` whose act is no member of the list, named as one."""
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    recorded = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "record")
    return [
        f"{source.name}:{call.lineno}"
        for call in recorded
        if not _is_listed(call.args[0]) and not (isinstance(call.args[0], ast.Name) and source.name in PASSED_ON)
    ]


def _is_listed(act: ast.expr) -> bool:
    if not isinstance(act, ast.Attribute) or not isinstance(act.value, ast.Name):
        return False
    return act.value.id == "Act" and act.attr in LISTED


def test_nothing_is_written_to_the_trail_that_is_not_on_the_list():
    assert [line for source in sources() for line in unlisted(source)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('audit.record("mail sent", by=by)', 1),
        ('audit.record(f"mail {state}", by=by)', 1),
        ("audit.record(Act.MAIL_LOST, by=by)", 1),
        ("audit.record(act, by=by)", 1),
        ("audit.record(Act.MAIL_SENT, by=by)", 0),
    ],
)
def test_an_act_that_is_not_would_be_found(text, found):
    assert len(unlisted(Source("cases/actions.py", text))) == found


@pytest.mark.parametrize("act", [act for act in Act if not isinstance(act.sentence, Silent)])
def test_every_act_about_a_person_has_its_sentence_in_both_languages(act):
    said = {}
    for language in ("en", "es"):
        with override(language):
            said[language] = str(act.sentence)
    assert said["en"] != said["es"]
    assert min(map(len, said.values())) > 5


def test_no_two_acts_read_the_same():
    said = [str(act.sentence) for act in Act if not isinstance(act.sentence, Silent)]
    assert len(set(said)) == len(said) > 30


def test_an_act_without_a_sentence_cannot_be_listed():
    with pytest.raises(TypeError):
        Act.__new_member__(Act, "record viewed")
