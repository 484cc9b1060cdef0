"""Reading our own code: its files, its syntax trees, the text of its pages."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECT = ROOT / "connect"


@dataclass(frozen=True)
class Source:
    """A Python file of ours: `name` is its path below connect/, such as "cases/models.py"."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return self.name.split("/", maxsplit=1)[0]

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def sources() -> list[Source]:
    """Every Python file of the product, migrations aside."""
    paths = sorted(path for path in CONNECT.rglob("*.py") if "migrations" not in path.parts)
    return [Source(str(path.relative_to(CONNECT)), path.read_text(encoding="utf-8")) for path in paths]


def templates() -> list[tuple[str, str]]:
    """Every template: its path below connect/, its text."""
    paths = sorted(path for path in CONNECT.glob("**/templates/**/*") if path.is_file())
    return [(str(path.relative_to(CONNECT)), path.read_text(encoding="utf-8")) for path in paths]


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def strings(source: Source) -> Iterator[tuple[int, str]]:
    """Every string of the code with its line; docstrings, which only readers of the code see, are left out."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def literal_text(template: str) -> list[str]:
    """The words that stand in a page's source outside tags and expressions, and in the attributes people hear."""
    markup = "".join(value if kind == "data" else "\0" for _, kind, value in Environment().lex(template))
    markup = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label|aria-description)="([^"]*)"', markup)
    outside = re.sub(r"<[^>]*>", "\n", markup)
    pieces = re.split(r"[\n\0]+", re.sub(r"&#?\w+;", " ", "\n".join([outside, *spoken])))
    return [piece.strip() for piece in pieces if re.search(r"[^\W\d_]{2,}", piece)]
