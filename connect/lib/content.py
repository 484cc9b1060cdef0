"""The agency's own texts: Markdown files in one folder for each language, filled with values of the agency profile.

    content/en/getting-started.md      content/es/getting-started.md      content/en/pictures/getting-started-1.webp

A file begins with its facts between two lines of ---: title, description, topic, order, and optionally words, a list of
words and phrases by which a search also finds the text, and source, where its claims are from, which no page shows. Raw
HTML in a file or a value is shown as text: nothing that an agency writes here can become a script.
"""

import html
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import imagesize  # type: ignore[import-untyped]
import msgspec
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from connect.lib.agency import Phrase, Profile
from connect.lib.by_hand import Unreadable, load_text
from connect.lib.dates import day_in_words

PAPERS = "papers"  # folder of the texts of papers (connect/documents/wording.py)
REQUIRED_FACTS = ("title", "description", "topic", "order")
OPTIONAL_FACTS = ("words", "source")
_HEAD = re.compile(r"---\n(.*?)\n---\n(.*)", re.S)
_VALUE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_HEADING_ID = re.compile(r"\s*\{#([a-z0-9-]+)\}$")
_MARK = re.compile(r"([!-/:-@\[-`{-~])")  # every character that has a meaning in Markdown
_TELEPHONE = re.compile(r"\(\d{3}\) \d{3}-\d{4}")
_PHONE = "(max-width: 39.99em)"  # narrower than $phone of the style sheet
_TAG = re.compile(r"<[^>]*>")


class BadContent(Exception):
    """The content folder cannot be used; the message names the file and the reason."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a text: the URL that serves it, its size in pixels, and the picture that a phone shows instead."""

    address: str
    width: int
    height: int
    on_phone: "Picture | None" = None


@dataclass(frozen=True, slots=True)
class Text:
    """One file. Its name ("faq/lost-pin") is the same in every language and is the path of its page."""

    name: str
    language: str
    title: str
    description: str
    topic: str
    order: int
    markdown: str = field(repr=False)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text ready for a page: its markup, the ids of its headings, and its plain words for search."""

    markup: Markup
    headings: tuple[str, ...]
    words: str


def read_texts(folder: Path, languages: list[str], values: Mapping[str, Mapping[str, str]]) -> dict[str, list[Text]]:
    """Return {language: texts sorted by their `order`} with `values[language]` filled in.

    Raises BadContent, also for a text that is missing in one of the languages.
    """
    texts = {language: _read_language(folder / language, language, values[language]) for language in languages}
    all_names = {text.name for in_language in texts.values() for text in in_language}
    for language, in_language in texts.items():
        for name in sorted(all_names - {text.name for text in in_language}):
            raise BadContent(f"{folder / language / name}.md is missing: the text exists in another language")
    if not all_names:
        raise BadContent(f"{folder} contains no texts")
    return texts


def _read_language(folder: Path, language: str, values: Mapping[str, str]) -> list[Text]:
    files = [path for path in sorted(folder.rglob("*.md")) if path.parent != folder / PAPERS]
    texts = [_read(path, path.relative_to(folder), language, values) for path in files]
    return sorted(texts, key=lambda text: (text.order, text.name))


def _read(path: Path, inside: Path, language: str, values: Mapping[str, str]) -> Text:
    try:
        parts = _HEAD.fullmatch(load_text(path))
    except Unreadable as problem:
        raise BadContent(str(problem)) from problem
    if not parts:
        raise BadContent(f"{path}: must begin with its facts between two lines of ---")
    entries = [line.partition(":")[::2] for line in parts[1].splitlines()]
    facts = {key.strip(): value.strip() for key, value in entries}
    repeated = len(facts) != len(entries)
    if repeated or set(facts) - set(OPTIONAL_FACTS) != set(REQUIRED_FACTS) or not facts["order"].isdecimal():
        raise BadContent(f"{path}: the facts must be {', '.join(REQUIRED_FACTS)} (a number), each exactly once")
    return Text(
        name=inside.with_suffix("").as_posix(),
        language=language,
        title=_filled(facts["title"], values, path, marked=False),
        description=_filled(facts["description"], values, path, marked=False),
        topic=facts["topic"],
        order=int(facts["order"]),
        markdown=_filled(parts[2], values, path, marked=True),
        words=tuple(phrase.strip() for phrase in facts.get("words", "").split(",") if phrase.strip()),
    )


def _filled(text: str, values: Mapping[str, str], path: Path, *, marked: bool) -> str:
    """Replace each {{ name }} in `text`. `marked`: it is Markdown, and telephone numbers become tel: links."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values:
            raise BadContent(f"{path}: the agency profile has no {name}")
        if not marked:
            return values[name]
        escaped = _MARK.sub(r"\\\1", values[name])
        return f"[{escaped}](tel:{dialable(values[name])})" if _TELEPHONE.fullmatch(values[name]) else escaped

    return _VALUE.sub(value, text)


