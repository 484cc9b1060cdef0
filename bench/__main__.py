"""`make bench`: run the measurements of docs/performance.md and print its tables, which hold ratios and no seconds."""

import argparse
import subprocess
import sys
from datetime import UTC, datetime

from bench import feed, figures, growth, lighthouse, outbox, pages, reminders, statements, writing

KINDS = ("postgresql", "sqlite")


def main() -> None:
    said = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    said.add_argument(
        "what",
        nargs="*",
        default=["pages", "writing", "growth", "feed", "statements", "outbox", "reminders", "papers", "lighthouse"],
    )
    said.add_argument("--database", choices=KINDS, action="append", help="default: both")
    said.add_argument("--rounds", type=int, default=5, help="turns of each contender")
    said.add_argument("--count", type=int, default=600, help="pages of each turn")
    said.add_argument("--people", type=int, default=5_000, help="people with 40 payments each (pages)")
    said.add_argument("--lines", type=int, default=1_000_000, help="the larger of the two databases (growth)")
    said.add_argument("--mails", type=int, default=1_000_000, help="mails that wait (outbox)")
    said.add_argument("--payments", type=int, default=1_000_000, help="payments of the feed")
    said.add_argument("--cases", type=int, default=200_000, help="cases of the county whose month is made")
    said.add_argument("--appointments", type=int, default=1_000_000, help="appointments of the day (reminders)")
    asked = said.parse_args()
    print(f"{datetime.now(UTC).date()}, python -m bench {' '.join(asked.what)}\n")
    for kind in asked.database or KINDS:
        if "pages" in asked.what:
            found = pages.measure(kind, people=asked.people, rounds=asked.rounds, count=asked.count)
            print(f"Payments page, {kind}\n\n{pages.table(found)}\n", flush=True)
        if "writing" in asked.what:
            told_of = writing.measure(kind, people=min(asked.people, 200), rounds=asked.rounds, count=asked.count)
            print(f"What people write, {kind}\n\n{writing.table(told_of)}\n", flush=True)
        if "growth" in asked.what:
            sizes = (asked.lines // 10, asked.lines)
            told, plan = growth.measure(kind, sizes, rounds=asked.rounds, count=asked.count // 4)
            print(f"Growth, {kind}\n\n{growth.table(told, sizes)}\n\n{plan}", flush=True)
        if "feed" in asked.what:
            print(f"{feed.small(kind)}\n", flush=True)
            measured = feed.measure(kind, asked.payments)
            print(f"Feed of {asked.payments:,} payments, {kind}\n\n{feed.table(measured)}\n", flush=True)
        if "statements" in asked.what:
            made = statements.measure(kind, asked.cases)
            print(f"Statements of a month, {asked.cases:,} cases, {kind}\n\n{figures.table(made)}\n", flush=True)
        if "reminders" in asked.what:
            written = reminders.measure(kind, asked.appointments)
            print(f"Reminders of a day, {kind}\n\n{figures.table(written)}\n", flush=True)
        if "outbox" in asked.what:
            print(f"Outbox, {kind}\n\n{outbox.table(outbox.measure(kind, (1_000, asked.mails)))}\n", flush=True)
    if "papers" in asked.what:
        print("Papers\n", flush=True)
        arguments = [str(asked.rounds), str(max(1, asked.count // 30))]
        subprocess.run([sys.executable, "-m", "bench.papers", *arguments], check=True)
    if "lighthouse" in asked.what:
        print("Lighthouse\n")
        for line in lighthouse.measured():
            print(line, flush=True)


if __name__ == "__main__":
    main()
