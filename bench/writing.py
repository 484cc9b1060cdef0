"""Compare the list of messages, a conversation and one's own information with the payments page, on one server."""

import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from bench import loader, machine, pages

PATHS = {
    "payments": pages.PATH,
    "messages": "/messages",
    "conversation": "/messages/{}",
    "my information": "/profile/information",
}


def measure(kind: str, *, people: int, rounds: int, count: int) -> dict[str, tuple[float, float, int]]:
    """By page: requests per CPU-second, p50 in seconds, and the bytes of a page."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.sched_setaffinity(0, {machine.LOAD_CORE})
    try:
        environment, keys = pages.prepared(kind, folder, people, "--visitors", people)
        threads = machine.run(environment, "-m", "bench.letters").split()
        with machine.serving(machine.PRODUCT, environment) as server:
            cookies = [loader.visited(server.port, pages.PATH, f"__Host-visit={key}") for key in keys]
            requests = {
                name: [
                    _request(server, path.format(thread), each) for thread, each in zip(threads, cookies, strict=True)
                ]
                for name, path in PATHS.items()
            }
            told: dict[str, list[tuple[float, float, int]]] = {name: [] for name in PATHS}
            for turn in range(rounds + 1):
                for name, mine in requests.items():
                    before = server.cpu()
                    answers = loader.load(server.port, mine, at_once=4, count=count)
                    if turn:  # the first turn warms the caches
                        rate = count / (server.cpu() - before)
                        told[name].append((rate, answers.percentile(50), answers.length))
        return {
            name: (median(each[0] for each in rows), median(each[1] for each in rows), rows[-1][2])
            for name, rows in told.items()
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _request(server: machine.Server, path: str, cookies: str) -> bytes:
    """Raises RuntimeError where the page is not there."""
    loader.visited(server.port, path, cookies)
    return loader.request(path, cookies)


def table(told: dict[str, tuple[float, float, int]]) -> str:
    """The ratios to the payments page as a Markdown table."""
    rate, p50, _ = told["payments"]
    lines = ["| | requests per CPU-second | p50 | bytes of a page |", "|---|---|---|---|"]
    lines += [f"| {name} | {each[0] / rate:.2f} | {each[1] / p50:.2f} | {each[2]:,} |" for name, each in told.items()]
    return "\n".join(lines)
