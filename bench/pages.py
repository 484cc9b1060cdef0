"""Compare the payments page with a bare function, a usual Django and Flask: same rows, bytes and server, in turns."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import loader, machine, shape
from bench.loader import Answers
from bench.machine import Server

PATH = "/payments/received"
DJANGO = shape.Words(
    phrase='{% translate "{}" %}',
    link="{% url '{}' %}",
    file="{% static '{}' %}",
    token="{% csrf_token %}",
    rows="""{% for payment in page %}<tr>
<th scope="row"><a href="{% url 'payment' payment.public_id %}">{{ payment.received_on|date:"m/d/Y" }}</a></th>
<td class="table__amount">{{ payment.dollars }}</td>
<td>{{ payment.get_source_display|upper }}</td>
</tr>
{% endfor %}""",
    pager=shape.PAGER.replace("PHRASE", '{% translate "Page" %}').replace("here + 1", "page.next_page_number"),
    years=shape.YEARS,
)
FLASK = shape.Words(
    phrase='{{ _("{}") }}',
    link='{{ url_for("{}") }}',
    file='{{ url_for("static", filename="{}") }}',
    token='<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">',
    rows="""{% for payment in page.items %}<tr>
<th scope="row"><a href="{{ url_for("payment", public_id=payment.public_id) }}">{{ payment.received_on.strftime("%m/%d/%Y") }}</a></th>
<td class="table__amount">{{ payment.dollars }}</td>
<td>{{ _(types[payment.source]) }}</td>
</tr>
{% endfor %}""",
    pager=shape.PAGER.replace("PHRASE", '{{ _("Page") }}'),
    years=shape.YEARS,
)


@dataclass
class Contender:
    """One implementation of the page, its running server, and the results of its rounds (requests per CPU-second)."""

    name: str
    server: Server
    requests: list[bytes]
    rates: list[float] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)
    memory: int = 0

    def round(self, count: int) -> None:
        before = self.server.cpu()
        self.answers.append(loader.load(self.server.port, self.requests, at_once=4, count=count))
        self.rates.append(count / (self.server.cpu() - before))

    def middle(self, hundredth: int) -> float:
        return median(answers.percentile(hundredth) for answers in self.answers)


def measure(kind: str, *, people: int, rounds: int, count: int) -> list[Contender]:
    """Measure every contender on a database of `kind`: `count` pages of each in each of `rounds`, in turns."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.sched_setaffinity(0, {machine.LOAD_CORE})  # PostgreSQL, a child process, inherits this
    try:
        with ExitStack() as servers:
            contenders = list(_contenders(servers, kind, folder, people))
            for contender in contenders:
                contender.round(count // 4)
                contender.rates.clear()
                contender.answers.clear()
            for _ in range(rounds):
                for contender in contenders:
                    contender.round(count)
            for contender in contenders:
                contender.memory = contender.server.memory()
        return contenders
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _contenders(servers: ExitStack, kind: str, folder: Path, people: int) -> Iterator[Contender]:
    environment, keys = prepared(kind, folder, people)
    product = servers.enter_context(machine.serving(machine.PRODUCT, environment))
    cookies = [f"__Host-visit={key}" for key in keys]
    yield _contender("Customer Connect", product, cookies)
    head, body = loader.ask(product.port, PATH, loader.visited(product.port, PATH, cookies[0]))
    page = folder / "page.txt"
    page.write_bytes(head.replace(b"\r\n", b"\n") + b"\n\n" + body)
    environment |= {
        "BENCH_PAGE": str(page),
        "BENCH_TEMPLATES": str(folder),
        "BENCH_STATEMENTS": str(folder / "statements.json"),
        "BENCH_SIZE": str(shape.Shape.of(page).size),
    }
    yield _contender("bare", servers.enter_context(machine.serving("bench.bare:application", environment)), cookies)
    (folder / "payments.html").write_text("{% load i18n static %}" + shape.template(page, DJANGO))
    (folder / "payments.jinja.html").write_text(shape.template(page, FLASK))
    django_cookies = [f"sessionid={key}" for key in machine.run(environment, "-m", "bench.usual.fill").split()]
    usual = servers.enter_context(machine.serving("bench.usual.wsgi:application", environment))
    yield _contender("usual Django", usual, django_cookies)
    flask = servers.enter_context(machine.serving("bench.flask_app:application", environment))
    yield _contender("Flask and SQLAlchemy", flask, cookies)


def prepared(kind: str, folder: Path, people: int, *words: object) -> tuple[dict[str, str], list[str]]:
    """Fill a database and collect the files. Returns the environment for servers, and the keys of the visits."""
    environment = machine.environment(folder, machine.database(kind, folder))
    machine.run(environment, "manage.py", "migrate", "--verbosity", "0")
    machine.run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    keys = folder / "keys"
    machine.run(environment, "-m", "bench.fill", "--people", people, "--keys", keys, *words)
    return environment, keys.read_text().split()


def _contender(name: str, server: Server, cookies: list[str]) -> Contender:
    second_visits = [loader.visited(server.port, PATH, cookie) for cookie in cookies]
    return Contender(name, server, [loader.request(PATH, cookie) for cookie in second_visits])


def table(contenders: list[Contender]) -> str:
    """Return the ratios to bare as a Markdown table."""
    bare = next(contender for contender in contenders if contender.name == "bare")
    lines = [
        "| | requests per CPU-second | p50 | p99 | memory | bytes of a page |",
        "|---|---|---|---|---|---|",
    ]
    for contender in contenders:
        rate = median(contender.rates) / median(bare.rates)
        p50, p99 = (contender.middle(n) / bare.middle(n) for n in (50, 99))
        memory, length = contender.memory / bare.memory, contender.answers[-1].length
        lines.append(f"| {contender.name} | {rate:.3f} | {p50:.1f} | {p99:.1f} | {memory:.2f} | {length:,} |")
    ours, flask, usual = (
        median(next(c for c in contenders if c.name == name).rates)
        for name in ("Customer Connect", "Flask and SQLAlchemy", "usual Django")
    )
    lines.append(f"\nCustomer Connect: {ours / flask:.1f} × Flask, {ours / usual:.1f} × usual Django.")
    return "\n".join(lines)
