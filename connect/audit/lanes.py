"""One lane of the trail, checked row by row from its beginning to its end."""

from django.conf import settings

from connect.audit import rules
from connect.audit.actions import entry_content, position_content
from connect.audit.models import ChainHead, Checkpoint, Entry

MOST_SUSPECTS = 50  # rows whose hash does not hold that are compared with each other, to find moved ones


class LaneWalk:
    """Call `see` for every row in order, then `end`. `sealed`: the hash that a seal holds for a row, by its number."""

    def __init__(self, head: ChainHead | None, begins: Checkpoint | None, sealed: dict[int, str]) -> None:
        self.head = head
        self.sealed = sealed
        self.found: list[tuple[str, str]] = []  # (kind, number) of everything wrong
        self.suspects: list[tuple[Entry, str]] = []  # with the hash of the row before it
        self.seen = 0
        self.begins = begins.number if begins else 0
        self.last = self.begins
        self.previous: str | None = begins.hash if begins else ""  # None: the row before is missing
        if begins and not rules.mac_holds(settings.AUDIT_KEYS, begins.mac, "checkpoint", *position_content(begins)):
            self._find("CHECKPOINT", begins.number)

    def see(self, row: Entry) -> None:
        self.seen += 1
        if row.number <= self.begins:
            self._find("ADDED", row.number)
            return
        if row.number > self.last + 1:
            self._find("REMOVED", self.last + 1, row.number - 1)
            self.previous = None
        if self.previous is not None and not _holds(row, self.previous):
            self.suspects.append((row, self.previous))
        elif self.sealed.get(row.number, row.hash) != row.hash:
            self._find("UNSEALED", row.number)
        self.last, self.previous = row.number, row.hash

    def end(self) -> None:
        """Check the end of the lane after its last row, and judge the rows whose hash does not hold."""
        self._judge_suspects()
        head = self.head
        reached = max([self.last, *self.sealed, head.number if head else 0])
        if reached > self.last:
            self._find("REMOVED", self.last + 1, reached)
        if head is None:
            if self.seen:
                self._find("TIP", self.last)
        elif not rules.mac_holds(settings.AUDIT_KEYS, head.mac, "tip", *position_content(head)) or (
            head.number == self.last and self.previous is not None and head.hash != self.previous
        ):
            self._find("TIP", head.number)
        if head is not None and head.number < self.last:
            self._find("ADDED", head.number + 1, self.last)

    def _judge_suspects(self) -> None:
        """Tell moved rows from edited ones.

        A row whose hash holds with another row's number was moved. One that holds after another row's hash is in its
        place, and its neighbor was moved. The others were edited.
        """
        few = self.suspects[:MOST_SUSPECTS]
        numbers = [row.number for row, _ in few]
        hashes = {each for row, before in few for each in (row.hash, before)}
        for row, _ in few:
            if not any(_holds(row, before) for before in hashes):
                moved = any(_holds(row, before, number) for number in numbers for before in hashes)
                self._find("MOVED" if moved else "EDITED", row.number)
        for row, _ in self.suspects[MOST_SUSPECTS:]:
            self._find("EDITED", row.number)

    def _find(self, kind: str, first: int, last: int = 0) -> None:
        self.found.append((kind, f"{first}-{last}" if last > first else str(first)))


def _holds(row: Entry, previous: str, number: int = 0) -> bool:
    covered = list(entry_content(row, previous))
    if number:
        covered[3] = number
    return rules.mac_holds(settings.AUDIT_KEYS, row.hash, "entry", *covered)
