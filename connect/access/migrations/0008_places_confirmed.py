"""Confirmed e-mail addresses become confirmed places; their rows, whose hashes stay the same, move along."""

import connect.lib.personal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_must_check'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfirmedPlace',
            fields=[
                ('pk', models.CompositePrimaryKey('participant_id', 'place_hash', blank=True, editable=False, primary_key=True, serialize=False)),
                ('participant_id', models.CharField(max_length=10)),
                ('place_hash', models.CharField(max_length=64)),
                ('confirmed_at', models.DateTimeField()),
            ],
            bases=(connect.lib.personal.Declared, models.Model),
        ),
        migrations.RunSQL(
            'INSERT INTO access_confirmedplace (participant_id, place_hash, confirmed_at)'
            ' SELECT participant_id, email_hash, confirmed_at FROM access_confirmedemail',
            'INSERT INTO access_confirmedemail (participant_id, email_hash, confirmed_at)'
            ' SELECT participant_id, place_hash, confirmed_at FROM access_confirmedplace',
        ),
        migrations.DeleteModel(name='ConfirmedEmail'),
        migrations.AddField(
            model_name='disavowal',
            name='letter_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
        migrations.AlterField(
            model_name='pinrequest',
            name='how',
            field=models.CharField(choices=[('email', 'Email'), ('letter', 'Letter'), ('in_person', 'In Person')], max_length=10),
        ),
    ]
