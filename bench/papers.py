"""Papers: a statement drawn by us and the same page drawn by WeasyPrint, in turns in one process; sizes; memory.

`python -m bench.papers ROUNDS COUNT`. Processor time, because the machine may be shared. Both draw the same blocks, and the other one is given a style sheet as
short as it can be.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import django

os.environ |= {"DJANGO_SETTINGS_MODULE": "connect.settings", "CONNECT_PROFILE": "test"}
django.setup()

from connect.cases.kinds import DocumentKind  # noqa: E402 - the settings come first
from connect.design.templates import environment  # noqa: E402
from connect.documents.drawing import document_pdf, drawn_document  # noqa: E402
from tests.documents.drawn import opened  # noqa: E402
from tests.documents.samples import billing, sample  # noqa: E402

MANY, EARLY = 3_000, 500
_STYLE = "@page{size:letter;margin:.75in}body{font:10.5pt sans-serif}table{width:100%;border-collapse:collapse}"


def measure(rounds: int, count: int) -> dict[str, float]:
    """Seconds of processor time for one statement, by who draws it. WeasyPrint only where it is installed."""
    statement = opened(billing("plain"))
    contenders: dict[str, Callable[[], object]] = {"ours": lambda: document_pdf(statement, "en")}
    if find_spec("weasyprint"):
        from weasyprint import HTML  # type: ignore[import-untyped]

        page = as_page(statement)
        contenders["WeasyPrint"] = lambda: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for draw in contenders.values():
        draw()
    for _ in range(rounds):
        for name, draw in contenders.items():
            began = time.process_time()
            for _ in range(count):
                draw()
            taken[name].append((time.process_time() - began) / count)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def as_page(statement: object) -> str:
    """The statement's blocks as the portal draws them."""
    drawn = drawn_document(statement, "en")  # type: ignore[arg-type]
    source = '{% from "design/blocks.html" import blocks %}{{ blocks(all) }}'
    body = environment("en").from_string(source).render(all=drawn.blocks)
    return f'<!doctype html><html lang="en"><title>Statement</title><style>{_STYLE}</style><body>{body}</body></html>'


def sizes() -> list[tuple[str, float, float]]:
    """(document, KB in English, KB in Spanish) of the plain sample of each."""
    found = []
    for kind in DocumentKind:
        english, spanish = (len(document_pdf(opened(sample(kind, "plain")), each)) / 1024 for each in ("en", "es"))
        found.append((str(kind.label), english, spanish))
    return found


def memory() -> tuple[float, float]:
    """MB in use after 500 documents and after 3,000, of all kinds in turn."""
    after = 0.0
    all_kinds = [opened(sample(kind, "plain")) for kind in DocumentKind]
    for number in range(MANY):
        document_pdf(all_kinds[number % len(all_kinds)], ("en", "es")[number % 2])
        if number == EARLY:
            after = _resident()
    return after, _resident()


def _resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def table(found: dict[str, float]) -> str:
    lines = ["| who draws a statement | processor time, ours = 1 |", "|---|---|"]
    lines += [f"| {name} | {seconds / found['ours']:.1f} |" for name, seconds in found.items()]
    lines += ["", "| document | KB, English | KB, Spanish |", "|---|---|---|"]
    lines += [f"| {name} | {english:.1f} | {spanish:.1f} |" for name, english, spanish in sizes()]
    early, late = memory()
    return "\n".join([*lines, "", f"Memory after {EARLY} and {MANY:,} documents: {early:.0f} and {late:.0f} MB."])


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]), int(sys.argv[2]))), flush=True)
