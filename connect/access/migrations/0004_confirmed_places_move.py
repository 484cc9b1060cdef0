"""The confirmed places belong to the notices, which ask them too; access goes on asking them. None is lost."""

from django.db import migrations

COLUMNS = "participant_id, place_hash, confirmed_at"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_unread_messages"),
        ("notices", "0004_ecommunications"),
    ]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO notices_confirmedplace ({COLUMNS}) SELECT {COLUMNS} FROM access_confirmedplace WHERE true "
            "ON CONFLICT DO NOTHING",  # going back leaves them there
            f"INSERT INTO access_confirmedplace ({COLUMNS}) SELECT {COLUMNS} FROM notices_confirmedplace",
        ),
        migrations.DeleteModel("ConfirmedPlace"),
    ]
