"""A SQLite file opened beside the product."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def opened(environment: dict[str, str]) -> Iterator:
    """A plain connection to the child's database; what is done is committed."""
    address = environment["CONNECT_DATABASE"]
    if address.startswith("sqlite"):
        import sqlite3

        with (
            contextlib.closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20)) as connected,
            connected,
        ):
            yield connected
    else:
        import psycopg

        with psycopg.connect(address) as connected:
            yield connected
