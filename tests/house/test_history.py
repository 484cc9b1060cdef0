"""A person's own history has a sentence for every act of the trail that is about a person."""

import ast
from itertools import chain

from connect.audit.queries import NOT_TOLD
from connect.portal.history import sentences
from tests.house.code import Source, sources

# Told by a variable: in passkeys.py, and an operator's word on a mark.
SAID_OTHERWISE = {"passkey added", "passkey removed", "confirmation refused"}
ABOUT_A_FEED = {"feed held", "feed loaded"}


def acts_about(files: list[Source]) -> set[str]:
    """The acts that stand in the code as `audit.record("...", by=..., about=...)`."""
    nodes = chain.from_iterable(ast.walk(source.tree) for source in files)
    calls = (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    recorded = (call for call in calls if call.func.attr == "record" and any(k.arg == "about" for k in call.keywords))
    return {call.args[0].value for call in recorded if isinstance(call.args[0], ast.Constant)}


def test_every_act_about_a_person_has_its_sentence():
    acts = acts_about(sources()) | SAID_OTHERWISE
    assert {"signed in", "PIN changed", "recovery codes made"} <= acts
    assert sorted(acts - ABOUT_A_FEED - set(NOT_TOLD) - set(sentences())) == []


def test_an_act_without_a_sentence_would_be_found():
    bad = Source("cases/actions.py", 'audit.record("record seen", by=by, about=person)\naudit.record("x", by=by)\n')
    assert acts_about([bad]) == {"record seen"}
