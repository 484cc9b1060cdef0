from django.db import migrations, models
from django.db.models import F


def as_many_right_as_wrong(apps, schema_editor):
    """What was learned before right PINs were counted stays learned: those minutes leave after five weeks."""
    apps.get_model("access", "PressureMinute").objects.filter(failed__gt=0).update(got_in=F("failed"))


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_choices'),
    ]

    operations = [
        *(
            migrations.AddField(model_name='networkminute', name=name, field=models.IntegerField(default=0))
            for name in ('failed', 'failed_solved', 'turned_away', 'got_in', 'pressed', 'pressed_solved')
        ),
        migrations.AddField(
            model_name='networkminute',
            name='block',
            field=models.CharField(default='', max_length=64),
        ),
        migrations.AddIndex(
            model_name='networkminute',
            index=models.Index(fields=['block', 'minute'], name='what_a_block_pressed'),
        ),
        migrations.AddField(
            model_name='pressureminute',
            name='got_in',
            field=models.IntegerField(default=0),
        ),
        migrations.RunPython(as_many_right_as_wrong, migrations.RunPython.noop),
    ]
