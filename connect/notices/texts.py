"""The words of a notice, from its templates: a heading and paragraphs in the reader's language.

A template is plain text. Its first line is "# " and the heading; an empty line ends a paragraph; a paragraph "    CODE"
is a secret or a code to type, in large type; a paragraph "<address>" is a link, and "<address|words>" the one that is a
button where there are buttons. A template names no one else, nothing about a case, and no postal address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from connect.lib.dates import day_in_words, moment_in_words
from connect.notices.actions import NOTICE_LANGUAGES
from connect.notices.events import Event
from connect.notices.kinds import Channel
from connect.notices.models import OutboxMessage

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; a secret or a code to type, in large type; or a link. `button`: what its button says."""

    kind: Literal["text", "code", "link"]
    text: str
    button: str = ""


@dataclass(frozen=True)
class NoticeText:
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class MailFrame:
    """What every mail says around its notice, in one language."""

    opening: str
    closing: str
    agency: str
    to_end: str


def mail_frame(language: str) -> MailFrame:
    with override(language):
        return MailFrame(
            opening=gettext(
                "Private message from Customer Connect. Please open it where no one else can see your screen. Even if"
                " you did not expect it, please read all of it."
            ),
            closing=gettext("Please do not reply to this email. No one reads replies. To reach us, call %(phone)s.")
            % {"phone": settings.AGENCY.phones.statewide},
            agency=settings.AGENCY.names.agency.in_language(language),
            to_end=gettext("To stop emails of this kind, open this link:"),
        )


def languages_of(row: OutboxMessage) -> tuple[str, ...]:
    """The languages of a message, that of the person who asked for it first."""
    return (row.also_in, row.language) if row.also_in else (row.language,)


def line_for_others(languages: tuple[str, ...]) -> tuple[str, str]:
    """(language, sentence) for a reader who knows only the language that is not among these; ('', '') where none is."""
    other = next((language for language in NOTICE_LANGUAGES if language not in languages), "")
    if not other:
        return "", ""
    with override(other):
        return other, gettext("For help in English, call %(phone)s.") % {"phone": settings.AGENCY.phones.statewide}


def notice_text(event: Event, channel: Channel, language: str) -> NoticeText:
    """Return the text of `event` for a mail or a letter in 'en' or 'es'. Raises ValueError for another channel."""
    if channel not in event.channels:
        raise ValueError(f"{event.name} cannot be sent by {channel}")
    with override(language):
        text = (
            _environment()
            .get_template(f"notices/{event.name}/{channel}.txt")
            .render(
                event=event,
                language=language,
                phone=settings.AGENCY.phones.statewide,
                address=settings.AGENCY.pamphlet.address,
                not_me_days=settings.AGENCY.access.on_file_days,
            )
        )
    heading, *paragraphs = _paragraphs(text)
    return NoticeText(heading.text.removeprefix("# "), tuple(paragraphs))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        line = block.strip()
        if block.lstrip("\n").startswith("    "):
            yield Paragraph("code", line)
        elif line.startswith("<"):
            address, _, button = line.strip("<>").partition("|")
            yield Paragraph("link", address, button)
        elif line:
            yield Paragraph("text", line)


@cache
def _environment() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - plain text
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # gettext asks Django for the current language at each call, so one environment serves every language.
    jinja.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    jinja.filters |= {"day": _day, "moment": _moment, "without_code": _without_code}
    return jinja


@pass_context
def _day(context: Context, when: date) -> str:
    """A day in words; for a moment, its day in the agency's time zone."""
    day = timezone.localtime(when, settings.AGENCY.zone).date() if isinstance(when, datetime) else when
    return day_in_words(day, context["language"])


@pass_context
def _moment(context: Context, when: datetime) -> str:
    return moment_in_words(timezone.localtime(when, settings.AGENCY.zone), context["language"])


def _without_code(link: str, code: str) -> str:
    """The address of the page as a reader types it: `link` without the scheme and without the code at its end."""
    return link.removeprefix("https://").removesuffix(code).rstrip("/")
