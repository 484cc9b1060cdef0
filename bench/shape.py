"""The product's page split into the common part and each reader's part. The other contenders send the same bytes."""

import re
from dataclasses import dataclass
from pathlib import Path

ROW = """<tr>
<th scope="row"><a href="/payments/received/%s">%s/%s/%s</a></th>
<td class="table__amount">$%s.%02d</td>
<td>%s</td>
</tr>
"""
_BODY = re.compile(r"(?<=<tbody>\n).*(?=</tbody>)", re.DOTALL)
_NOT_OURS = ("set-cookie", "server", "date", "transfer-encoding", "content-length")


@dataclass(frozen=True)
class Shape:
    """`page`: a text with %(name)s, %(count)s and %(rows)s; `size`: the number of rows; `headers`: those of the page."""

    page: str
    size: int
    headers: list[tuple[str, str]]

    @classmethod
    def of(cls, answer: Path) -> "Shape":
        """Read the head and body of one answer of the product from the file that bench.pages writes."""
        head, _, body = answer.read_text().partition("\n\n")
        size = body.count('<th scope="row">')
        page = _BODY.sub("@rows@", body).replace("%", "%%").replace("@rows@", "%(rows)s")
        page = page.replace("DANIEL", "%(name)s")
        page = re.sub(r"( of )\d+(</b>)", r"\1%(count)s\2", page)
        headers = [tuple(line.split(": ", 1)) for line in head.splitlines()[1:]]
        return cls(page, size, [(name, value) for name, value in headers if name.lower() not in _NOT_OURS])


_TEXT = re.compile(r">([^<>{}]*[A-Za-z][^<>{}]*)<")
_LINK = re.compile(r'(href|action|formaction)="(/(?!static)[^"?]*)"')
_FILE = re.compile(r'(href|src)="/static/([^"]+)"')
_TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')
_PAGER = re.compile(r'(?<=<nav class="pager" aria-label="Pages">\n<ul>\n).*?(?=</ul>)', re.DOTALL)
_YEARS = re.compile(r'(<option value="" selected>All years</option>\n)(?:<option value="\d+">\d+</option>\n)*')


@dataclass(frozen=True)
class Words:
    """The syntax of a template language for each part of a page; {} is the placeholder."""

    phrase: str
    link: str
    file: str
    token: str
    rows: str
    pager: str
    years: str


def template(answer: Path, words: Words) -> str:
    """Return the product's page as a usual template, which looks up phrases, URLs, files and tokens at each use."""
    body = answer.read_text().partition("\n\n")[2]
    body = _BODY.sub("@rows@", body)
    body = _PAGER.sub("@pager@", body)
    body = _YEARS.sub(r"\1@years@", body)
    body = re.sub(r"Payments (\d+) to (\d+) of (\d+)", "@first@ @last@ @count@", body)
    body = body.replace(">DANIEL<", ">@name@<").replace("DANIEL", "@name@")
    body = _TOKEN.sub("@token@", body)
    body = _TEXT.sub(lambda match: ">" + _phrase(match[1], words) + "<", body)
    body = _LINK.sub(lambda match: f'{match[1]}="{words.link.replace("{}", name_of(match[2]))}"', body)
    body = _FILE.sub(lambda match: f'{match[1]}="{words.file.replace("{}", match[2])}"', body)
    for mark, code in (("token", words.token), ("rows", words.rows), ("pager", words.pager), ("years", words.years)):
        body = body.replace(f"@{mark}@", code)
    body = body.replace("@first@ @last@ @count@", "Payments {{ first }} to {{ last }} of {{ count }}")
    return body.replace("@name@", "{{ name }}")


def _phrase(text: str, words: Words) -> str:
    phrase = text.strip()
    if "@" in phrase or '"' in phrase:
        return text
    return text.replace(phrase, words.phrase.replace("{}", " ".join(phrase.split())))


def paths(answer: Path) -> list[str]:
    """Return the paths of our own site that the page links to."""
    links = {path for _, path in _LINK.findall(_BODY.sub("", answer.read_text()))}
    return sorted(links | {"/payments/received"})


def name_of(path: str) -> str:
    return "p" + re.sub(r"[^a-z]+", "_", path)


PAGER = """{% for n in numbers %}
<li><a href="?page={{ n }}" aria-label="PHRASE {{ n }}"{% if n == here %} aria-current="page"{% endif %}>{{ n }}</a></li>
{% endfor %}
{% if here < last_page %}<li><a href="?page={{ here + 1 }}" rel="next"><span aria-hidden="true">›</span></a></li>{% endif %}
"""
YEARS = '{% for year in years %}<option value="{{ year }}">{{ year }}</option>\n{% endfor %}'
