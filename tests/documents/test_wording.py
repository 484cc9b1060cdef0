"""The sentences of the papers: twins, plain words, the names that the screens use, and versions that stay."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks.registry import registry
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from connect.cases import kinds as case_kinds
from connect.cases.kinds import AgencyNoticeVariant, DocumentKind
from connect.documents import wording as wordings
from connect.documents.apps import papers_can_be_written
from connect.documents.sections import COMMON, SECTIONS
from connect.documents.wording import PaperText, current_version, read_paper_text, what_is_wrong_with, wording
from connect.lib.content import PAPERS, BadContent, profile_values
from connect.lib.folding import folded
from connect.paper.blocks import Heading, Pairs, RuledTable, Slip, texts_of
from connect.payments import kinds as payment_kinds
from tests.documents.drawn import blocks_of
from tests.documents.samples import review, sample
from tests.house.readability import grade
from tests.house.test_content import SPANISH, TU

HARDEST = 8.0  # school grade of one English paper
USED = Path(__file__).with_name("used_wordings.txt")
NAMES = {
    "role": case_kinds.Role,
    "ledger": case_kinds.LedgerKind,
    "reason": case_kinds.AdjustmentReason,
    "includes_interest": case_kinds.IncludesInterest,
    "obligation": case_kinds.ObligationKind,
    "frequency": case_kinds.Frequency,
    "enforcement": case_kinds.Enforcement,
    "state": case_kinds.EnforcementState,
    "way": case_kinds.ContactWay,
    "license": case_kinds.LicenseKind,
    "bucket": payment_kinds.Bucket,
    "source": payment_kinds.Source,
    "method": payment_kinds.Method,
    "deduction": payment_kinds.DeductionKind,
    "money": (payment_kinds.MoneyState.RETURNED, payment_kinds.MoneyState.REISSUED),
    "standing": (AgencyNoticeVariant.RELEASED, AgencyNoticeVariant.DENIED),
}


def files(language: str) -> list[Path]:
    return sorted((settings.CONTENT / language / PAPERS).glob("*.md"))


def texts() -> dict[tuple[str, str, str], PaperText]:
    return {
        (language, *path.stem.rsplit("-", 1)): read_paper_text(path)
        for language in settings.AGENCY.languages
        for path in files(language)
    }


def wrong(changed: dict) -> list[str]:
    return list(what_is_wrong_with(texts() | changed, set(profile_values(settings.AGENCY, "en"))))


def test_every_used_version_says_what_it_said():
    """A text that was used is never edited: a new sentence is a new version, with a new line in used_wordings.txt."""
    told = {
        f"{language}/{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for language in settings.AGENCY.languages
        for path in files(language)
    }
    assert told == set(USED.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", [path.stem for path in files("en")])
def test_a_paper_text_and_its_twin_have_the_same_parts(name):
    english, spanish = (read_paper_text(settings.CONTENT / each / PAPERS / f"{name}.md") for each in ("en", "es"))
    assert list(english.sections) == list(spanish.sections)
    assert list(english.labels) == list(spanish.labels)
    assert english.common == spanish.common
    for section, lines in english.sections.items():
        twin = spanish.sections[section]
        assert [line[:2] in ("- ", "1.", "##") for line in lines] == [line[:2] in ("- ", "1.", "##") for line in twin]
        facts = [sorted(re.findall(r"\{\{ *([\w.]+)", "\n".join(each))) for each in (lines, twin)]
        assert facts[0] == facts[1], section


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_closed_list_is_called_on_paper_what_the_screens_call_it(language):
    labels = texts()[language, COMMON, "1"].labels
    with override(language):
        for name, members in NAMES.items():
            assert {labels[f"{name}.{each.value}"] for each in members} == {str(each.label) for each in members}


def test_an_english_title_is_the_documents_own_and_stands_in_brackets_in_spanish():
    for kind in DocumentKind:
        english, spanish = (wording(kind, current_version(kind), language) for language in ("en", "es"))
        with override("en"):
            assert english.title == str(kind.label)
        assert spanish.title.endswith(f" ({english.title})")
        assert "{{" not in english.title + spanish.title


# Words


def markup(kind: DocumentKind, language: str) -> str:
    """The sentences of a paper as a page has them, without names of columns, values and addresses."""
    blocks = [
        block
        for block in blocks_of(sample(kind, "plain"), language)
        if not isinstance(block, Pairs | RuledTable | Slip | Heading)
    ]
    return "".join(f"<p>{text}</p>" for text in texts_of(blocks) if not re.search(r"https://|P\.O\. Box", text))


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_paper_can_be_read_after_eight_years_of_school(kind):
    assert grade(markup(kind, "en")) <= HARDEST


def test_every_sentence_of_a_paper_can_be_read_after_eight_years_of_school_on_average_of_its_section():
    hardest = {
        (kind, section): grade("".join(f"<p>{line}</p>" for line in lines))
        for (language, kind, _), text in texts().items()
        if language == "en"
        for section, lines in text.sections.items()
        if not any("https://" in line or "{{" in line for line in lines)
    }
    assert {name: round(level, 1) for name, level in hardest.items() if level > HARDEST + 2} == {}


@pytest.mark.parametrize("kind", [*DocumentKind])
def test_spanish_papers_say_usted_and_the_words_of_the_glossary(kind):
    english = folded(" ".join(texts_of(blocks_of(sample(kind, "plain"), "en"))))
    told = " ".join(texts_of(blocks_of(sample(kind, "plain"), "es")))
    assert TU.findall(told) == []
    english = english.replace(folded(settings.AGENCY.addresses.payments), "").replace("ca state disbursement unit", "")
    missing = {
        wanted for asked, wanted in SPANISH.items() if re.search(asked, english) and not re.search(wanted, folded(told))
    }
    assert missing == set()


def test_child_support_stands_beside_its_spanish_words_at_first_mention():
    for kind in DocumentKind:
        told = " ".join(texts_of(blocks_of(sample(kind, "plain"), "es")))
        assert "(child support)" in told, kind
    assert "(child support)" in " ".join(texts_of(blocks_of(review("plain", "result"), "es")))


# What is checked at the start


def test_the_start_checks_the_papers_texts():
    assert papers_can_be_written in registry.get_checks()
    assert papers_can_be_written() == []


def test_a_start_with_broken_texts_says_which(tmp_path, monkeypatch):
    shutil.copytree(settings.CONTENT, tmp_path / "content")
    (tmp_path / "content/es/papers/review-1.md").unlink()
    monkeypatch.setattr(settings, "CONTENT", tmp_path / "content")
    wordings._texts.cache_clear()
    try:
        found = [problem.msg for problem in papers_can_be_written()]
        with pytest.raises(ImproperlyConfigured):
            current_version(DocumentKind.REVIEW)
    finally:
        wordings._texts.cache_clear()
    assert len(found) == 1
    assert "es/papers/review-1.md is missing: the text exists in another language" in found[0]


def test_what_is_wrong_is_said_with_the_file():
    billing = texts()["en", "billing", "1"]

    def with_section(name: str, *lines: str) -> dict:
        return {
            ("en", "billing", "1"): PaperText(billing.title, "1", {**billing.sections, name: lines}, billing.labels)
        }

    assert wrong({}) == []
    assert wrong(with_section("thanks", "Thank you, {{ name }}.")) == [
        "en/papers/billing-1.md: thanks has no fact name"
    ]
    assert wrong(with_section("more", "More.")) == ["en/papers/billing-1.md: no paper has a section more"]
    without = {name: lines for name, lines in billing.sections.items() if name != "thanks"}
    assert wrong({("en", "billing", "1"): PaperText(billing.title, "1", without, billing.labels)}) == [
        "en/papers/billing-1.md: the section thanks is missing"
    ]
    assert wrong({("en", "billing", "1"): PaperText(billing.title, "7", billing.sections, billing.labels)}) == [
        "en/papers/billing-1.md: there is no common-7.md"
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("## thanks\n", "must begin with its facts"),
        ("---\nversion: 2\ntitle: x\ncommon: 1\n---\n", "says version 2, but is named for version 1"),
        ("---\nversion: 1\ntitle: x\n---\n", "the facts must be version, title and common"),
        ("---\nversion: 1\ntitle: x\ncommon: 1\n---\nHello\n## a\n", "text before the first section"),
        ("---\nversion: 1\ntitle: x\ncommon: 1\n---\n## a\n## a\n", "the section a stands there twice"),
        ("---\nversion: 1\ntitle: x\ncommon: 1\n---\n## labels\nno label\n", "a label is written like name: words"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path, text, reason):
    path = tmp_path / "billing-1.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadContent, match=reason):
        read_paper_text(path)


def test_an_older_version_keeps_its_words_and_is_not_asked_for_what_came_later(tmp_path, monkeypatch):
    """A second version becomes the current one; a document of the first says what it said."""
    shutil.copytree(settings.CONTENT, tmp_path / "content")
    for language in ("en", "es"):
        folder = tmp_path / "content" / language / "papers"
        first = (folder / "billing-1.md").read_text(encoding="utf-8")
        (folder / "billing-2.md").write_text(first.replace("version: 1", "version: 2").replace("Nothing", "NOTHING"))
        older = re.sub(r"## shared\n.*?(?=## )", "", first, flags=re.DOTALL)
        (folder / "billing-1.md").write_text(older, encoding="utf-8")
    monkeypatch.setattr(settings, "CONTENT", tmp_path / "content")
    wordings._texts.cache_clear()
    try:
        assert current_version(DocumentKind.BILLING) == "2"
        old, new = (wording(DocumentKind.BILLING, version, "en") for version in ("1", "2"))
        assert old.words("nothing_due") == "Nothing is due now. You do not need to send anything."
        assert new.words("nothing_due").startswith("NOTHING is due now.")
        assert old.blocks("shared") == []
        assert new.blocks("shared") != []
    finally:
        wordings._texts.cache_clear()


def test_a_section_is_filled_with_its_own_facts_and_no_others():
    said = wording(DocumentKind.BILLING, "1", "en")
    with pytest.raises(TypeError, match="send_by"):
        said.words("send_by", due_on="x")
    with pytest.raises(TypeError, match="nonsense"):
        said.blocks("nonsense")


def test_every_section_that_a_paper_may_have_is_drawn_by_it():
    """A text without a place on any paper would be written for nothing."""
    for kind, sections in SECTIONS.items():
        if kind != COMMON:
            source = Path(settings.ROOT, "connect/documents/papers", f"{kind}.py").read_text(encoding="utf-8")
            assert [name for name in sections if f'"{name}"' not in source] == [], kind
