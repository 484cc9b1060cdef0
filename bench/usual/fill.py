"""Make the rows of the usual Django: its people and their sessions. Prints one session key for each person."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.usual.settings"
django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.usual.models import Person  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT participant_id FROM access_account ORDER BY participant_id")
        people = [Person(participant_id=person, first_name="DANIEL") for (person,) in cursor.fetchall()]
    Person.objects.bulk_create(people)
    for person in people:
        session = SessionStore()
        session["_auth_user_id"] = person.pk
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = person.get_session_auth_hash()
        session.create()
        sys.stdout.write(f"{session.session_key}\n")
