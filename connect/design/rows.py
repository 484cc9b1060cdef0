"""The rows of a table as one piece of markup: a page of payments has sixty cells, too many for a macro's pace."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from connect.lib.characters import isolated

type Rows = Sequence[tuple[str | None, Sequence[str]]]


def table_rows(rows: Rows, heads: Sequence[str], amount: int | None, labels: bool, kinds: Sequence[str] = ()) -> Markup:
    """The `rows` of design/table.html in the columns `heads`. Every text is escaped; what is markup stays markup."""
    kinds = kinds or [""] * len(heads)
    cells_begin = [
        _begin(place == amount, head if labels else "", kind)
        for place, (head, kind) in enumerate(zip(heads, kinds, strict=True))
    ][1:]
    parts: list[str] = []
    for href, cells in rows:
        first = _cell(cells[0])
        parts += (
            (
                *('<tr class="table__target">\n<th scope="row"><a href="', escape(href)),
                *(('" aria-label="', first, ", ", _cell(cells[amount])) if amount else ()),
                *('">', first, "</a>"),
            )
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


def _begin(is_amount: bool, label: str, kind: str) -> str:
    if is_amount:
        return '<td class="table__amount">'
    named = f' class="table__{kind}"' if kind else ""
    return f'<td{named} data-label="{escape(label)}">' if label else f"<td{named}>"
