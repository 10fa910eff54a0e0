"""What a principle says stands in the document of its version alone; its row is what votes and objections name. On the
way back the rows get their words from the document again."""

from django.db import migrations, models

PARTS = {"principle": "principles", "annex": "annexes"}  # of a document
WORDS = ("text", "wording_status", "towards", "away", "directive", "family", "verdict", "held_by")


def keep_nothing(apps, schema_editor):
    """The documents have it all."""


def restore_words(apps, schema_editor):
    rows = apps.get_model("elicit", "Principle").objects.select_related("version")
    for row in rows.iterator():
        part = row.version.document[PARTS[row.section]][row.number - 1]
        for name in WORDS:
            setattr(row, name, part[name])
        row.save(update_fields=WORDS)


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0027_stages_and_status'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='principle',
            name='principle_has_a_text',
        ),
        migrations.RunPython(keep_nothing, restore_words),
        # With a default, so that the columns can come back.
        migrations.AlterField('principle', 'text', models.TextField(default="")),
        migrations.AlterField('principle', 'verdict', models.CharField(default="", max_length=20)),
        migrations.AlterField('principle', 'family', models.CharField(blank=True, default="", max_length=40)),
        *(migrations.RemoveField('principle', name) for name in sorted(WORDS)),
    ]
