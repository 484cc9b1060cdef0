"""The phrases: from the code into the catalogues, from the catalogues into .mo, and what is wrong with them.

python tools/messages.py update     every phrase of the code into every catalogue, gone ones out; compiles
python tools/messages.py check      says what is missing, stale, fuzzy, untranslated or unequal; ends with 1 if any
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2 import Environment, nodes

from connect.lib.by_hand import Unreadable, text_of

CODE = Path(__file__).resolve().parent.parent / "connect"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "tn": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
SPANISH_MARK = re.compile(r"[¿¡áéíóúñÁÉÍÓÚÑ]")

type Phrase = str | tuple[str, ...]


def from_template(file: IO[bytes], *_: Any, **__: Any) -> Iterator[tuple[int, str, Phrase, list[str]]]:
    """Babel's extraction from a page: `{{ "Home"|t }}`, `{{ ("A" if x else "B")|t }}` and `tn("one", "many", n)`."""
    page = Environment().parse(file.read().decode())  # noqa: S701 (read here, never shown)
    for found in page.find_all(nodes.Filter):
        if found.name == "t" and found.node:
            for constant in (found.node, *found.node.find_all(nodes.Const)):
                if _is_said(constant, found.node):
                    yield constant.lineno, "gettext", constant.value, []
    for call in page.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "tn":
            yield call.lineno, "tn", tuple(argument.as_const() for argument in call.args[:2]), []


def _is_said(constant: nodes.Node, whole: nodes.Node) -> bool:
    """Whether `constant` is what the filter is given: itself, or an arm of an if-expression, not its condition."""
    if not isinstance(constant, nodes.Const) or not isinstance(constant.value, str):
        return False
    if isinstance(whole, nodes.CondExpr):
        return _is_said(constant, whole.expr1) or bool(whole.expr2 and _is_said(constant, whole.expr2))
    return constant is whole


def extracted(code: Path = CODE) -> Catalog:
    """Every phrase in `code`: the Python files and all templates."""
    phrases = Catalog()
    methods = [("**/templates/**", from_template), ("**/migrations/**", "ignore"), ("**.py", "python")]
    for _, _, phrase, _, _ in extract_from_dir(code, methods, {}, KEYWORDS):
        phrases.add(phrase)
    return phrases


def catalogues(code: Path = CODE) -> list[Path]:
    return sorted(code.glob("locale/*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Raises Unreadable, and PoFileError for a line that says nothing."""
    return read_po(io.StringIO(text_of(path)), locale=path.parts[-3], abort_invalid=True)


def what_is_wrong(phrases: Catalog, catalogue: Catalog) -> list[str]:
    """One line for each phrase that is missing, gone, fuzzy, untranslated, with other placeholders, or not English."""
    wrong = []
    known = {message.id for message in catalogue if message.id}
    used = {message.id for message in phrases if message.id}
    wrong += [f"not in the catalogue (make messages): {phrase!r}" for phrase in used - known]
    wrong += [f"no longer in the code (make messages): {phrase!r}" for phrase in known - used]
    for message in catalogue:
        if message.id:
            wrong += [f"{reason}: {message.id!r}" for reason in _wrong_with(message, catalogue.num_plurals)]
    return sorted(wrong)


def _wrong_with(message: Message, plurals: int) -> Iterator[str]:
    english = message.id if isinstance(message.id, tuple) else (message.id,)
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if any(SPANISH_MARK.search(text) for text in english):
        yield "the key is not English"
    if not all(said) or (message.pluralizable and len(said) != plurals):
        yield "not translated"
        return
    placeholders = [set(PLACEHOLDER.findall(text)) for text in said]
    wanted = set(PLACEHOLDER.findall(english[-1]))  # "one case" may leave out the count that "%(n)s cases" shows
    if placeholders[-1] != wanted or any(not found <= wanted for found in placeholders):
        yield "unequal placeholders"


def update(path: Path) -> None:
    """Brings the catalogue at `path` up to date: sorted, without line numbers, so that a change is a small change."""
    catalogue = read(path)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # a date changes no phrase
    catalogue.last_translator = catalogue.msgid_bugs_address = ""
    with path.open("wb") as lines:
        write_po(lines, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)


def compile_all() -> None:
    """The .mo beside each catalogue; an installed or built package makes its own (hatch_build.py)."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read(path))


def main(command: str) -> int:
    if command == "update":
        for path in catalogues():
            update(path)
        compile_all()
    phrases = extracted()
    wrong = [
        f"{path.parent.parent.name}: {line}" for path in catalogues() for line in what_is_wrong(phrases, read(path))
    ]
    if not catalogues():
        wrong = ["no catalogue in connect/locale"]
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong and command == "check" else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except (Unreadable, PoFileError) as problem:
        sys.exit(str(problem))
