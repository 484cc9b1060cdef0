"""The words of the field in plain English and plain Spanish, and the words we never use for them (terms.csv)."""

import re
import sys
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from connect.lib.by_hand import Unreadable, load_table

TERMS_FOLDER = Path(__file__).parent
GLOSSARY = TERMS_FOLDER.parent.parent / "docs" / "glossary.md"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field in both languages, what it means in plain words, what not to say, and where it is from."""

    term_en: str
    plain_en: str
    term_es: str
    plain_es: str
    never_say: str
    source: str

    def name(self, language: str) -> str:
        return self.term_es if language == "es" else self.term_en

    def plain(self, language: str) -> str:
        return self.plain_es if language == "es" else self.plain_en

    @property
    def anchor(self) -> str:
        """'past-due-support-arrears': its place on the glossary page, the same in every language and for good."""
        return re.sub(r"[^a-z0-9]+", "-", self.term_en.casefold()).strip("-")


@cache
def terms() -> dict[str, Term]:
    """{English term: Term}, in the order of the file."""
    columns = [field.name for field in fields(Term)]
    return {row["term_en"]: Term(**row) for _, row in load_table(TERMS_FOLDER / "terms.csv", columns)}


def plain_meaning(term: str, language: str) -> str:
    """What `term` (the English one) means, in `language`. Raises KeyError for a word the file does not have."""
    return terms()[term].plain(language)


@cache
def in_order(language: str) -> tuple[Term, ...]:
    """Every term by the alphabet of `language`: an accent does not count, an ñ follows the n."""
    return tuple(sorted(terms().values(), key=lambda term: _place(term.name(language))))


def _place(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.casefold().replace("ñ", "n\uffff"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def initial(term: Term, language: str) -> str:
    """The letter of the alphabet under which `term` stands: 'O' of 'órdenes'."""
    return _place(term.name(language))[0].upper()


def as_markdown() -> str:
    """docs/glossary.md: the same words as a table."""
    head = [
        "# Glossary",
        "",
        "The words of every page, paper and telephone prompt. Made from `connect/lib/terms.csv` by",
        "`python -m connect.lib.terms`; change the words there. The last column says where a word comes from.",
        "",
        "| English | in plain words | Español | en palabras sencillas | never say | source |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_line(term) for term in terms().values())]) + "\n"


def _line(term: Term) -> str:
    cells = (term.term_en, term.plain_en, term.term_es, term.plain_es, term.never_say, term.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    try:
        GLOSSARY.write_text(as_markdown(), encoding="utf-8")
    except Unreadable as problem:
        sys.exit(str(problem))
