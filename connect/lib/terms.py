"""The words we decided on, in English and Spanish, and the words we never say.

terms.csv has the terms of child support with their meaning; everyday_words.csv the usual words of any website.
"""

import re
import sys
import unicodedata
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from connect.lib.by_hand import Unreadable, load_table

TERMS_FOLDER = Path(__file__).parent
GLOSSARY = TERMS_FOLDER.parent.parent / "docs" / "glossary.md"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of child support in both languages, its meaning in plain words, the words to avoid, and its source."""

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
        """'past-due-support-arrears': its anchor on the glossary page, the same in every language. It never changes."""
        return re.sub(r"[^a-z0-9]+", "-", self.term_en.casefold()).strip("-")


@dataclass(frozen=True, slots=True)
class EverydayWord:
    """A usual word in both languages, the words to avoid, and a note on where it does not hold."""

    say_en: str
    say_es: str
    never_say: str
    note: str


@cache
def everyday_words() -> tuple[EverydayWord, ...]:
    """Return the usual words in the order of the file."""
    columns = [field.name for field in fields(EverydayWord)]
    return tuple(EverydayWord(**row) for _, row in load_table(TERMS_FOLDER / "everyday_words.csv", columns))


@cache
def terms() -> dict[str, Term]:
    """Return {English term: Term} in the order of the file."""
    columns = [field.name for field in fields(Term)]
    return {row["term_en"]: Term(**row) for _, row in load_table(TERMS_FOLDER / "terms.csv", columns)}


def plain_meaning(term: str, language: str) -> str:
    """Return the meaning of the English `term` in `language`. Raises KeyError for a term that is not in the file."""
    return terms()[term].plain(language)


@cache
def in_order(language: str) -> tuple[Term, ...]:
    """Return every term in the alphabetical order of `language`: accents do not count, and ñ follows n."""
    return tuple(sorted(terms().values(), key=lambda term: _sort_key(term.name(language))))


def _sort_key(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold().replace("ñ", "n\uffff"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def initial(term: Term, language: str) -> str:
    """Return the letter under which the glossary lists `term`: 'O' for 'órdenes'."""
    return _sort_key(term.name(language))[0].upper()


def as_markdown() -> str:
    """Return the text of docs/glossary.md: the terms, then the everyday words, each as a table."""
    return (
        "\n".join(
            [
                "# Glossary",
                "",
                "The words of every page, paper, email and phone prompt, decided once. `python -m connect.lib.terms`",
                "writes this page from `connect/lib/terms.csv` and `connect/lib/everyday_words.csv`; change the words",
                "there. A test looks for what we never say in every phrase, help text, email, letter and in README.",
                "",
                "## Terms of child support",
                "The glossary page of the website shows these. The last column gives the source of each term.",
                "",
                "| English | in plain words | Español | en palabras sencillas | never say | source |",
                "|---|---|---|---|---|---|",
                *(_line(term) for term in terms().values()),
                "",
                "## Everyday words",
                "",
                "| English | Español | never say | note |",
                "|---|---|---|---|",
                *(_line(word) for word in everyday_words()),
            ]
        )
        + "\n"
    )


def _line(row: Term | EverydayWord) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in astuple(row)) + " |"


if __name__ == "__main__":
    try:
        GLOSSARY.write_text(as_markdown(), encoding="utf-8")
    except Unreadable as problem:
        sys.exit(str(problem))
