"""Everything a child process's database holds, as bytes: what somebody who stole the disk or a dump could search."""

import hashlib
from pathlib import Path

import psycopg


def at_rest(environment: dict[str, str]) -> bytes:
    """The SQLite file with its journal, or every row of every PostgreSQL table as text, as a dump would write it."""
    address = environment["CONNECT_DATABASE"]
    if address.startswith("sqlite"):
        file = Path(address.removeprefix("sqlite:///"))
        return b"\n".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
    with psycopg.connect(address) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [row for (table,) in tables for (row,) in database.execute(f'SELECT each::text FROM "{table}" AS each')]
    return "\n".join(rows).encode()


def written(secret: str) -> dict[str, bytes]:
    """`secret` as it must stand nowhere: itself, with the dashes of a Social Security number, and its plain hashes."""
    forms = {"itself": secret.encode(), "in groups": f"{secret[:3]}-{secret[3:5]}-{secret[5:]}".encode()}
    for name in ("md5", "sha1", "sha256"):
        forms[name] = hashlib.new(name, secret.encode()).hexdigest().encode()
        forms[f"{name}, raw"] = hashlib.new(name, secret.encode()).digest()
    return forms


def found(secrets: list[str], content: bytes) -> list[tuple[str, str]]:
    """(secret, form) of each that stands in `content`, in capitals or small letters."""
    small = content.lower()
    return [
        (secret, name)
        for secret in secrets
        for name, form in written(secret).items()
        if form in content or form.lower() in small
    ]
