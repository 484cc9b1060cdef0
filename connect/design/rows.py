"""The rows of a table as one piece of markup: a page of payments has sixty cells, too many for a macro's pace."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from connect.lib.characters import isolated

type Rows = Sequence[tuple[str | None, Sequence[str]]]


def table_rows(rows: Rows, heads: Sequence[str], amount: int | None, labels: bool) -> Markup:
    """The `rows` of design/table.html in the columns `heads`. Every text is escaped; what is markup stays markup."""
    cells_begin = [_begin(place, head, amount, labels) for place, head in enumerate(heads)][1:]
    parts: list[str] = []
    for href, cells in rows:
        first = _cell(cells[0])
        parts += (
            ('<tr>\n<th scope="row"><a href="', escape(href), '">', first, "</a>")
            if href
            else (
                '<tr>\n<th scope="row">',
                first,
            )
        )
        parts.append("</th>\n")
        for begin, cell in zip(cells_begin, cells[1:], strict=True):
            parts += (begin, _cell(cell), "</td>\n")
        parts.append("</tr>\n")
    return Markup("".join(parts))  # noqa: S704 - each part is markup of ours or was escaped


def _cell(text: str) -> Markup:
    return escape(text if isinstance(text, Markup) else isolated(text))


def _begin(place: int, head: str, amount: int | None, labels: bool) -> str:
    if place == amount:
        return '<td class="table__amount">'
    return f'<td data-label="{escape(head)}">' if labels else "<td>"
