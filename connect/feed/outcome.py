"""The outcome of a load, and the one exception that refuses a whole feed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Progress = Callable[[str, int, int], None]  # (stage, done, total); total 0: unknown


def quiet(stage: str, done: int, total: int) -> None:
    """The progress of a load that no one watches."""


class FeedRefused(Exception):
    """A whole feed, or a request of the operator, is refused and nothing was loaded. The message says what to do."""


@dataclass
class FileCount:
    """One file of a feed. `rows` = accepted + `rejected`, `cents` = accepted + `rejected_cents`."""

    name: str
    rows: int
    rejected: int = 0
    cents: int = 0
    rejected_cents: int = 0
    unused: int = 0  # values of rows that are loaded all the same, such as an e-mail address that no mail can go to
    repeated: bool = False  # it says what is on file, as it did when it last came: not compared
    absences_ignored: bool = False  # a full file with a row that no one can name: nothing counts as gone

    @property
    def accepted(self) -> int:
        return self.rows - self.rejected


@dataclass
class Changes:
    """How many of the agency's rows the merge added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass
class Outcome:
    """`nothing`: this very feed is loaded already. `held`: it waits for an operator, for the reason given."""

    state: Literal["loaded", "nothing", "held"]
    sequence: int
    files: list[FileCount] = field(default_factory=list)
    changes: dict[str, Changes] = field(default_factory=dict)  # by the feed's file
    marks_held: int = 0
    marks_set: int = 0  # whatever else became of the feed
    reasons: dict[str, str] = field(default_factory=dict)  # why it is held, each under the name that confirms it
    unconfirmed: list[str] = field(default_factory=list)  # of these, what no operator has confirmed
    not_shared_out: tuple[int, int] = (0, 0)  # payments and cents, of all that is on file once it is loaded
    unexplained: int = 0  # disbursements on file that their shares and deductions do not account for
    seconds: float = 0.0
    locked_seconds: float = 0.0  # of these, under the database's write lock

    @property
    def held_because(self) -> str:
        return "; ".join(f"{name}: {reason}" for name, reason in self.reasons.items())

    @property
    def rejected(self) -> int:
        return sum(count.rejected for count in self.files)

    @property
    def unused(self) -> int:
        return sum(count.unused for count in self.files)

    @property
    def exit_code(self) -> int:
        """0 loaded or nothing to do, 2 loaded with rejects, 3 held; 1, refused, is an exception."""
        if self.state == "held":
            return 3
        return 2 if self.rejected else 0
