"""The operator's console: what is said is printed as it is, and nothing in it is taken for anything else."""

from typing import TextIO, cast

from rich.console import Console


def plain_console(out: object = None, *, width: int | None = None, stderr: bool = False) -> Console:
    """Prints texts and tables to `out`, a file or a command's stdout, else to this process's own.

    The name of a folder or of a person may hold [brackets] or :colons:, which rich would take for markup and pictures.
    `width` holds where no one watches: on a terminal it is the terminal's. A command's lines end where rich ends them.
    """
    if out is not None and hasattr(out, "ending"):
        out.ending = ""
    watched = out is None or cast(TextIO, out).isatty()
    return Console(
        file=cast("TextIO | None", out),
        width=None if watched else width,
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
    )
