"""The sentences of the seven papers: the agency's own texts, each in versions that stay.

    content/en/papers/billing-1.md      content/es/papers/billing-1.md      content/en/papers/common-1.md

A file begins with its facts between two lines of ---: version, title, and common, the version of the texts that all
papers share (which themselves have neither of the last two). Then come its sections, each `## name` with a heading
(`### ...`), paragraphs, and lines of a list (`- ...`, or `1. ...` where their order counts), and `## labels` with
`name: words`. `{{ due_on }}` is a fact of the paper, `{{ phones.statewide }}` a value of the profile. A text is plain:
nothing in it is markup.

A document keeps the version it was made with. So a version that was used is never edited: a new sentence is a new file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from connect.cases.kinds import DocumentKind
from connect.documents.sections import COMMON, LABELS, SECTIONS
from connect.lib.business_days import Hours
from connect.lib.by_hand import Unreadable, load_text
from connect.lib.content import PAPERS, BadContent, profile_values
from connect.paper.blocks import Block, Box, Heading, Sentences, Steps

_HEAD = re.compile(r"---\n(.*?)\n---\n(.*)", re.S)
_FACT = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_FILE = re.compile(r"([a-z_]+)-([1-9][0-9]*)")
_ITEM = re.compile(r"(?:-|([0-9]+)\.) ")  # of a list, numbered or not


@dataclass(frozen=True)
class PaperText:
    """One file: {section: its lines as written}, {label: words}; facts are not filled in yet."""

    title: str
    common: str
    sections: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """The sentences of one paper in one version and one language, with those that all papers share.

    A section or a label that an older version does not have is empty, and is not drawn.
    """

    kind: DocumentKind
    version: str
    language: str
    title: str
    sections: Mapping[str, tuple[str, ...]] = field(repr=False)
    labels: Mapping[str, str] = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    zone: ZoneInfo
    hours: Hours
    jurisdiction: str

    def blocks(self, section: str, **facts: str) -> list[Block]:
        """The section's heading, paragraphs and lists, in their order."""
        found: list[Block] = []
        listed: list[str] = []
        numbered = False
        for line in (*self._filled(section, facts), ""):
            if item := _ITEM.match(line):
                listed.append(line[item.end() :])
                numbered = item[1] is not None
                continue
            if listed:
                found.append(Steps(tuple(listed), numbered))
                listed = []
            if line.startswith("### "):
                found.append(Heading(line[4:]))
            elif line:
                found.append(Sentences(line))
        return found

    def box(self, section: str, **facts: str) -> list[Block]:
        """The section in a frame; nothing where this version does not have it."""
        lines = self._filled(section, facts)
        heading = next((line[4:] for line in lines if line.startswith("### ")), "")
        paragraphs = tuple(line for line in lines if not line.startswith("### ") and not _ITEM.match(line))
        listed = tuple(line[item.end() :] for line in lines if (item := _ITEM.match(line)))
        return [Box(heading, paragraphs, listed)] if lines else []

    def words(self, section: str, **facts: str) -> str:
        """The section's paragraphs in one text."""
        return " ".join(line for line in self._filled(section, facts) if not line.startswith("### "))

    def label(self, name: str, **facts: str) -> str:
        return self._fill(self.labels.get(name, ""), facts)

    def name(self, of: str, code: str) -> str:
        """What a code of a closed list is called: name("bucket", "held")."""
        return self.labels.get(f"{of}.{code}", code)

    def _filled(self, section: str, facts: Mapping[str, str]) -> list[str]:
        declared = SECTIONS[self.kind].get(section, SECTIONS[COMMON].get(section))
        if declared is None or set(declared) != set(facts):
            raise TypeError(f"{self.kind}: section {section} has the facts {declared}, not {sorted(facts)}")
        return [self._fill(line, facts) for line in self.sections.get(section, ())]

    def _fill(self, text: str, facts: Mapping[str, str]) -> str:
        return _FACT.sub(lambda found: facts[found[1]] if found[1] in facts else self.values[found[1]], text)


def wording(kind: DocumentKind, version: str, language: str) -> Wording:
    """Raises KeyError for a version that the folder does not have."""
    texts = _texts()
    own = texts[language, kind.value, version]
    common = texts[language, COMMON, own.common]
    return Wording(
        kind=kind,
        version=version,
        language=language,
        title=own.title,
        sections={**common.sections, **own.sections},
        labels={**common.labels, **own.labels},
        values=_values(language),
        zone=settings.AGENCY.zone,
        hours=settings.AGENCY.hours,
        jurisdiction=settings.AGENCY.code,
    )


def current_version(kind: DocumentKind) -> str:
    """The version that a document made now gets: the highest in the folder."""
    return max((version for _, name, version in _texts() if name == kind.value), key=int)


@cache
def _values(language: str) -> dict[str, str]:
    return profile_values(settings.AGENCY, language)


