"""Letters for window envelopes: one sheet each, all of a run in one PDF."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from connect.paper.rendering import printable, query_layout, render_pdf


@dataclass(frozen=True)
class Letter:
    """Finished texts in one language. `parts`: ("text", ...), ("code", ...) set large, or ("link", ...)."""

    language: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: str
    reference: str
    heading: str
    parts: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]


class DoesNotFit(ValueError):
    """An address that the window of its envelope would not show whole, at any size; the message says whose."""


SENDER, ADDRESS = "the sender's address", "the address"


def what_does_not_fit(letters: Sequence[Letter]) -> list[str]:
    """For each of `letters` SENDER or ADDRESS, '' where both stand whole in their windows: measured as they are set."""
    if not letters:
        return []
    said = query_layout(
        "fits", "fits", {"letters": [_printable({"sender": each.sender, "to": each.to}) for each in letters]}
    )
    return [ADDRESS if not to else "" if sender else SENDER for sender, to in said]


def letters_pdf(letters: Sequence[Letter], *, title: str, made_at: datetime) -> bytes:
    """The PDF of `letters` in their order. Its own language is theirs, or English when both are in it.

    Raises DoesNotFit: nothing is ever set outside its window.
    """
    if unfit := sorted({whose for whose in what_does_not_fit(letters) if whose}):
        raise DoesNotFit(f"{' and '.join(unfit)} does not fit the window of the envelope")
    languages = {letter.language for letter in letters}
    data = {
        "title": title,
        "language": languages.pop() if len(languages) == 1 else "en",
        "letters": [_printable(asdict(letter)) for letter in letters],
    }
    return render_pdf("letter", data, made_at=made_at)


def _printable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value
