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

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from connect.lib.by_hand import Unreadable, text_of

CODE = Path(__file__).resolve().parent.parent / "connect"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
METHODS = [("**/templates/**", "jinja2"), ("**/migrations/**", "ignore"), ("**.py", "python")]
# As connect/design/templates.py reads them. A template that does not parse is an error.
OPTIONS = {
    "**/templates/**": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
SPANISH_MARK = re.compile(r"[¿¡áéíóúñÁÉÍÓÚÑ]")


def extracted(code: Path = CODE) -> Catalog:
    """Every phrase in `code`: the Python files and all templates."""
    phrases = Catalog()
    for _, _, phrase, _, _ in extract_from_dir(code, METHODS, OPTIONS, KEYWORDS):
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
