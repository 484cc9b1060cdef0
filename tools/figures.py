"""Figures about the code: files and lines of each package, and how long files and functions are (docs/adr/0024).

    python -m tools.figures

Migrations, blank files and tests are not counted; SQL files of the feed are.
"""

import ast
import statistics
from collections import defaultdict
from pathlib import Path

from connect.lib.console import plain_console

CONNECT = Path(__file__).resolve().parent.parent / "connect"


def main() -> None:
    files = [p for p in sorted(CONNECT.rglob("*")) if p.suffix in (".py", ".sql") and "migrations" not in p.parts]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    packages = defaultdict(list)
    for path, count in lines.items():
        if count:
            packages[path.relative_to(CONNECT).parts[0] if path.parent != CONNECT else "(connect)"].append(count)
    out = plain_console()
    for name, counts in packages.items():
        out.print(f"{name:12} {len(counts):4} files {sum(counts):6} lines")
    out.print(f"{'all':12} {sum(map(len, packages.values())):4} files {sum(lines.values()):6} lines")
    out.print("files:", _spread([count for path, count in lines.items() if count and path.suffix == ".py"]))
    out.print("functions:", _spread(_functions([path for path in files if path.suffix == ".py"])))


def _functions(files: list[Path]) -> list[int]:
    """The lines of every function, without its docstring and decorators."""
    found = []
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
                docstring = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
                found.append((node.end_lineno or 0) - node.lineno + 1 - docstring)
    return found


def _spread(counts: list[int]) -> str:
    tenths = statistics.quantiles(counts, n=10)
    return (
        f"{len(counts)}, median {statistics.median(counts):.0f}, 90th percentile {tenths[-1]:.0f}, most {max(counts)}"
    )


if __name__ == "__main__":
    main()
