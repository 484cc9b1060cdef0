"""Who may know whom (house 3.5): arrows point down, and HTTP stays in the doors and in web."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.code import CONNECT, ROOT, Source, functions, sources

DOORS_AND_WEB = {"demo", "portal", "phone", "desk", "feed", "hooks", "web", "urls.py", "wsgi.py", "settings.py"}
HTTP = ("django.http", "django.shortcuts", "django.views")


def http_outside_doors(source: Source) -> list[str]:
    """Imports of HTTP, and parameters called `request`, in a file that is no door's."""
    if source.room in DOORS_AND_WEB:
        return []
    found = [f"{source.name}: imports {name}" for name in _imported(source.tree) if name.startswith(HTTP)]
    for function in functions(source):
        arguments = function.args
        if any(a.arg == "request" for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)):
            found.append(f"{source.name}:{function.lineno}: {function.name} takes a request")
    return found


def _imported(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def broken_contracts(root: Path) -> str:
    """What import-linter says of the package in `root`; nothing when every contract is kept."""
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_arrows_point_down():
    assert broken_contracts(ROOT) == ""


UPWARD = {
    "cases/queries.py": "import connect.portal.urls",  # a room that knows a door
    "portal/cases/home.py": "import connect.feed.record",  # a door that knows another
    "payments/queries.py": "import connect.access.models",  # a room that knows one above it: not an error
}


def test_an_arrow_that_points_up_would_be_found(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(CONNECT, tmp_path / "connect", ignore=shutil.ignore_patterns("static", "locale", "__pycache__"))
    for file, line in UPWARD.items():
        with (tmp_path / "connect" / file).open("a") as code:
            code.write(f"\n{line}\n")
    said = broken_contracts(tmp_path)
    assert "connect.cases.queries -> connect.portal.urls" in said
    assert "connect.portal.cases.home -> connect.feed.record" in said
    assert "connect.payments" not in said


def test_a_room_that_no_layer_names_would_be_found(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(CONNECT, tmp_path / "connect", ignore=shutil.ignore_patterns("static", "locale", "__pycache__"))
    (tmp_path / "connect/attic").mkdir()
    (tmp_path / "connect/attic/__init__.py").touch()
    assert "attic" in broken_contracts(tmp_path)


def test_http_stays_in_the_doors_and_in_web():
    assert [line for source in sources() for line in http_outside_doors(source)] == []


def test_a_room_that_knows_http_would_be_found():
    bad = Source("cases/queries.py", "from django import http\nimport django.views\ndef show(request): ...\n")
    assert http_outside_doors(bad) == [
        "cases/queries.py: imports django.http",
        "cases/queries.py: imports django.views",
        "cases/queries.py:3: show takes a request",
    ]
    assert http_outside_doors(Source("portal/cases/home.py", bad.text)) == []
