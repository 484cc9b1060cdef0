"""The words the glossary tells us never to say stand in no phrase, help text, email, letter, term, nor in README."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from connect.lib.terms import everyday_words, terms
from tests.house.code import ROOT
from tools import messages

# Where one of them may stand, and why: in these words it means something else, or the documents themselves use it.
ALLOWED = {
    "jail": {
        "jail or military service": "where the other party may be, which is a fact and no threat (S000 L69)",
        "in jail or prison": "the same, as an answer, or what can change an order (V7)",
    },
    "audit": {
        "audit/": "the name of a folder, in README",
        "accounting (audit of arrears)": "the law's own name of what a person may ask for (CSS Letter 15-12)",
    },
    "bill": {"so there is no bill": "a bill is meant; it may not stand for the monthly support"},
    "collection": {
        "collection": "a term of its own, on the glossary page alone; payments are 'received'",
        "date of collection": "the law's name of that date",
        "monthly statement of collection and distribution": "the document's own name (S002 L153)",
    },
    "delinquency": {"of delinquency and enforcement actions": "the document's own sentence (S002 L151)"},
    "iv-d": {"services under the federal program (IV-D)": "the term under which the letters of the law are explained"},
    "joint return": {"you file a joint return": "how a spouse asks for a share; the law wants it said (V16)"},
    "lost": {"lost job": "a job, not a payment", "lost a job": "a job, not a payment"},
    "tax": {
        "tax refund offset": "the screen's own Payment Type (S002 L118); never a word for the yearly fee",
        "a tax refund": "a refund, not the yearly fee",
        "federal tax refund": "a refund, not the yearly fee",
        "state tax refund": "a refund, not the yearly fee",
    },
    "unassigned": {"support owed to the family (unassigned)": "stands beside its plain words, never alone"},
}


def never_said() -> set[str]:
    """'ncp', 'obligor', …: every word of the column, without the remark in brackets of when it may not be said."""
    entries = [*terms().values(), *everyday_words()]
    words = (re.sub(r"\(.*?\)", "", word).strip() for entry in entries for word in entry.never_say.split(";"))
    return {word.casefold() for word in words if word}


NEVER = sorted(never_said())


def found_in(text: str) -> list[str]:
    """The words we never say that stand in `text`, outside the phrases where they are allowed."""
    plain = text.casefold()
    found = []
    for word in NEVER:
        rest = plain
        for phrase in ALLOWED.get(word, {}):
            # "collection" alone may stand for itself as a whole text only
            rest = "" if rest == phrase else rest.replace(phrase.casefold(), " ") if phrase != word else rest
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", rest):
            found.append(word)
    return found


@cache
def phrases() -> list[tuple[str, str]]:
    """(where, text) of every phrase of the code with its translations, every term, every text and the profile."""
    return list(_phrases())


def _phrases() -> Iterator[tuple[str, str]]:
    for path in messages.catalogues():
        for message in messages.read(path):
            for said in (message.id, message.string):
                for text in said if isinstance(said, tuple) else (said,):
                    yield "a phrase", text
    for phrase in messages.extracted():
        for text in phrase.id if isinstance(phrase.id, tuple) else (phrase.id,):
            yield "a phrase", text
    for term in terms().values():
        for text in (term.term_en, term.plain_en, term.term_es, term.plain_es):
            yield f"the term {term.term_en}", text
    for file in sorted((ROOT / "content").rglob("*.md")):
        said = re.sub(r"^words:.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)  # people's, for a search
        # Names of sections and of labels are no words that anyone reads.
        yield str(file.relative_to(ROOT)), re.sub(r"^(## [a-z_]+$|[a-z_.0-9]+: )", "", said, flags=re.MULTILINE)
    for file in ("README.md", "tests/notices/wording.txt"):  # every email and letter, word for word
        yield from ((file, line) for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    yield from (("agency.toml", text) for text in _texts(tomllib.loads((ROOT / "agency.toml").read_text("utf-8"))))


def _texts(value: object) -> Iterator[str]:
    """Every text in what a TOML file says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def test_no_word_that_we_never_say_is_said():
    assert sorted({f"{where}: {word}" for where, text in phrases() for word in found_in(text)}) == []


@pytest.mark.parametrize("word", sorted(ALLOWED))
def test_every_exception_is_about_a_word_we_never_say_and_is_used(word):
    assert word in NEVER
    said = [text.casefold() for _, text in phrases()]
    for phrase, reason in ALLOWED[word].items():
        assert reason
        assert any(phrase.casefold() in text for text in said), phrase


def test_a_word_that_we_never_say_would_be_found():
    assert found_in("Your caseworker") == []
    assert found_in("Su trabajador social le llama.") == ["trabajador social"]
    assert found_in("The NCP owes arrearage.") == ["arrearage", "ncp"]
    assert found_in("We may garnishment-proof it") == ["garnishment"]
    assert found_in("Federal tax refund offset, and a tax") == ["tax"]
    assert found_in("collection") == []
    assert found_in("A collection from you") == ["collection"]
