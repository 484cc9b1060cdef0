import connect.lib.personal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_once_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeTries',
            fields=[
                ('participant_id', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('paused_until', models.DateTimeField(null=True)),
            ],
            bases=(connect.lib.personal.Declared, models.Model),
        ),
        migrations.AddField(
            model_name='passkey',
            name='user_handle',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='session',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
