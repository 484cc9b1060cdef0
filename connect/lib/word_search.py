"""Search by words as people type them: accents, case, order, plurals, verb endings and a slip of the pen do not matter.

The endings are cut by a short list for English and Spanish together. The stemmers of Snowball know one language at a
time and need its accents; people type neither.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import log

from connect.lib.folding import folded

MAX_QUESTION_LENGTH = 100  # characters; the rest of a question is ignored

# Words that say nothing of what is asked, folded. Phrases of the texts may contain them ("no puedo pagar").
_ENGLISH_STOP_WORDS = """
a about after all am an and any anyone are as ask at be because been but by call can cannot cant could did didnt do does
doesnt dont ever find for from get gets getting go going got had has hasnt have havent help her here his how i if im in
into is isnt it its ive just let like me more my need needs new no not now of off on one only or our out please say says
see she so some someone still tell than that the their them there these they thing things this to up us use want wants
was wasnt way we were what whats when where which who why will with wont would yet you your
"""
_SPANISH_STOP_WORDS = """
al algo alguien alguno ante aqui asi aun aunque ayuda ayudar bien cada como con cosa cual cuando cuanta cuanto cuantos
de del desde donde e el ella ellos en entre era es esa ese eso esta estan este esto estoy fue ha hace hacer haga hago
hasta hay he la las le les lo los mas me mi mis mucho muy nada necesito ni nos nosotros nuestro nueva nuevo o para pero
poder por porque puede pueden puedo que quien quiero saber se sea ser si sin sobre solo son soy su sus tambien te tener
tengo tiene todo todos tu tus un una unas uno unos usted ustedes va vamos van ve veo ver voy y ya yo
"""
_STOP_WORDS = frozenset((_ENGLISH_STOP_WORDS + _SPANISH_STOP_WORDS).split())
# Of plurals, verbs and nouns. The longest is cut, but never so that fewer than _SHORTEST_STEM letters are left.
_ENGLISH_ENDINGS = "s es ies d ed ied ing ings er ers ly y e"
_SPANISH_ENDINGS = """
a aba aban ada adas ado ados amiento an ando ar are aria aron as cion ciones e en ia ias ida idas ido idos ieron iendo
io ion iones ios ir o os
"""
_ENDINGS = sorted({*_ENGLISH_ENDINGS.split(), *_SPANISH_ENDINGS.split()}, key=len, reverse=True)
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SHORTEST_STEM = 3
_SHORTEST_WITH_SLIP = 5
# What a word weighs where it stands.
_KEYWORD, _IN_PHRASE, _IN_BODY = 3.0, 2.0, 1.0
# So much of what the question's words weigh must be in a text, or nothing was found: less if one of them is a keyword.
_ENOUGH, _ENOUGH_WITH_KEYWORD = 0.5, 0.3
_NEAR = 0.4  # of the best text's score, to stand beside it


def search_words(question: str) -> list[str]:
    """Return the folded words of `question`; [] if it has none."""
    return _words(question[:MAX_QUESTION_LENGTH])


def _words(text: str) -> list[str]:
    """An apostrophe is no end of a word, but a number is a word of its own: "can't" is "cant", "section8" is two."""
    return _WORD.findall(folded(text.replace("'", "").replace("’", "")))


def contains_words(text: str, words: list[str]) -> bool:
    """Whether `text` contains every one of the folded `words`, at least as a part of a word."""
    folded_text = folded(text)
    return all(word in folded_text for word in words)


def stem(word: str) -> str:
    """'pay' for 'pays' and 'paying', 'pag' for 'pago' and 'pagaron'. `word` is folded."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


@dataclass(frozen=True, slots=True)
class Searched:
    """What a text is found by: its title, the words and phrases that people use for it, and all its words.

    `share` of its score counts: a text that answers beats one that only mentions.
    """

    title: str
    phrases: tuple[str, ...]
    body: str
    share: float = 1.0


class WordIndex[Name: Hashable]:
    """Texts by the words of a question, the best first. A rare word weighs more than one that most texts have."""

    def __init__(self, texts: Mapping[Name, Searched]) -> None:
        self._weights: dict[Name, dict[str, float]] = {}
        self._phrases: dict[Name, list[frozenset[str]]] = {}
        self._shares = {name: text.share for name, text in texts.items()}
        for name, text in texts.items():
            weights: defaultdict[str, float] = defaultdict(float)
            for part, weight in _parts(text):
                for word in _stems(part):
                    weights[word] = max(weights[word], weight)
            self._weights[name] = dict(weights)
            self._phrases[name] = [frozenset(_all_stems(phrase)) for phrase in text.phrases]
        having = Counter(word for weights in self._weights.values() for word in weights)
        self._rarity = {word: log(1 + len(texts) / count) for word, count in having.items()}
        self._rarest = log(1 + len(texts))
        phrases = (phrase for each in self._phrases.values() for phrase in each)
        self._words = dict.fromkeys(sorted(set(self._rarity).union(*phrases)))

    def best(self, question: str, most: int = 5, *, every_word: bool = False) -> list[Name]:
        """Return the names of the texts that answer `question`; [] if none has enough of its words, or `every_word`."""
        question = question[:MAX_QUESTION_LENGTH]
        said = frozenset(self._known(word) for word in _all_stems(question))
        asked = list(dict.fromkeys(self._known(word) for word in _stems(question)))
        scores = {name: score for name in self._weights if (score := self._score(name, asked, said))}
        if every_word:
            scores = {name: score for name, score in scores.items() if self._weights[name].keys() >= set(asked)}
        best = max(scores.values(), default=0)
        names = sorted((name for name in scores if scores[name] >= best * _NEAR), key=lambda name: -scores[name])
        return names[:most]

    def _score(self, name: Name, asked: list[str], said: frozenset[str]) -> float:
        """A phrase of which every word was said counts like a title of its own; its stop words count too."""
        weights = self._weights[name]
        spoken = max((len(each) for each in self._phrases[name] if len(each) > 1 and each <= said), default=0)
        found = [word for word in asked if word in weights]
        enough = _ENOUGH_WITH_KEYWORD if any(weights[word] == _KEYWORD for word in found) else _ENOUGH
        if not spoken and sum(map(self._weight, found)) < enough * sum(map(self._weight, asked)):
            return 0
        score = sum(self._weight(word) * weights[word] for word in found) + 2 * self._rarest * spoken
        return score * self._shares[name]

    def _weight(self, word: str) -> float:
        return self._rarity.get(word, self._rarest)

    def _known(self, word: str) -> str:
        """`word`, or the word of the texts that it was meant to be."""
        if word in self._words or len(word) < _SHORTEST_WITH_SLIP:
            return word
        return next(iter(get_close_matches(word, self._words, n=1, cutoff=0.84)), word)


def _parts(text: Searched) -> Iterator[tuple[str, float]]:
    yield text.title, _KEYWORD
    yield text.body, _IN_BODY
    for phrase in text.phrases:
        yield phrase, _KEYWORD if " " not in phrase else _IN_PHRASE


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _words(text) if word not in _STOP_WORDS]


def _all_stems(text: str) -> list[str]:
    return [stem(word) for word in _words(text)]