@cache
def _texts() -> dict[tuple[str, str, str], PaperText]:
    """{(language, kind, version): its text}. Raises ImproperlyConfigured if the folder cannot be used."""
    try:
        texts = {
            (language, *_named(path)): read_paper_text(path)
            for language in settings.AGENCY.languages
            for path in sorted((settings.CONTENT / language / PAPERS).glob("*.md"))
        }
    except BadContent as problem:
        raise ImproperlyConfigured(str(problem)) from problem
    if reason := next(what_is_wrong_with(texts, set(_values(settings.AGENCY.languages[0]))), ""):
        raise ImproperlyConfigured(f"{settings.CONTENT}: {reason}")
    return texts


def broken_paper_texts() -> list[str]:
    """One line where the papers' texts cannot be used: what is checked at the start."""
    try:
        _texts()
    except ImproperlyConfigured as problem:
        return [str(problem)]
    return []


def _named(path: Path) -> tuple[str, str]:
    """('billing', '1') of billing-1.md."""
    found = _FILE.fullmatch(path.stem)
    if not found or found[1] not in SECTIONS:
        raise BadContent(f"{path}: is named for no paper; it must be like billing-1.md")
    return found[1], found[2]


def read_paper_text(path: Path) -> PaperText:
    """Read one file. Raises BadContent with the file and the reason."""
    kind, version = _named(path)
    try:
        parts = _HEAD.fullmatch(load_text(path))
    except Unreadable as problem:
        raise BadContent(str(problem)) from problem
    if not parts:
        raise BadContent(f"{path}: must begin with its facts between two lines of ---")
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in parts[1].splitlines())}
    if facts.keys() != ({"version"} if kind == COMMON else {"version", "title", "common"}):
        raise BadContent(f"{path}: the facts must be version, title and common; of common texts, version alone")
    if facts["version"] != version:
        raise BadContent(f"{path}: says version {facts['version']}, but is named for version {version}")
    sections: dict[str, tuple[str, ...]] = {}
    for name, lines in _sections(parts[2], path):
        if name in sections:
            raise BadContent(f"{path}: the section {name} stands there twice")
        sections[name] = lines
    labels = dict(_label(line, path) for line in sections.pop(LABELS, ()))
    return PaperText(facts.get("title", ""), facts.get("common", ""), sections, labels)


def _sections(text: str, path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, its lines), a paragraph that was broken into several lines joined again."""
    before, *parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    if before.strip():
        raise BadContent(f"{path}: text before the first section")
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        lines: list[str] = []
        joins = False
        for line in map(str.strip, body.splitlines()):
            starts = name.strip() == LABELS or line.startswith("### ") or _ITEM.match(line)
            if line and joins and not starts:
                lines[-1] += f" {line}"
            elif line:
                lines.append(line)
            joins = bool(line)
        yield name.strip(), tuple(lines)


def _label(line: str, path: Path) -> tuple[str, str]:
    name, colon, words = line.partition(": ")
    if not colon:
        raise BadContent(f"{path}: a label is written like name: words, and not {line!r}")
    return name, words


def what_is_wrong_with(texts: Mapping[tuple[str, str, str], PaperText], values: set[str]) -> Iterator[str]:
    """A line for each thing: a twin, a current section or a common text that is missing, a fact that no paper has."""
    languages = settings.AGENCY.languages
    versions = {(kind, version) for _, kind, version in texts}
    for kind in SECTIONS:
        if not any(each == kind for each, _ in versions):
            yield f"{PAPERS}/{kind}-1.md is missing"
            return
    newest = {kind: max((version for each, version in versions if each == kind), key=int) for kind in SECTIONS}
    for kind, version in sorted(versions):
        for language in languages:
            name = f"{language}/{PAPERS}/{kind}-{version}.md"
            text = texts.get((language, kind, version))
            if text is None:
                yield f"{name} is missing: the text exists in another language"
                continue
            if kind != COMMON and (language, COMMON, text.common) not in texts:
                yield f"{name}: there is no {COMMON}-{text.common}.md"
            if unknown := text.sections.keys() - SECTIONS[kind].keys():
                yield f"{name}: no paper has a section {', '.join(sorted(unknown))}"
            if newest[kind] == version and (missing := SECTIONS[kind].keys() - text.sections.keys()):
                yield f"{name}: the section {', '.join(sorted(missing))} is missing"
            for section, lines in text.sections.items():
                known = {*SECTIONS[kind].get(section, ()), *values}
                if odd := set(_FACT.findall("\n".join(lines))) - known:
                    yield f"{name}: {section} has no fact {', '.join(sorted(odd))}"
            if odd := set(_FACT.findall("\n".join(text.labels.values()))) - values:
                yield f"{name}: a label has no fact {', '.join(sorted(odd))}"
