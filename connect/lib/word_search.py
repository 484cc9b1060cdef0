"""Finding by words as people type them: without accents, in any case, in any order."""

from connect.lib.folding import folded

LONGEST = 100  # characters of a question that are read


def wanted(question: str) -> list[str]:
    """The words of `question`, folded; [] where nothing was asked."""
    kept = "".join(c if c.isalnum() else " " for c in folded(question[:LONGEST]))
    return kept.split()


def holds(text: str, words: list[str]) -> bool:
    """Whether every one of `words` (folded ones) stands in `text`, at least as a part of a word."""
    found = folded(text)
    return all(word in found for word in words)


def nearness(text: str, words: list[str]) -> int:
    """How many of `words` (folded ones) stand in `text`. Those of three letters and less do not count: all texts hold
    them."""
    found = folded(text)
    return sum(len(word) > 3 and word in found for word in words)
