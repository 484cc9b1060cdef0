"""Comments, docstrings and docs use "someone" and "no one", as plain American English does."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.code import ROOT

AVOIDED = re.compile(r"\b(somebody|nobody|whoever|everybody)\b", re.IGNORECASE)

FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("connect/**/*.py", "connect/**/templates/**/*", "connect/**/*.typ", "tools/*", "docs/**/*.md")
    for path in ROOT.glob(pattern)
    if path.is_file()
)


def prose(name: str, text: str) -> Iterator[str]:
    """The comments and docstrings of a file; the whole text of a page in docs/."""
    if name == "docs/glossary.md":
        yield text.partition("## Everyday words")[0]  # that table names the words to avoid
    elif name.endswith(".md"):
        yield text
    elif name.endswith(".py"):
        yield from (
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        )
        yield from docstrings(text)
    elif "/templates/" in name:
        yield from re.findall(r"\{#.*?#\}|<!--.*?-->", text, re.DOTALL)
    else:
        yield from re.findall(r"^\s*(?:#|//) .*", text, re.MULTILINE)


def docstrings(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def avoided_words(name: str, text: str) -> list[str]:
    return [word.lower() for part in prose(name, text) for word in AVOIDED.findall(part)]


@pytest.mark.parametrize("name", FILES)
def test_comments_and_pages_say_someone_and_no_one(name):
    assert avoided_words(name, Path(ROOT, name).read_text(encoding="utf-8")) == []


def test_an_avoided_word_would_be_found():
    assert avoided_words("a.py", '"""For somebody."""\nx = "nobody"  # whoever asks\n') == ["whoever", "somebody"]
    assert avoided_words("docs/a.md", "Everybody may read `test_for_nobody`.") == ["everybody"]
    assert avoided_words("connect/a/templates/a.html", "{# nobody #}<p>Somebody</p>") == ["nobody"]
    assert avoided_words("tools/check", "# whoever\necho nobody") == ["whoever"]
    assert avoided_words("a.py", '"""Someone, or no one."""\n') == []
