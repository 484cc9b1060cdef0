"""Finding by words as people type them: without accents, in any case, in any order."""

import unicodedata

LONGEST = 100  # characters of a question that are read


def plain(text: str) -> str:
    """'dia de pago' of 'Día de Pago'."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def wanted(question: str) -> list[str]:
    """The words of `question`, plain; [] where nothing was asked."""
    kept = "".join(c if c.isalnum() else " " for c in plain(question[:LONGEST]))
    return kept.split()


def holds(text: str, words: list[str]) -> bool:
    """Whether every one of `words` (plain ones) stands in `text`, at least as a part of a word."""
    found = plain(text)
    return all(word in found for word in words)


def nearness(text: str, words: list[str]) -> int:
    """How many of `words` (plain ones) stand in `text`. Those of three letters and less do not count: all texts hold
    them."""
    found = plain(text)
    return sum(len(word) > 3 and word in found for word in words)
