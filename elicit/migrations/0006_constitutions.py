
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0005_analyses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Principle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('section', models.CharField(choices=[('principle', 'Principle'), ('annex', 'Annex')], max_length=10)),
                ('text', models.TextField()),
                ('wording_status', models.CharField(default='verbatim', max_length=20)),
                ('towards', models.TextField(blank=True, null=True)),
                ('away', models.TextField(blank=True, null=True)),
                ('directive', models.TextField(blank=True, null=True)),
                ('family', models.CharField(blank=True, max_length=40)),
                ('verdict', models.CharField(max_length=20)),
                ('held_by', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['version', 'section', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Constitution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('community', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='constitution', to='elicit.community')),
            ],
        ),
        migrations.CreateModel(
            name='Provenance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tally', models.JSONField()),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provenance', to='elicit.analysis')),
                ('principle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provenance', to='elicit.principle')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provenance', to='elicit.statement')),
            ],
            options={
                'ordering': ['principle', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('ratified', 'Ratified'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('document', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('ratified_at', models.DateTimeField(blank=True, null=True)),
                ('analysis', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='elicit.analysis')),
                ('constitution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='elicit.constitution')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='elicit.version')),
            ],
            options={
                'ordering': ['constitution', '-number'],
            },
        ),
        migrations.AddField(
            model_name='principle',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='principles', to='elicit.version'),
        ),
        migrations.AddConstraint(
            model_name='constitution',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='constitution_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='provenance',
            constraint=models.UniqueConstraint(fields=('principle', 'statement'), name='provenance_statement_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('constitution', 'number'), name='version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_number_from_one'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'ratified', 'withdrawn'])), name='version_status_known'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ratified_at__isnull', True), ('status', 'draft')), models.Q(('status', 'draft'), _negated=True), _connector='OR'), name='version_draft_is_not_ratified'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'ratified'), _negated=True), ('ratified_at__isnull', False), _connector='OR'), name='version_ratified_says_when'),
        ),
        migrations.AddConstraint(
            model_name='principle',
            constraint=models.UniqueConstraint(fields=('version', 'section', 'number'), name='principle_number_once_per_section'),
        ),
        migrations.AddConstraint(
            model_name='principle',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='principle_has_a_text'),
        ),
        migrations.AddConstraint(
            model_name='principle',
            constraint=models.CheckConstraint(condition=models.Q(('section__in', ['principle', 'annex'])), name='principle_section_known'),
        ),
    ]
