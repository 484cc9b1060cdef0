"""The mailbox of a person whom the agency marks, and the two places where her letters may go."""

from datetime import datetime

from tests.access.lifecycle import Post

HOME, SHELTER = "12 ELM ST", "77 OAK AVE"
SHARED, HERS = "both@example.org", "hers@example.org"


class Mailbox(Post):
    """The post of one person: what goes to the home and the mailbox of before he reads, the rest is hers alone."""

    def bring_to(self, now: datetime, hers: list[dict], his: list[dict]) -> None:
        for each in [each for each in self.on_the_way if each[0] <= now]:
            self.on_the_way.remove(each)
            _, to, facts = each
            (his if HOME in to or SHARED in to else hers).append(facts)
