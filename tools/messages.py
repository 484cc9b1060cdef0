"""Extract the phrases from the code into the catalogues, compile the catalogues into .mo, and check them.

python tools/messages.py update     add new phrases to every catalogue, remove old ones, and compile
python tools/messages.py check      list phrases that are missing, stale, fuzzy, untranslated or unequal; exit 1 if any
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

from connect.lib.by_hand import Unreadable, load_text

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
# The options of connect/design/templates.py. A template that does not parse is an error.
OPTIONS = {
    "**/templates/**": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
SPANISH_MARK = re.compile(r"[¿¡áéíóúñÁÉÍÓÚÑ]")


def extracted(code: Path = CODE) -> Catalog:
    """Return every phrase of the Python files and templates in `code`."""
    phrases = Catalog()
    for _, _, phrase, _, _ in extract_from_dir(code, METHODS, OPTIONS, KEYWORDS):
        phrases.add(phrase)
    return phrases


def catalogues(code: Path = CODE) -> list[Path]:
    return sorted(code.glob("locale/*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Read the catalogue at `path`. Raises Unreadable, and PoFileError for a line that is no part of the format."""
    return read_po(io.StringIO(load_text(path)), locale=path.parts[-3], abort_invalid=True)


def what_is_wrong(phrases: Catalog, catalogue: Catalog) -> list[str]:
    """Return a line for each phrase that is missing, stale, fuzzy, untranslated, unequal, or not English."""
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
    translations = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if any(SPANISH_MARK.search(text) for text in english):
        yield "the key is not English"
    if not all(translations) or (message.pluralizable and len(translations) != plurals):
        yield "not translated"
        return
    placeholders = [set(PLACEHOLDER.findall(text)) for text in translations]
    expected = set(PLACEHOLDER.findall(english[-1]))  # "one case" may omit the count that "%(n)s cases" shows
    if placeholders[-1] != expected or any(not names <= expected for names in placeholders):
        yield "unequal placeholders"


def update(path: Path) -> None:
    """Update the catalogue at `path`. It is sorted and has no line numbers, which keeps the diff of a change small."""
    catalogue = read(path)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = datetime(
        2026, 1, 1, tzinfo=UTC
    )  # a fixed date, because a new one would change every file
    catalogue.last_translator = catalogue.msgid_bugs_address = ""
    with path.open("wb") as lines:
        write_po(lines, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)


def compile_all() -> None:
    """Write the .mo next to each catalogue. An installed or built package compiles its own (hatch_build.py)."""
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
