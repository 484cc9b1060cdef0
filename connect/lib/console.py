"""The operator's console: it prints texts exactly as they are, without interpreting markup."""

from typing import TextIO, cast

from rich.console import Console


def plain_console(out: object = None, *, width: int | None = None, stderr: bool = False) -> Console:
    """Return a console that prints texts and tables to `out` (a file or a command's stdout) or to the process's stdout.

    The name of a folder or a person may contain [brackets] or :colons:, which rich would read as markup and emoji.
    `width` applies when the output is not a terminal; a terminal has its own width. A command's stdout adds no line
    endings, because rich writes them.
    """
    if out is not None and hasattr(out, "ending"):
        out.ending = ""
    on_terminal = out is None or cast(TextIO, out).isatty()
    return Console(
        file=cast("TextIO | None", out),
        width=None if on_terminal else width,
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
    )
