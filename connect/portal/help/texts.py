"""The agency's texts as pages show them: read once, with the values of the profile, and rendered once a language."""

from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language, gettext, override

from connect.lib import content
from connect.lib.agency import Phrase
from connect.lib.content import BadContent, Picture, Shown, Text
from connect.lib.dates import in_words

ANSWERS = "faq/"  # the answers are the texts of this folder
# Pages with a part of their own: the list of counties, the search of the answers, the printed page.
DRAWN_APART = ("faq", "local-office", "pamphlet")
# What the footer, the welcome page and the other texts lead to.
NEEDED = (
    *("accessibility", "benefits", "by-phone", "conditions-of-use", "contact", "faq", "forms", "getting-started"),
    *("local-office", "pamphlet", "privacy", "programs", "translation-services", "update-contact-information"),
    *("videos", "view-payments"),
)


@cache
def _texts() -> dict[str, dict[str, Text]]:
    """{language: {name: Text}}. Raises ImproperlyConfigured for a folder that cannot be used."""
    languages = settings.AGENCY.languages
    try:
        found = content.read_texts(settings.CONTENT, languages, {each: values(each) for each in languages})
    except BadContent as problem:
        raise ImproperlyConfigured(str(problem)) from problem
    texts = {language: {text.name: text for text in found[language]} for language in languages}
    if missing := set(NEEDED) - texts[languages[0]].keys():
        raise ImproperlyConfigured(f"{settings.CONTENT}: pages link to {', '.join(sorted(missing))}, not there")
    return texts


def names() -> list[str]:
    """Every text but the answers, in the order of the help page."""
    return [name for name in _texts()[settings.AGENCY.languages[0]] if not name.startswith(ANSWERS)]


def answer_names() -> list[str]:
    return [name.removeprefix(ANSWERS) for name in _texts()[settings.AGENCY.languages[0]] if name.startswith(ANSWERS)]


def text(name: str) -> Text:
    """The text called `name` in the language in force. Raises KeyError."""
    return _texts()[_language()][name]


def shown(name: str) -> Shown:
    """Its markup, in the language in force."""
    return _shown(name, _language())


@cache
def _shown(name: str, language: str) -> Shown:
    with override(language):
        away = gettext("another website")
    return content.shown_text(_texts()[language][name], picture=lambda path: _picture(path, language), other_site=away)


def _picture(path: str, language: str) -> Picture:
    """`path` as a text names it: pictures/name.webp. Raises BadContent for what is not there or no WebP."""
    width, height = _size(path, language)
    return Picture(staticfiles_storage.url(f"content/{language}/{Path(path).name}"), width, height)


def _size(path: str, language: str) -> tuple[int, int]:
    file = settings.CONTENT / language / path
    if not path.startswith("pictures/") or not file.is_file():
        raise BadContent(f"{file}: no such picture")
    return content.size_of_webp(file.read_bytes())


def what_is_wrong() -> list[str]:
    """One line for each text that cannot be shown. Raises ImproperlyConfigured: no folder to read."""
    wrong = []
    for language, found in _texts().items():
        for each in found.values():
            try:
                content.shown_text(each, picture=lambda path: Picture(path, *_size(path, language)), other_site="")  # noqa: B023
            except BadContent as problem:
                wrong.append(str(problem))
    return wrong


def _language() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in settings.AGENCY.languages else settings.LANGUAGE_CODE


def values(language: str) -> dict[str, str]:
    """What a text may name between {{ }}: the words, numbers and days of the profile, "phones.statewide" and so on."""
    found = {}
    for table in ("names", "phones", "links", "addresses", "by_phone", "pamphlet", "offices", "payments", "access"):
        section = getattr(settings.AGENCY, table)
        for key in section.__struct_fields__:
            found[f"{table}.{key}"] = _said(getattr(section, key), language)
    return found


def _said(value: object, language: str) -> str:
    if isinstance(value, Phrase):
        return value.in_language(language)
    if hasattr(value, "isoformat"):
        return in_words(value, language)  # the profile's only such values are days
    return msgspec.to_builtins(value) if isinstance(value, str) else str(value)
