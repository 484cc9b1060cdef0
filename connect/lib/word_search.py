"""Search by words as people type them: accents, case and order do not matter."""

from connect.lib.folding import folded

MAX_QUESTION_LENGTH = 100  # characters; the rest of a question is ignored


def search_words(question: str) -> list[str]:
    """Return the folded words of `question`; [] if it has none."""
    letters = "".join(c if c.isalnum() else " " for c in folded(question[:MAX_QUESTION_LENGTH]))
    return letters.split()


def contains_words(text: str, words: list[str]) -> bool:
    """Whether `text` contains every one of the folded `words`, at least as a part of a word."""
    folded_text = folded(text)
    return all(word in folded_text for word in words)


def count_matching_words(text: str, words: list[str]) -> int:
    """Return how many of the folded `words` occur in `text`. Words of three letters or fewer do not count, because
    every text contains them."""
    folded_text = folded(text)
    return sum(len(word) > 3 and word in folded_text for word in words)
