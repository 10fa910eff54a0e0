"""What a principle says stands in the document of its version alone; its row is what votes and objections name."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0027_stages_and_status'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='principle',
            name='principle_has_a_text',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='away',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='directive',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='family',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='held_by',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='text',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='towards',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='verdict',
        ),
        migrations.RemoveField(
            model_name='principle',
            name='wording_status',
        ),
    ]
