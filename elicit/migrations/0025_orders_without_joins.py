from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0024_survey'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='answer',
            options={'ordering': ['participant_id', 'question_id']},
        ),
        migrations.AlterModelOptions(
            name='assignment',
            options={'ordering': ['table_id', 'statement_id']},
        ),
        migrations.AlterModelOptions(
            name='consent',
            options={'ordering': ['participant_id', 'id']},
        ),
        migrations.AlterModelOptions(
            name='consentform',
            options={'ordering': ['deliberation_id', '-number']},
        ),
        migrations.AlterModelOptions(
            name='event',
            options={'ordering': ['community_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='helper',
            options={'ordering': ['deliberation_id', 'id']},
        ),
        migrations.AlterModelOptions(
            name='membership',
            options={'ordering': ['community_id', 'user_id', 'role']},
        ),
        migrations.AlterModelOptions(
            name='paperbatch',
            options={'ordering': ['deliberation_id', 'number'], 'verbose_name_plural': 'paper batches'},
        ),
        migrations.AlterModelOptions(
            name='participant',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='point',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='policy',
            options={'ordering': ['deliberation_id', '-number'], 'verbose_name_plural': 'policies'},
        ),
        migrations.AlterModelOptions(
            name='presence',
            options={'ordering': ['deliberation_id', 'process', 'audience']},
        ),
        migrations.AlterModelOptions(
            name='principle',
            options={'ordering': ['version_id', 'section', 'number']},
        ),
        migrations.AlterModelOptions(
            name='provenance',
            options={'ordering': ['principle_id', 'id']},
        ),
        migrations.AlterModelOptions(
            name='question',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='rehearsal',
            options={'ordering': ['deliberation_id']},
        ),
        migrations.AlterModelOptions(
            name='release',
            options={'ordering': ['community_id', '-number']},
        ),
        migrations.AlterModelOptions(
            name='releasefile',
            options={'ordering': ['release_id', 'path']},
        ),
        migrations.AlterModelOptions(
            name='ruleset',
            options={'ordering': ['community_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='seat',
            options={'ordering': ['table_id', 'participant_id']},
        ),
        migrations.AlterModelOptions(
            name='statement',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='step',
            options={'ordering': ['deliberation_id', 'position']},
        ),
        migrations.AlterModelOptions(
            name='table',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='ticket',
            options={'ordering': ['deliberation_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='translation',
            options={'ordering': ['statement_id', 'number']},
        ),
        migrations.AlterModelOptions(
            name='version',
            options={'ordering': ['constitution_id', '-number']},
        ),
        migrations.AlterModelOptions(
            name='vote',
            options={'ordering': ['participant_id', '-at', '-id']},
        ),
    ]
