from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_must_check'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='choices',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='account',
            name='chose_at',
            field=models.DateTimeField(null=True),
        ),
    ]
