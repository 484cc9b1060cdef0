"""The agency's texts as pages show them: read once with the values of the profile, and rendered once a language."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language, gettext, override

from connect.cases.kinds import AppointmentKind
from connect.lib import content
from connect.lib.content import BadContent, Picture, RenderedText, Text
from connect.lib.word_search import Searched, WordIndex

ANSWERS = "faq/"  # names of answers begin with this folder
MEETINGS = "appointments/"  # names of what to bring to an appointment of each kind, which stands on its own page
# Texts whose page has a view of its own: the search of the answers, the list of counties, the printed page.
WITH_OWN_VIEW = ("faq", "local-office", "pamphlet")
# Texts that answer no question themselves.
UNSEARCHED = ("faq", "pamphlet")
# Texts that the footer, the welcome page and other texts link to.
NEEDED = (
    *("accessibility", "benefits", "by-phone", "conditions-of-use", "contact", "faq", "forms", "getting-started"),
    *("local-office", "pamphlet", "privacy", "programs", "translation-services", "update-contact-information"),
    *("videos", "view-payments"),
    *(f"{MEETINGS}{kind}" for kind in AppointmentKind),
)


@cache
def _texts() -> dict[str, dict[str, Text]]:
    """{language: {name: Text}}. Raises ImproperlyConfigured if the folder cannot be used."""
    languages = settings.AGENCY.languages
    try:
        by_language = content.read_texts(
            settings.CONTENT,
            languages,
            {language: content.profile_values(settings.AGENCY, language) for language in languages},
        )
    except BadContent as problem:
        raise ImproperlyConfigured(str(problem)) from problem
    texts = {language: {text.name: text for text in by_language[language]} for language in languages}
    if missing := set(NEEDED) - texts[languages[0]].keys():
        raise ImproperlyConfigured(f"{settings.CONTENT}: pages link to {', '.join(sorted(missing))}, not there")
    return texts


def names() -> list[str]:
    """Every text except the answers and those of appointments, in the order of the help page."""
    return [name for name in _texts()[settings.AGENCY.languages[0]] if not name.startswith((ANSWERS, MEETINGS))]


def meeting_names() -> list[str]:
    """The texts of appointments."""
    return [name for name in _texts()[settings.AGENCY.languages[0]] if name.startswith(MEETINGS)]


def page_names() -> list[str]:
    """The texts that are a page like any other, in the order of the help page."""
    return [name for name in names() if name not in WITH_OWN_VIEW]


def answer_names() -> list[str]:
    return [name.removeprefix(ANSWERS) for name in _texts()[settings.AGENCY.languages[0]] if name.startswith(ANSWERS)]


def text(name: str) -> Text:
    """The text called `name` in the language in force. Raises KeyError."""
    return _texts()[_language()][name]


def rendered(name: str) -> RenderedText:
    """The text called `name` as markup, in the language in force. Raises KeyError."""
    return _shown(name, _language())


@cache
def search_index(language: str) -> WordIndex[str]:
    """Every text by the words of `language`, and by what people call it in the other ones: many mix two of them."""
    texts = _texts()
    indexed = {}
    for name in texts[language]:
        if name not in UNSEARCHED and not name.startswith(MEETINGS):
            in_all = [texts[language][name], *(texts[other][name] for other in texts if other != language)]
            title = " ".join(each.title for each in in_all)
            phrases = tuple(phrase for each in in_all for phrase in each.words)
            share = 1.0 if name.startswith(ANSWERS) else 0.8
            indexed[name] = Searched(title, phrases, f"{in_all[0].description} {_shown(name, language).words}", share)
    return WordIndex(indexed)


@cache
def _shown(name: str, language: str) -> RenderedText:
    with override(language):
        away = gettext("another website")
    return content.render_text(_texts()[language][name], picture=lambda path: _picture(path, language), other_site=away)


def _picture(path: str, language: str) -> Picture:
    """`path` as a text names it: pictures/name.webp, and name-phone.webp beside it for a phone, if there is one.

    Raises BadContent if it is not there, or is not WebP.
    """
    phone = path.removesuffix(".webp") + "-phone.webp"
    on_phone = _one_picture(phone, language) if (settings.CONTENT / language / phone).is_file() else None
    return replace(_one_picture(path, language), on_phone=on_phone)


def _one_picture(path: str, language: str) -> Picture:
    return Picture(staticfiles_storage.url(f"content/{language}/{Path(path).name}"), *_size(path, language))


def _size(path: str, language: str) -> tuple[int, int]:
    file = settings.CONTENT / language / path
    if not path.startswith("pictures/") or not file.is_file():
        raise BadContent(f"{file}: no such picture")
    return content.size_of_webp(file.read_bytes())


def broken_texts() -> list[str]:
    """One line for each text that cannot be shown. Raises ImproperlyConfigured if the folder cannot be read."""
    problems = []
    for language, by_name in _texts().items():
        for text in by_name.values():
            try:
                content.render_text(text, picture=lambda path: Picture(path, *_size(path, language)), other_site="")  # noqa: B023
            except BadContent as problem:
                problems.append(str(problem))
    return problems


def _language() -> str:
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in settings.AGENCY.languages else settings.LANGUAGE_CODE
