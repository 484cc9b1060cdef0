"""Files that come again as they were: what is on file already says what they say, so they are not compared.

`LoadedFile` remembers a full file all of whose rows are on file, for as long as no feed touches them, or what they
refer to, in any other way. Such a file sent again is as good as one left out of its feed: its rows stay as they are.
"""

from collections.abc import Collection, Iterable

from connect.cases.models import LoadedFile
from connect.feed.manifest import FileEntry, Manifest
from connect.feed.outcome import FileCount

_MONEY = frozenset({"collections", "allocations", "disbursements"})
# What the rows of a file refer to, all the way: its good rows could be bad ones once this changes. Money is one thing,
# since a collection falls with shares that add up to too much.
REFERS_TO: dict[str, frozenset[str]] = {
    "participants": frozenset(),
    "cases": frozenset(),
    "orders": frozenset({"cases"}),
    "parties": frozenset({"participants", "cases"}),
    "appointments": frozenset({"participants", "cases"}),
    **{name: frozenset({"participants", "cases"}) | _MONEY - {name} for name in sorted(_MONEY)},
}


def repeated(feed: Manifest) -> set[str]:
    """The names of those files of `feed` that say what is on file, and refer to nothing that another one changes.

    None of the first feed: then nothing is on file, whatever somebody left here who emptied the other tables.
    """
    known = {file.name: file for file in LoadedFile.objects.all()} if feed.sequence > 1 else {}
    sent = {entry.declared.name: entry for entry in feed.files}
    same = {name for name, entry in sent.items() if name in known and _says_the_same(entry, known[name])}
    while left := {name for name in same if (REFERS_TO[name] & sent.keys()) - same}:
        same -= left
    return same


def _says_the_same(entry: FileEntry, known: LoadedFile) -> bool:
    """Rows and total too: a manifest that says other ones of the same bytes is refused when they are counted."""
    said = (entry.sha256, entry.rows, entry.control_cents)
    return entry.mode == "full" and said == (known.sha256, known.rows, known.control_cents)


def remember(entries: Iterable[FileEntry], counts: dict[str, FileCount]) -> None:
    """After the files that `counts` counted were loaded: which of them a next feed may repeat. In its transaction."""
    forget(counts)
    LoadedFile.objects.bulk_create(
        LoadedFile(name=name, sha256=entry.sha256, rows=entry.rows, control_cents=entry.control_cents)
        for entry in entries
        if (name := entry.declared.name) in counts and entry.mode == "full" and not counts[name].rejected
    )


def forget(files: Collection[str]) -> None:
    """The rows of `files` are other ones now: neither they nor what refers to them is known any longer."""
    touched = {name for name, others in REFERS_TO.items() if name in files or others & set(files)}
    LoadedFile.objects.filter(name__in=touched).delete()
