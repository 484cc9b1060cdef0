"""Payments on file that are not, or not wholly, shared out get their line: a feed of changes would never come to them."""

from django.conf import settings
from django.db import migrations, models

from connect.lib.public_id import public_id

# What is not shared out, as feed/lines.py would find it.
THE_REST = '''
    SELECT c.participant_id, c.collection_id, c.amount - coalesce(s.amount, 0), c.source, c.received_on, c.withheld_on,
           c.collected_on, c.posted_on, c.reversed_on
    FROM payments_collection AS c LEFT JOIN (
        SELECT collection_id, sum(amount) AS amount FROM payments_allocation GROUP BY collection_id
    ) AS s ON s.collection_id = c.collection_id
    WHERE c.amount > coalesce(s.amount, 0)
'''
THEIR_YEARS = '''
    INSERT INTO payments_paymentyear (participant_id, direction, case_number, year, lines, cents)
    SELECT participant_id, direction, case_number, year, count(*), sum(amount) FROM payments_paymentline
    WHERE case_number = '' GROUP BY participant_id, direction, case_number, year
'''


def write_lines(apps, schema_editor):
    PaymentLine = apps.get_model('payments', 'PaymentLine')
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(THE_REST)
        rest = cursor.fetchall()
    PaymentLine.objects.bulk_create((_line(PaymentLine, *row) for row in rest), batch_size=1000)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(THEIR_YEARS)


def _line(PaymentLine, payer, collection, amount, source, received, withheld, collected, posted, taken_back):
    line_id = f'{collection}..made'
    return PaymentLine(
        participant_id=payer,
        line_id=line_id,
        public_id=public_id(settings.PUBLIC_ID_KEY.encode(), 'payment', payer, line_id),
        direction='made',
        case_number='',
        amount=amount,
        source=source,
        year=int(str(received)[:4]),
        received_on=received,
        withheld_on=withheld,
        collected_on=collected,
        posted_on=posted,
        reversed_on=taken_back,
        state='received',
        parts='[]',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_hidden_payers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paymentline',
            name='state',
            field=models.CharField(choices=[('received', 'Being applied to your cases'), ('expected', 'Received, not yet sent'), ('held', 'Held'), ('sent', 'Sent'), ('returned', 'Returned to us'), ('reissued', 'Sent again')], max_length=10),
        ),
        migrations.RunPython(write_lines, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='paymentline',
            index=models.Index(condition=models.Q(('case_number', '')), fields=['participant_id'], name='payments_of_no_case'),
        ),
        migrations.AddConstraint(
            model_name='paymentline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('case_number', ''), _negated=True), models.Q(('state', 'received'), _negated=True)), models.Q(('case_number', ''), ('direction', 'made'), ('state', 'received')), _connector='OR'), name='a_line_of_no_case_is_its_payer_s_and_received'),
        ),
    ]
