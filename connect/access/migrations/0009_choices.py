from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_places_confirmed'),
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
