"""Remove each protection from a copy of the product and run the test that must fail without it (`make mutants`).

tools/mutants.toml lists the protections. A protection whose test does not fail without it could disappear unnoticed.
The exit code is 1 if a mutant survives or a listed source text no longer exists.
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
AT_ONCE = 2  # each runs with its own database
COPIED = (
    "connect",
    "tests",
    "demo",
    "content",
    "docs",
    "tools",
    "agency.toml",
    "rules.toml",
    "offices.csv",
    "cities.csv",
    "manage.py",
    "profiles",
)
SETTINGS = ("pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `text`, which occurs exactly once in `file`, with `instead`."""

    file: str
    text: str
    instead: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A protection, the changes that remove it, and the id of the test that must fail without it."""

    protection: str
    test: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`output`: the last line of the test run."""

    mutant: Mutant
    caught: bool
    output: str


def listed() -> list[Mutant]:
    """Return the mutants of tools/mutants.toml in the order of the file."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [
        Mutant(entry["protection"], entry["test"], tuple(Change(**change) for change in entry["changes"]))
        for entry in entries
    ]


def what_is_wrong(mutant: Mutant, root: Path = ROOT) -> list[str]:
    """Return why `mutant` cannot be made: a text that does not occur exactly once, or a missing test."""
    wrong = []
    for change in mutant.changes:
        file = root / change.file
        times = file.read_text(encoding="utf-8").count(change.text) if file.is_file() else 0
        if times != 1:
            wrong.append(f"{mutant.protection}: its text occurs {times} times in {change.file}")
        if change.text == change.instead:
            wrong.append(f"{mutant.protection}: the change removes nothing")
    file, _, function = mutant.test.partition("::")
    test = root / file
    if not test.is_file() or f"def {function.split('[')[0]}(" not in test.read_text(encoding="utf-8"):
        wrong.append(f"{mutant.protection}: there is no test {mutant.test}")
    return wrong


def copy_product(folder: Path) -> Path:
    """Copy the product and its tests to `folder`; the checkout itself is never changed."""
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
    # No compiled files: two versions of a file that are written in the same second would share one.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--tb=line", *tests]
    return subprocess.run(  # noqa: S603 - fixed words and the tests of mutants.toml
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def judge(mutant: Mutant, copy: Path) -> Verdict:
    """Run the test of `mutant` in `copy`.

    The mutant is caught if the test ran and failed. A test that cannot start proves nothing.
    """
    originals = {change.file: (copy / change.file).read_text(encoding="utf-8") for change in mutant.changes}
    try:
        for change in mutant.changes:
            file = copy / change.file
            file.write_text(file.read_text(encoding="utf-8").replace(change.text, change.instead), encoding="utf-8")
        result = run(copy, mutant.test)
    finally:
        for file, text in originals.items():
            (copy / file).write_text(text, encoding="utf-8")
    failed = re.search(r"\b([0-9]+) failed", result.stdout)
    lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
    return Verdict(mutant, result.returncode == 1 and failed is not None, lines[-1] if lines else "")


def judge_all(mutants: list[Mutant], original: Path) -> Iterator[Verdict]:
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(AT_ONCE):
        copies.put(shutil.copytree(original, original.with_name(str(number))))

    def judge_in_free_copy(mutant: Mutant) -> Verdict:
        copy = copies.get()
        try:
            return judge(mutant, copy)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield from threads.map(judge_in_free_copy, mutants)


def main(phrase: str) -> int:
    """Run the mutants whose protection contains `phrase`; '' means all."""
    console = Console()
    mutants = [mutant for mutant in listed() if phrase in mutant.protection]
    wrong = [problem for mutant in mutants for problem in what_is_wrong(mutant)]
    for problem in wrong:
        console.print(problem, style="red", markup=False)
    if wrong or not mutants:
        return 1
    table = Table("protection", "the test that notices", "without it")
    with tempfile.TemporaryDirectory(prefix="connect-mutants-") as scratch:
        original = copy_product(Path(scratch, "original"))
        before = run(original, *sorted({mutant.test for mutant in mutants}))
        if before.returncode:
            console.print("Some tests fail before any protection is removed:", style="red")
            console.print(before.stdout, before.stderr, markup=False)
            return 1
        survived = 0
        for verdict in judge_all(mutants, original):
            survived += not verdict.caught
            file, _, test = verdict.mutant.test.partition("::")
            table.add_row(
                verdict.mutant.protection,
                f"{file}\n{test}",
                "the test fails" if verdict.caught else f"[red]SURVIVES[/red]: {verdict.output}",
            )
    console.print(table)
    console.print(f"{len(mutants)} protections, {survived} without a test that notices")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
