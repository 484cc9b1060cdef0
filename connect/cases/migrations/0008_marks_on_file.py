"""Every mark that is on file is kept with its time, too.

Nobody wrote down when such a mark was set: it may be older than the address on file, or younger, and then that address
may be the home they share with the other party. So it counts from now, and no place of before gets a PIN until the
person has confirmed it.
"""

from django.db import migrations
from django.utils import timezone


def keep_marks(apps, schema_editor):
    marked = apps.get_model("cases", "Party").objects.filter(nondisclosure=True)
    Mark = apps.get_model("cases", "NondisclosureMark")
    now = timezone.now()
    parts = marked.values_list("participant_id", "case_number").iterator()
    Mark.objects.bulk_create(
        (Mark(participant_id=person, case_number=case, set_at=now) for person, case in parts),
        batch_size=1000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_nondisclosure_mark")]

    operations = [migrations.RunPython(keep_marks, migrations.RunPython.noop)]
