"""Knocks each protection out of a copy of the product and runs the one test that must notice (`make mutants`).

tools/mutants.toml lists them. A protection without a test that fails when it is gone is none: nobody would see it go.
Ends with 1 when a mutant survives, or when a text to knock out is no longer there.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tools" / "mutants.toml"
AT_ONCE = 2  # each has a database of its own
COPIED = ("connect", "tests", "demo", "content", "docs", "tools", "agency.toml", "offices.csv", "manage.py", "profiles")
SETTINGS = ("pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")


@dataclass(frozen=True, slots=True)
class Change:
    """`text`, as it stands once in `file`, becomes `instead`."""

    file: str
    text: str
    instead: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A protection, what knocks it out, and the id of the test that must fail without it."""

    protection: str
    test: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    mutant: Mutant
    caught: bool
    said: str


def listed() -> list[Mutant]:
    """The mutants of tools/mutants.toml, in its order."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [
        Mutant(entry["protection"], entry["test"], tuple(Change(**change) for change in entry["changes"]))
        for entry in entries
    ]


def what_is_wrong(mutant: Mutant, root: Path = ROOT) -> list[str]:
    """Why `mutant` cannot be made: a text that is not there exactly once, or a test that is not there."""
    wrong = []
    for change in mutant.changes:
        file = root / change.file
        times = file.read_text(encoding="utf-8").count(change.text) if file.is_file() else 0
        if times != 1:
            wrong.append(f"{mutant.protection}: its text stands {times} times in {change.file}")
        if change.text == change.instead:
            wrong.append(f"{mutant.protection}: nothing is knocked out")
    file, _, function = mutant.test.partition("::")
    test = root / file
    if not test.is_file() or f"def {function.split('[')[0]}(" not in test.read_text(encoding="utf-8"):
        wrong.append(f"{mutant.protection}: there is no test {mutant.test}")
    return wrong


def a_copy(folder: Path) -> Path:
    """The product and its tests in `folder`; the checkout itself is never changed."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "reference"))
        elif source.is_file():
            shutil.copy2(source, folder / name)
    for name in SETTINGS:
        shutil.copy2(ROOT / name, folder / name)
    return folder


def run(copy: Path, *tests: str) -> subprocess.CompletedProcess:
    # No compiled files: two versions of a source in one second would share one.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--tb=line", *tests]
    return subprocess.run(  # noqa: S603 - fixed words and the list in this folder
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def judged(mutant: Mutant, copy: Path) -> Verdict:
    """Caught: the test ran and failed. A test that could not even begin proves nothing."""
    originals = {change.file: (copy / change.file).read_text(encoding="utf-8") for change in mutant.changes}
    try:
        for change in mutant.changes:
            file = copy / change.file
            file.write_text(file.read_text(encoding="utf-8").replace(change.text, change.instead), encoding="utf-8")
        done = run(copy, mutant.test)
    finally:
        for file, text in originals.items():
            (copy / file).write_text(text, encoding="utf-8")
    failed = re.search(r"\b([0-9]+) failed", done.stdout)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return Verdict(mutant, done.returncode == 1 and failed is not None, lines[-1] if lines else "")


def judge(mutants: list[Mutant], whole: Path) -> Iterator[Verdict]:
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(AT_ONCE):
        copies.put(shutil.copytree(whole, whole.with_name(str(number))))

    def one(mutant: Mutant) -> Verdict:
        copy = copies.get()
        try:
            return judged(mutant, copy)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(one, mutants)


def main(phrase: str) -> int:
    """Runs the protections whose words hold `phrase`; '' means all."""
    say = Console()
    mutants = [each for each in listed() if phrase in each.protection]
    wrong = [problem for mutant in mutants for problem in what_is_wrong(mutant)]
    for problem in wrong:
        say.print(problem, style="red", markup=False)
    if wrong or not mutants:
        return 1
    table = Table("protection", "the test that notices", "without it")
    with tempfile.TemporaryDirectory(prefix="connect-mutants-") as scratch:
        whole = a_copy(Path(scratch, "whole"))
        before = run(whole, *sorted({mutant.test for mutant in mutants}))
        if before.returncode:
            say.print("Before anything is knocked out, not every test passes:", style="red")
            say.print(before.stdout, before.stderr, markup=False)
            return 1
        survived = 0
        for verdict in judge(mutants, whole):
            survived += not verdict.caught
            file, _, test = verdict.mutant.test.partition("::")
            table.add_row(
                verdict.mutant.protection,
                f"{file}\n{test}",
                "the test fails" if verdict.caught else f"[red]SURVIVES[/red]: {verdict.said}",
            )
    say.print(table)
    say.print(f"{len(mutants)} protections, {survived} without a test that notices")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
