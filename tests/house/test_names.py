"""No public name of connect/ is defined in two modules, so that a name found is the thing meant (docs/names.md)."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.house.code import Source, sources

# What Django and servers look for by name.
FRAMEWORK = {"Command", "application", "urlpatterns"}


def defined_twice(files: Iterable[Source]) -> list[str]:
    """'keep: access/places.py, web/input.py': each public top-level name that more than one file defines."""
    places = defaultdict(list)
    for source in files:
        for name in sorted(set(_public_names(source.tree))):
            places[name].append(source.name)
    return [f"{name}: {', '.join(found)}" for name, found in sorted(places.items()) if len(found) > 1]


def _public_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.TypeAlias(name=ast.Name(id=name)):
                names = [name]
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_") and name not in FRAMEWORK)


def test_no_public_name_is_defined_in_two_modules():
    assert defined_twice(sources()) == []


def test_a_name_with_two_meanings_would_be_found():
    files = [
        Source("access/places.py", "def keep(): ...\nclass Kept: ...\n_MOST = 1\nCommand = 1\n"),
        Source("web/input.py", "keep = 3\ntype Kept = str\n_MOST: int = 2\nCommand = 2\n"),
        Source("web/page.py", "def page():\n    keep = 1\n"),
    ]
    assert defined_twice(files) == ["Kept: access/places.py, web/input.py", "keep: access/places.py, web/input.py"]
