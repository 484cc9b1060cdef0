"""Every mark that is on file is kept with its time, too.

Nobody wrote down when such a mark was set. The feed that first brought the person's part in the case is the best there
is: with any later time, everyone in hiding would be without a place that a PIN may go to from the day of the upgrade.
"""

from django.db import migrations
from django.db.models import Min
from django.utils import timezone


def keep_marks(apps, schema_editor):
    Party, Balance = apps.get_model("cases", "Party"), apps.get_model("cases", "Balance")
    Mark = apps.get_model("cases", "NondisclosureMark")
    now = timezone.now()
    marked = Party.objects.filter(nondisclosure=True).values_list("participant_id", "case_number")
    first = {}
    for person, case, at in (
        Balance.objects.filter(participant_id__in=Party.objects.filter(nondisclosure=True).values("participant_id"))
        .values_list("participant_id", "case_number")
        .annotate(at=Min("valid_from"))
        .iterator()
    ):
        first[person, case] = at
    Mark.objects.bulk_create(
        (
            Mark(participant_id=person, case_number=case, set_at=first.get((person, case), now))
            for person, case in marked.iterator()
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_nondisclosure_mark")]

    operations = [migrations.RunPython(keep_marks, migrations.RunPython.noop)]
