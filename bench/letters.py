"""Fill a measured database with what people wrote: fifteen answered conversations and a change each.

Run it in its own process: `python -m bench.letters`. It prints the address of one conversation for each person.
"""

from datetime import timedelta

import django

CONVERSATIONS = 15  # a page of the list


def write() -> list[str]:
    """Returns the public id of a conversation of each person who has a visit, in the order of their ids."""
    from django.db import transaction
    from django.utils import timezone

    from connect.access.models import Account, Visit
    from connect.contact import receiving, staff
    from connect.contact.change_kinds import ACCOMMODATION
    from connect.lib.doors import Door

    found, now = [], timezone.now()
    for person in Visit.objects.order_by("participant_id").values_list("participant_id", flat=True):
        Account.objects.get_or_create(participant_id=person, defaults={"changed_at": now})
        for number in range(CONVERSATIONS):
            at, key = now - timedelta(days=number + 1), f"{number:0>22}"
            answers = {"topic": "payments", "text": "Where is my payment? " * 20}
            with transaction.atomic():
                row = receiving.receive_message(
                    person, form_key=key, case_number="", answers=answers, door=Door.WEB, now=at
                )
                staff.answer_message(row.number, "It was sent on Friday. " * 20, by="bench", now=at)
        with transaction.atomic():
            receiving.receive_change(
                person, ACCOMMODATION, form_key="c" * 22, answers={"paper": "braille"}, door=Door.WEB, now=now
            )
        found.append(row.public_id)
    return found


if __name__ == "__main__":
    django.setup()
    print("\n".join(write()))
