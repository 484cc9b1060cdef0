"""Letters for window envelopes: one sheet for each letter, all letters of a run in one PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from connect.paper.rendering import printable_all, query_layout, render_pdf


@dataclass(frozen=True)
class LetterText:
    """A letter's text in one language. `parts`: ("text", ...), ("code", ...) in large type, or ("link", ...).

    `day`, `reference`: on top of it; `closing`: the agency and how to reach it.
    """

    language: str
    day: str
    reference: str
    heading: str
    parts: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A letter in one language, or in two that stand side by side.

    `name`: of the service, beside its mark. `call`: (language, line) for readers of another language, else ('', '').
    """

    sender: tuple[str, ...]
    to: tuple[str, ...]
    name: str
    texts: tuple[LetterText, ...]
    call: tuple[str, str] = ("", "")

    @property
    def heading(self) -> str:
        return self.texts[0].heading

    @property
    def languages(self) -> set[str]:
        return {text.language for text in self.texts}


MARK = Path(__file__).resolve().parents[1] / "design/static/design/poppy.svg"  # the one of every page


def address_lines(address: str) -> tuple[str, ...]:
    """An address of the profile as the lines of an envelope: name, street, and all the rest on the third."""
    return tuple(part.strip() for part in address.split(",", 2))


class DoesNotFit(ValueError):
    """The window of the envelope cannot show an address completely at any size; the message says which address."""


SENDER, ADDRESS = "the sender's address", "the address"


def what_does_not_fit(letters: Sequence[Letter]) -> list[str]:
    """Return SENDER or ADDRESS for each letter whose address does not fit its window, '' for a letter that fits.

    The layout itself measures the addresses. Where neither fits, the result is ADDRESS.
    """
    if not letters:
        return []
    data = {"letters": [printable_all({"sender": letter.sender, "to": letter.to}) for letter in letters]}
    fits = query_layout("fits", "fits", data)
    return [ADDRESS if not address_fits else "" if sender_fits else SENDER for sender_fits, address_fits in fits]


def letters_pdf(letters: Sequence[Letter], *, title: str, made_at: datetime) -> bytes:
    """Return the PDF of `letters` in their order. Its language is theirs, or English if they are in both languages.

    Raises DoesNotFit if an address would not stay inside its window.
    """
    if unfit := sorted({address for address in what_does_not_fit(letters) if address}):
        raise DoesNotFit(f"{' and '.join(unfit)} does not fit the window of the envelope")
    languages = {language for letter in letters for language in letter.languages}
    data = {
        "title": title,
        "mark": MARK.read_text(encoding="utf-8"),
        "language": languages.pop() if len(languages) == 1 else "en",
        "letters": [printable_all(asdict(letter)) for letter in letters],
    }
    return render_pdf("letter", data, made_at=made_at)
