"""The trail becomes chains: every row there is goes into its chain, in the order in which it was written."""

import connect.lib.personal
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from connect.audit import rules
from connect.audit.actions import content, place

BATCH = 1_000


def chain_the_rows(apps, schema_editor):
    """One strand a chain. What is about nobody is spread over the further chains by its old number."""
    Old, Entry, Tip = (apps.get_model("audit", name) for name in ("OldEntry", "Entry", "Tip"))
    key, tips, made = settings.AUDIT_KEYS[0], {}, []
    for old in Old.objects.order_by("id").iterator(BATCH):
        chain = rules.person_in(old.about) or f"{rules.SYSTEM}{old.id % rules.SYSTEM_CHAINS:x}"
        tip = tips.setdefault(chain, Tip(chain=chain, strand=0, number=0, hash=""))
        entry = Entry(chain=chain, strand=0, number=tip.number + 1, at=old.at, act=old.act, by=old.by)
        entry.about, entry.detail = old.about, old.detail
        entry.hash = rules.mac(key, "entry", *content(entry, tip.hash))
        tip.number, tip.hash = entry.number, entry.hash
        made.append(entry)
        if len(made) >= BATCH:
            Entry.objects.bulk_create(made)
            made = []
    Entry.objects.bulk_create(made)
    for tip in tips.values():
        tip.mark = rules.mac(key, "tip", *place(tip))
    Tip.objects.bulk_create(tips.values(), batch_size=BATCH)


def unchain_the_rows(apps, schema_editor):
    """Back to one list, by time. Rows that have left by the rule of retention stay away."""
    Old, Entry = apps.get_model("audit", "OldEntry"), apps.get_model("audit", "Entry")
    made = []
    for entry in Entry.objects.order_by("at", "number").iterator(BATCH):
        made.append(Old(at=entry.at, act=entry.act, by=entry.by, about=entry.about, detail=entry.detail))
        if len(made) >= BATCH:
            Old.objects.bulk_create(made)
            made = []
    Old.objects.bulk_create(made)


def strand_fields():
    return [
        ("chain", models.CharField(max_length=10)),
        ("strand", models.PositiveIntegerField()),
    ]


def end_fields():
    return [
        ("number", models.PositiveBigIntegerField()),
        ("hash", models.CharField(max_length=64)),
    ]


DECLARED = (connect.lib.personal.Declared, models.Model)


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0002_an_act_has_a_name"),
    ]

    operations = [
        migrations.RenameModel("Entry", "OldEntry"),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("pk", models.CompositePrimaryKey("chain", "strand", "number", blank=True, editable=False, primary_key=True, serialize=False)),
                *strand_fields(),
                ("number", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("act", models.CharField(max_length=60)),
                ("by", models.CharField(max_length=100)),
                ("about", models.CharField(blank=True, max_length=100)),
                ("detail", models.JSONField(default=dict)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["chain", "-at"], name="history_newest_first")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("act", ""), _negated=True), LessThanOrEqual(Length("act"), 60)),
                        name="an_act_has_a_name_of_at_most_60_characters",
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="an_entry_is_numbered_from_1"),
                ],
            },
            bases=DECLARED,
        ),
        migrations.CreateModel(
            name="Tip",
            fields=[
                ("pk", models.CompositePrimaryKey("chain", "strand", blank=True, editable=False, primary_key=True, serialize=False)),
                *strand_fields(),
                *end_fields(),
                ("mark", models.CharField(max_length=64)),
            ],
            bases=DECLARED,
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("pk", models.CompositePrimaryKey("chain", "strand", blank=True, editable=False, primary_key=True, serialize=False)),
                *strand_fields(),
                *end_fields(),
                ("mark", models.CharField(max_length=64)),
            ],
            bases=DECLARED,
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("entries", models.PositiveBigIntegerField()),
                ("strands", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
                ("hash", models.CharField(max_length=64)),
            ],
            bases=DECLARED,
        ),
        migrations.CreateModel(
            name="SealedTip",
            fields=[
                ("pk", models.CompositePrimaryKey("chain", "strand", "day", blank=True, editable=False, primary_key=True, serialize=False)),
                *strand_fields(),
                ("day", models.DateField()),
                *end_fields(),
            ],
            options={"indexes": [models.Index(fields=["day"], name="sealed_tips_of_a_day")]},
            bases=DECLARED,
        ),
        migrations.RunPython(chain_the_rows, unchain_the_rows),
        migrations.DeleteModel("OldEntry"),
    ]
