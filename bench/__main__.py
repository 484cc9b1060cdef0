"""`make bench`: run the measurements of docs/performance.md and print its tables, which hold ratios and no seconds."""

import argparse
from datetime import UTC, datetime

from bench import feed, growth, lighthouse, pages

KINDS = ("postgresql", "sqlite")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", default=["pages", "growth", "feed", "lighthouse"])
    parser.add_argument("--database", choices=KINDS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each contender")
    parser.add_argument("--count", type=int, default=600, help="pages in each round")
    parser.add_argument("--people", type=int, default=5_000, help="people with 40 payments each (pages)")
    parser.add_argument(
        "--lines", type=int, default=1_000_000, help="lines of the larger of the two databases (growth)"
    )
    parser.add_argument("--payments", type=int, default=1_000_000, help="payments in the feed")
    options = parser.parse_args()
    print(f"{datetime.now(UTC).date()}, python -m bench {' '.join(options.what)}\n")
    for kind in options.database or KINDS:
        if "pages" in options.what:
            contenders = pages.measure(kind, people=options.people, rounds=options.rounds, count=options.count)
            print(f"Payments page, {kind}\n\n{pages.table(contenders)}\n", flush=True)
        if "growth" in options.what:
            sizes = (options.lines // 10, options.lines)
            times, plan = growth.measure(kind, sizes, rounds=options.rounds, count=options.count // 4)
            print(f"Growth, {kind}\n\n{growth.table(times, sizes)}\n\n{plan}", flush=True)
        if "feed" in options.what:
            measured = feed.measure(kind, options.payments)
            print(f"Feed of {options.payments:,} payments, {kind}\n\n{feed.table(measured)}\n", flush=True)
    if "lighthouse" in options.what:
        print("Lighthouse\n")
        for line in lighthouse.measured():
            print(line, flush=True)


if __name__ == "__main__":
    main()
