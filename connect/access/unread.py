"""How many words of ours a person has not read. The number is kept in the account's row, so that no page asks for it
with a statement of its own (connect/access/current_visit.py).
"""

from connect.access.models import Account


def lock_account(participant_id: str) -> None:
    """Lock the person's account in the caller's transaction, before their other rows, as every act of a visit does."""
    Account.objects.select_for_update().filter(participant_id=participant_id).first()


def lock_account_if_free(participant_id: str) -> bool:
    """The same without waiting; False where another transaction holds it."""
    rows = Account.objects.select_for_update(skip_locked=True).filter(participant_id=participant_id)
    return rows.first() is not None


def keep_unread_count(participant_id: str, count: int) -> None:
    """Keep the number, in the caller's transaction."""
    Account.objects.filter(participant_id=participant_id).update(unread_messages=count)
