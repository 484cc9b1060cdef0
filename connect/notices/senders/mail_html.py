"""The HTML part of a mail: the same words as its text, in one column with one button.

It loads nothing: no picture, no font, no style sheet, and so nothing tells anyone that it was opened.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from connect.notices.texts import MailFrame, NoticeText, line_for_others, mail_frame

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def html_part(title: str, texts: dict[str, NoticeText], ends: str = "") -> str:
    """The mail in each language of `texts`. `ends`: the address that ends its kind, '' for mail that nothing ends."""
    parts: list[tuple[str, NoticeText, MailFrame]] = [
        (language, text, mail_frame(language)) for language, text in texts.items()
    ]
    other, call = line_for_others(tuple(texts))
    return _template().render(title=title, parts=parts, ends=ends, other=other, call=call)


def _pieces(text: str) -> list[str]:
    """`text` cut at its telephone numbers, which stand at every second place."""
    return re.split(r"(\(\d{3}\) \d{3}-\d{4})", text)


def _dialed(number: str) -> str:
    return "tel:+1" + "".join(re.findall(r"\d", number))


@cache
def _template() -> Template:
    jinja = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"pieces": _pieces, "dialed": _dialed}
    return jinja.get_template("notices/mail.html")
