from django.db import migrations, models


def forget_own(apps, schema_editor):
    """A statement that was said to be its own reverse says nothing."""
    apps.get_model("elicit", "Statement").objects.filter(twin=models.F("id")).update(twin=None)


class Migration(migrations.Migration):
    dependencies = [("elicit", "0009_topics")]

    operations = [
        migrations.RunPython(forget_own, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(twin__isnull=True) | ~models.Q(twin=models.F("id")),
                name="statement_not_its_own_reverse",
            ),
        ),
    ]
