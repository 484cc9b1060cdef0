""" "This was not me" takes back the changes that were asked for (connect/access/undoing.py)."""

from connect.access.undoing import on_not_me
from connect.contact.receiving import withdraw_changes

on_not_me(lambda person, since, now: withdraw_changes(person, since=since, now=now))
