"""Files that come again as they were: what is on file already says what they say, so they are not compared.

`LoadedFile` remembers a full file all of whose rows are on file, for as long as no feed touches them, or what they
refer to, in any other way. Such a file sent again is as good as one left out of its feed: its rows stay as they are.
"""

from collections.abc import Iterable

from connect.cases.models import LoadedFile
from connect.feed import records
from connect.feed.manifest import FileEntry, Manifest
from connect.feed.outcome import FileCount


def refers_to() -> dict[str, frozenset[str]]:
    """By record, what its rows refer to, all the way: its good rows could be bad ones once this changes."""
    direct = {
        record.name: {reference.to for reference in record.references}
        | {n for rule in record.rules for n in rule.about}
        for record in records.RECORDS
    }
    reached = direct
    while True:
        further = {name: others.union(*(direct[other] for other in others)) for name, others in reached.items()}
        if further == reached:
            return {name: frozenset(others - {name}) for name, others in reached.items()}
        reached = further


def repeated(feed: Manifest) -> set[str]:
    """The names of those files of `feed` that say what is on file, and refer to nothing that another one changes.

    None of the first feed: then nothing is on file, even where someone emptied the other tables and left this one.
    """
    known = {file.name: file for file in LoadedFile.objects.all()} if feed.sequence > 1 else {}
    sent = {entry.holds: entry for entry in feed.files}
    same = {n for n, entry in sent.items() if n in known and _says_the_same(entry, known[n], feed.format)}
    others = refers_to()
    while left := {name for name in same if (others[name] & sent.keys()) - same}:
        same -= left
    return same


def _says_the_same(entry: FileEntry, known: LoadedFile, version: int) -> bool:
    """Rows and total too: a manifest that says other ones of the same bytes is refused when they are counted."""
    said = (entry.sha256, entry.rows, entry.control_cents, version)
    return entry.mode == "full" and said == (known.sha256, known.rows, known.control_cents, known.format)


def remember_files(feed: Manifest, counts: dict[str, FileCount]) -> None:
    """After the files that `counts` counted were loaded: which of them a next feed may repeat. In its transaction."""
    forget(counts)
    LoadedFile.objects.bulk_create(
        LoadedFile(
            name=name,
            sha256=entry.sha256,
            rows=entry.rows,
            control_cents=entry.control_cents,
            format=feed.format,
        )
        for entry in feed.files
        if (name := entry.holds) in counts and entry.mode == "full" and not counts[name].rejected
    )


def forget(files: Iterable[str]) -> None:
    """The rows of `files` are other ones now: neither they nor what refers to them is known any longer."""
    changed = set(files)
    touched = {name for name, others in refers_to().items() if name in changed or others & changed}
    LoadedFile.objects.filter(name__in=touched).delete()
