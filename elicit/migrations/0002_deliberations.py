
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0001_communities'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Deliberation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True)),
                ('prompt', models.CharField(max_length=300)),
                ('language', models.CharField(default='en', max_length=12)),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('writing_open', models.BooleanField(default=False)),
                ('voting_open', models.BooleanField(default=False)),
                ('results_revealed', models.BooleanField(default=False)),
                ('moderation_on', models.BooleanField(default=True)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('source', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closes_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveBigIntegerField(default=0, editable=False)),
                ('next_participant', models.PositiveIntegerField(default=1, editable=False)),
                ('next_statement', models.PositiveIntegerField(default=1, editable=False)),
                ('analysis_due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('analysis_claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('analysis_failed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliberations', to='elicit.community')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliberations', to='elicit.ruleset')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('key', models.CharField(max_length=32, null=True, unique=True)),
                ('is_simulated', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='elicit.deliberation')),
            ],
            options={
                'ordering': ['deliberation', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('taking_part', models.BooleanField()),
                ('publishing_text', models.BooleanField()),
                ('row_release', models.BooleanField()),
                ('training_use', models.BooleanField()),
                ('given_at', models.DateTimeField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='elicit.participant')),
            ],
            options={
                'ordering': ['participant', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('process', models.CharField(max_length=40)),
                ('audience', models.CharField(max_length=12)),
                ('sockets', models.PositiveIntegerField()),
                ('seen_at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='elicit.deliberation')),
            ],
            options={
                'ordering': ['deliberation', 'process', 'audience'],
            },
        ),
        migrations.AddIndex(
            model_name='deliberation',
            index=models.Index(condition=models.Q(('analysis_due_at__isnull', False)), fields=['analysis_due_at'], name='deliberation_due'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('prompt', ''), _negated=True), name='deliberation_has_a_prompt'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'open', 'closed'])), name='deliberation_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('stage', 'open'), models.Q(('voting_open', False), ('writing_open', False)), _connector='OR'), name='deliberation_takes_input_only_while_open'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', 'draft'), _negated=True), ('results_revealed', False), _connector='OR'), name='deliberation_draft_reveals_nothing'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='deliberation_round_from_one'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('deliberation', 'number'), name='participant_number_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('key__isnull', True), models.Q(('key', ''), _negated=True), _connector='OR'), name='participant_key_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='consent_version_from_one'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('taking_part', True), models.Q(('publishing_text', False), ('row_release', False), ('training_use', False)), _connector='OR'), name='consent_starts_with_taking_part'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('deliberation', 'process', 'audience'), name='presence_once_per_process'),
        ),
    ]
