"""How hard a text is to read: the school grade of the Flesch-Kincaid formula (Kincaid et al., 1975), for English."""

import html
import re

_BLOCK = re.compile(r"</(?:p|li|h\d|dd|dt)>|<br>")
_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def sentences(markup: str) -> list[list[str]]:
    """The words of each sentence of a page; a heading or a line of a list is a sentence too."""
    markup = re.sub(r'<span class="sr-only">.*?</span>', "", markup)
    text = html.unescape(re.sub(r"<[^>]*>", " ", _BLOCK.sub(". ", markup)))
    found = [_WORD.findall(sentence) for sentence in _SENTENCE.split(text)]
    return [words for words in found if words]


def syllables(word: str) -> int:
    """The groups of vowels that are heard: 4 of "information", 1 of "paid", 2 of "table"."""
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^aeiouytd]ed|[^laeiouy]e)$", lambda found: found[0][0], word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(markup: str) -> float:
    """The school grade (8.0: thirteen years of age) that a reader needs."""
    found = sentences(markup)
    words = [word for sentence in found for word in sentence]
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
