"""The trail is only ever added to: nothing in the product changes a row of it, and one place lets old ones leave."""

import ast
import re

import pytest

from tests.house.code import Source, sources

ROWS = {"Entry", "HeadAtSeal", "Seal"}
TABLES = re.compile(r"\baudit_(entry|sealedtip|seal)\b")
CHANGES = {"update", "delete", "bulk_update", "update_or_create", "get_or_create", "save", "_raw_delete", "raw"}
MAY = {
    ("audit/retention.py", "delete"),  # the rule of retention
    ("audit/actions.py", "save"),  # force_insert
    ("audit/daily_seals.py", "save"),  # force_insert
}


def changes_of_the_trail(source: Source) -> list[str]:
    """Where `source` could change a row of the trail: through its models in the room, by naming them elsewhere."""
    found = [f"{source.name}: SQL that names {TABLES.search(text)[0]}" for text in _sql(source)]
    names = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)} & ROWS
    if source.room != "audit":
        imported = (node for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom))
        wrong = [node for node in imported if (node.module or "").startswith("connect.audit.models")]
        return found + [f"{source.name}:{node.lineno}: imports the trail's rows" for node in wrong]
    if not names:
        return found
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            begins = _begins_with(node.func.value)
            forced = any(keyword.arg == "force_insert" for keyword in node.keywords)
            allowed = (source.name, node.func.attr) in MAY and (node.func.attr != "save" or forced)
            if begins not in ("ChainHead", "Checkpoint", "tip", "digest") and not allowed:
                found.append(f"{source.name}:{node.lineno}: {begins}...{node.func.attr}()")
    return found


def _begins_with(node: ast.expr) -> str:
    """The name a chain of attributes and calls begins with: Entry of Entry.objects.filter(...).delete."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return type(node).__name__
    return node.id


def _sql(source: Source) -> list[str]:
    texts = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and TABLES.search(text)]


def test_nothing_changes_a_row_of_the_trail():
    assert [line for source in sources() for line in changes_of_the_trail(source)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("audit/actions.py", "Entry.objects.filter(number=1).update(act='x')"),
        ("audit/daily_seals.py", "seal = Seal.objects.get(); seal.save()"),
        ("audit/queries.py", "own = Entry.objects.all(); own.delete()"),
        ("portal/cases/home.py", "from connect.audit.models import Entry"),
        ("feed/pipeline/merge.py", "cursor.execute('DELETE FROM audit_entry')"),
    ],
)
def test_a_change_of_the_trail_would_be_found(name, text):
    assert len(changes_of_the_trail(Source(name, text))) == 1
