"""A receipt on one sheet: whose it is, a few facts, and the times that follow."""

from dataclasses import asdict, dataclass
from datetime import datetime

from connect.paper.rendering import printable_all, render_pdf


@dataclass(frozen=True)
class ReceiptSheet:
    """The texts of a receipt in one language. `rows`: (label, value)."""

    language: str
    title: str
    owner: tuple[str, ...]
    sender: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    times_title: str
    times: tuple[str, ...]


def receipt_pdf(receipt: ReceiptSheet, *, made_at: datetime) -> bytes:
    """The PDF of `receipt`, dated `made_at`."""
    return render_pdf("receipt", printable_all(asdict(receipt)), made_at=made_at)