_TABLES_OF_TEXTS = (
    "names",
    "phones",
    "links",
    "addresses",
    "by_phone",
    "pamphlet",
    "offices",
    "payments",
    "access",
    "promises",
)


def profile_values(agency: Profile, language: str) -> dict[str, str]:
    """The values a text may name between {{ }}: {"phones.statewide": "(866) 901-3212", …}."""
    by_name = {}
    for table in _TABLES_OF_TEXTS:
        section = getattr(agency, table)
        for key in section.__struct_fields__:
            by_name[f"{table}.{key}"] = _as_text(getattr(section, key), language)
    return by_name


def _as_text(value: object, language: str) -> str:
    if isinstance(value, Phrase):
        return value.in_language(language)
    if isinstance(value, date):
        return day_in_words(value, language)
    return msgspec.to_builtins(value) if isinstance(value, str) else str(value)


def dialable(number: str) -> str:
    """'+18669013212' for '(866) 901-3212': the form of a number that every telephone can dial."""
    return "+1" + "".join(digit for digit in number if digit in "0123456789").removeprefix("1")


def render_text(text: Text, *, picture: Callable[[str], Picture], other_site: str) -> RenderedText:
    """Render `text` as HTML.

    `picture` finds a file of pictures/. `other_site` is the hidden text after a link to another site. Raises BadContent
    if two headings have the same id.
    """
    env: dict[str, Any] = {"picture": picture, "other_site": other_site}
    tokens = _markdown().parse(text.markdown, env)
    headings = tuple(_give_id(tokens[at], tokens[at + 1]) for at in range(len(tokens)) if _opens_heading(tokens[at]))
    if len(set(headings)) != len(headings):
        raise BadContent(f"{text.language}/{text.name}.md: two headings have the same id")
    markup = _markdown().renderer.render(tokens, _markdown().options, env)
    words = " ".join(html.unescape(_TAG.sub(" ", markup)).split())
    return RenderedText(Markup(markup), headings, words)  # noqa: S704  (raw HTML is off: the library escaped every text)


def _opens_heading(token: Token) -> bool:
    return token.type == "heading_open"


def _give_id(opening: Token, words: Token) -> str:
    """Set and return the heading's id: the one that it declares, `## Words {#words}`, or one made from its words."""
    last = (words.children or [])[-1]
    if named := _HEADING_ID.search(last.content):
        last.content = last.content[: named.start()]
        opening.attrSet("id", named[1])
    else:
        opening.attrSet("id", re.sub(r"[^a-z0-9]+", "-", words.content.lower()).strip("-"))
    return str(opening.attrs["id"])


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("link_close", _link_close)
    markdown.add_render_rule("image", _image)
    return markdown


def _link_open(_: RendererHTML, tokens: list[Token], at: int, options: object, env: dict[str, Any]) -> str:
    address = str(tokens[at].attrs["href"])
    env["away"] = address.startswith(("https:", "http:"))
    away = ' rel="external noreferrer"' if env["away"] else ""
    alone = ' class="alone"' if _stands_alone(tokens, at) else ""  # not inside a sentence: large enough to tap
    return f'<a href="{escapeHtml(address)}"{alone}{away}>'


def _stands_alone(tokens: list[Token], at: int) -> bool:
    return at == 0 and tokens[-1].type == "link_close" and not any(token.type == "link_open" for token in tokens[1:])


def _link_close(_: RendererHTML, tokens: list[Token], at: int, options: object, env: dict[str, Any]) -> str:
    return f'<span class="sr-only"> ({escapeHtml(env["other_site"])})</span></a>' if env.pop("away", False) else "</a>"


def _image(_: RendererHTML, tokens: list[Token], at: int, options: object, env: dict[str, Any]) -> str:
    picture: Picture = env["picture"](str(tokens[at].attrs["src"]))
    image = (
        f'<img src="{escapeHtml(picture.address)}" alt="{escapeHtml(tokens[at].content)}" width="{picture.width}" '
        f'height="{picture.height}" loading="lazy" decoding="async">'
    )
    if not (phone := picture.on_phone):
        return image
    source = f'srcset="{escapeHtml(phone.address)}" width="{phone.width}" height="{phone.height}"'
    return f'<picture><source media="{_PHONE}" {source}>{image}</picture>'


def size_of_webp(content: bytes) -> tuple[int, int]:
    """Return (width, height) of a WebP picture in pixels. Raises BadContent for any other format."""
    size: tuple[int, int] = imagesize.get(io.BytesIO(content)) if content[8:12] == b"WEBP" else (-1, -1)
    if min(size) < 1:
        raise BadContent("not a WebP picture")
    return size
