"""docs/feed-format.md, made from the declaration that the checks are made from."""

from connect.feed.record import Column, Record
from connect.feed.records import RECORDS, VERSION

_KINDS = {
    "digits": "exactly {width} digits 0-9",
    "id": "1 to {width} of A-Z a-z 0-9 - _",
    "ids": "ids with one space between, at most {width} characters",
    "text": "text, at most {width} characters, no line break",
    "date": "date, 2026-05-29",
    "time": "time, 08:00",
    "money": "amount, 130.15: digits, a point, two digits; never negative",
    "choice": "one of the values listed",
    "yesno": "yes or no",
    "email": "e-mail address, at most {width} characters",
    "ssn": "exactly {width} digits 0-9",
}

_BEFORE = f"""\
# The feed format

Written by `manage.py feed describe` from `connect/feed/format.py`, which also makes the checks: the two cannot
differ.

The agency's system of record sends a *feed*: a folder with `manifest.json` and CSV files. The feed is the only writer
of what the agency says; pages only read it. This is format {VERSION}.

    manage.py feed load FOLDER                          load a feed
    manage.py feed load FOLDER --confirm REASON --by "NAME"
                                                        load a feed that was held; --confirm once for each reason
    manage.py feed load FOLDER --compare-all            compare even files that came before as they are
    manage.py feed list                                 the feeds that came
    manage.py feed marks                                removals that are held: of marks, and of rows of marked people
    manage.py feed marks --kept                         marks of parties who are not on file
    manage.py feed release PARTICIPANT CASE --by "NAME" let one of them go

## manifest.json

    {{
      "format": {VERSION},
      "agency": "CA",
      "sequence": 12,
      "as_of": "2026-11-20T18:00:00-08:00",
      "demo": false,
      "files": [
        {{"name": "participants.csv.gz", "rows": 2000, "sha256": "…", "control_cents": 0, "mode": "full"}}
      ]
    }}

| key | what it says |
|---|---|
| format | {VERSION} |
| agency | the code of the agency profile |
| sequence | 1 for the first feed, then one more each time, without gaps |
| as_of | when the figures were true, with an offset; later than that of the feed before |
| demo | true for made-up data; production refuses to start on a database that ever held any. May be left out |
| files[].name | the file's name below, as `.csv` or `.csv.gz` |
| files[].rows | rows, not counting the line of column names |
| files[].sha256 | of the file's bytes as they lie there, in lower-case hexadecimal |
| files[].control_cents | the sum of the file's control column in cents; 0 where it has none |
| files[].mode | `full` or `changes` |

**Mode.** A `full` file says everything there is: what it does not name is gone. A `changes` file has a first column
`op`: `put` (new or changed) or `gone` (the key is enough). A feed may mix modes, and may leave files out: those stay
as they are.

A `full` file that comes again byte for byte, with nothing rejected from it and nothing it refers to changed since,
is not compared: what is on file is what it says.

A participant who is gone stays on file, marked as gone, and may come back. Nothing takes other rows along: a case
that is gone is no longer shown, and its parties, orders and appointments are to be sent as gone as well. Address,
e-mail address and balances keep their former values, with the times of the feeds between which they were on file.

**CSV.** UTF-8, commas, double quotes where needed, a first line with the column names in any order. A byte order mark
and Windows line ends are accepted. Every column must be there; a value that is not required may be blank. Blanks
around a text are not kept. Nothing is guessed: no other encoding, comma or quote, no type of a value, and nothing from
the name of a folder or file but whether it ends in `.gz`.

**gzip.** Whatever RFC 1952 allows is read: a name, a comment, further fields and a checksum in the head, several
members one after the other, zeros after the last. Refused is a file that is cut off or damaged, that something else
follows, or that is not compressed.

**By hand.** manifest.json and its signature may begin with a byte order mark; it is among the bytes that are signed and
hashed. A file in UTF-16 or Windows-1252 is refused as such. A line of nothing, and a line that holds only a Ctrl-Z
(0x1A) or NULs, as some programs write at the end of a file, is a row like any other: where the manifest counts it, it
is rejected by its line (in a file with amounts the feed is refused); where it does not, the feed is refused and the
line named.

**Signature.** `manifest.json.sig` holds the base64 of the Ed25519 signature over the bytes of manifest.json, which
names the hash of every file. The key is `feed.public_key` in `agency.toml`; with `feed.require_signature = true` a
feed without it is refused. A signature that is there is always checked when the key is known.

## What is checked

**The folder.** No file is read by its name twice: each is opened once, copied into a private folder while it is hashed,
and read from there. Links, devices and pipes are refused, for the folder itself too. The manifest; the signature;
every file named is there with its hash, and no other; rows and control totals. A feed already loaded changes nothing.
Refused, with nothing loaded but new marks (below): a gap in the sequence, an older feed, the same sequence with other
contents, a file that is not UTF-8, empty, or has missing, unknown or doubled columns, a broken gzip or quote, and **any
amount that cannot be read**: the message names the lines.

**Limits.** A row has at most 65,536 bytes, a file at most `feed.max_file_megabytes` of the agency profile (10,000 where
nothing is said), as it lies there and as it is unpacked, and no more than its rows in the manifest can have;
manifest.json has at most 1,048,576 bytes and names no key twice; `as_of` lies in 2000 or later. What is more is refused
while it is read.

**The rows.** A bad row is rejected and the others load. `rejects/<file>.csv` in the folder names its line and the
reason, and never repeats a value. No value of any kind may hold a control character, a line or paragraph separator, or
a character that turns the direction of text (U+0000 to U+001F, U+007F to U+009F, U+2028, U+2029, U+202A to U+202E,
U+2066 to U+2069). Equal rows with one key load once; rows with one key that contradict each other are
all rejected. A row is rejected when it refers to a participant, case, collection or allocation that is not there, so
one rejection can lead to another. Where the shares of a collection add up to more than its amount, they are rejected
together with it. A rejected row is not absent: in a full file it leaves what is on file as it is; if even its key
cannot be read, nothing of that file counts as gone.

An e-mail address that no mail can go to (a dot at an end or two together, letters outside ASCII before the @, a part
that is too long, a domain that cannot be written) does not reject its row: it is loaded and used for nothing, as if
there were none, and `rejects/participants.unused.csv` names its line.

Rows accepted and rejected add up to the manifest's rows; cents accepted and rejected to its control total. The load
ends with how many payments on file are not, or not wholly, shared out, those taken back aside, and how much of them is
not.

**Held feeds.** A feed that would remove more than `feed.max_removed_participants_percent` of the participants (or of
the cases, parties, orders, collections, allocations or disbursements), or more than
`feed.max_removed_addresses_percent` of the mailing addresses, and at least five, is held; so is one with rejected rows
that carry, or may carry, a non-disclosure mark of a party not on file. Nothing but new marks is loaded until an
operator confirms it, or the agency sends a better feed with the same sequence. Each reason has a name (`participants`,
`addresses`, `marks`, or the file whose rows would go) and is confirmed by it; while one is not, the feed stays held.

**Non-disclosure marks.** A new mark waits for nothing. As soon as the manifest is known to be the agency's, and the
parties file to have its hash, every `yes` in that file is taken, in a transaction of its own: what the mark hides is
hidden from the other parties at once, and the person's account is made safe. That holds too where the feed is then
held or refused, for this file or another, for a gap in the sequence or a wrong `as_of`, and where the rest of the very
row is bad. It does not hold for a feed that is not later than the last one loaded: its marks may have been released
since.

* Blanks around `yes` and `no` and capitals do not matter to this. Of rows that contradict each other `yes` wins.
* A row that says neither, or has another number of values than there are columns, hides its party as well while such
  rows are fewer than five, or at most 2 percent of the file; where they are more, they set no mark by themselves and
  the feed is refused, or held for the reason `marks`.
* A row counts where its participant_id and its case_number can be read. Of a broken gzip that is what comes before the
  damage; a file without a line of column names is not read. A row of a mark that names no one holds the feed.
* The mark of a party who is not on file is kept until they come, and hides their case from its other parties all the
  same (`feed marks --kept`; `feed release` lets one go).

Taking a mark away (`no` after `yes`, the party's row gone or absent, the participant gone) is held by itself while the
rest of the feed loads: the mark stays until an operator releases it by name. A later `yes` ends the hold.

A person with the mark in one case is hidden in all of their cases, and the rows of parties say which these are. So no
row of theirs opens a case by failing or by going, whether that very row carries the mark or not:

* Where a row of theirs is rejected and its key can be read but for blanks around it, and no earlier row is on file, a
  mark is kept for that case too, with the time of the one they have. A good row that says `no` does not take it away:
  it waits for an operator, as above.
* Where a row of theirs is gone or absent, it stays and is held (`feed marks`) until an operator releases it, or the
  agency sends the row again.

**All or nothing.** A feed is checked and worked out in a private side file; one transaction then merges what differs.
A load that is killed leaves nothing behind but new marks, and the next one completes. One load runs at a time.

| exit code | what happened |
|---|---|
| 0 | loaded, or loaded already: nothing to do |
| 1 | refused: nothing loaded but new non-disclosure marks |
| 2 | loaded, with rejected rows |
| 3 | held: nothing loaded but new non-disclosure marks until an operator confirms |

## The files
"""


def describe() -> str:
    """The whole page."""
    return "\n".join([_BEFORE, *(_file(file) for file in RECORDS)])


def _file(file: Record) -> str:
    control = f" Control column: `{file.control}`." if file.control else ""
    head = [
        f"### {file.name}.csv",
        "",
        f"{file.says} Key: {', '.join(f'`{name}`' for name in file.key)}.{control}",
        "",
        "| column | what it is | type and width | required | example | seen on |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(column) for column in file), ""])


def _row(column: Column) -> str:
    kind = _KINDS[column.kind].format(width=column.width)
    if column.choices:
        kind = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    example = f"`{column.example}`" if column.example else ""
    required = "yes" if column.required else ""
    return f"| `{column.name}` | {column.says} | {kind} | {required} | {example} | {column.screen} |"
