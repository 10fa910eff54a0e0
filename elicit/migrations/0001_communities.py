
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True, max_length=2000)),
                ('log_head', models.CharField(blank=True, editable=False, max_length=64)),
                ('log_length', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'communities',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='community_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('actor_name', models.CharField(max_length=40)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField()),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='elicit.community')),
            ],
            options={
                'ordering': ['community', 'number'],
                'constraints': [models.UniqueConstraint(fields=('community', 'number'), name='event_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='event_number_from_one'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous_hash', '')), models.Q(('number__gt', 1), models.Q(('previous_hash', ''), _negated=True)), _connector='OR'), name='event_follows_another')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('steward', 'Steward'), ('facilitator', 'Facilitator'), ('moderator', 'Moderator'), ('researcher', 'Researcher'), ('auditor', 'Auditor'), ('member', 'Member')], max_length=20)),
                ('created_at', models.DateTimeField()),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='elicit.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['community', 'user', 'role'],
                'constraints': [models.UniqueConstraint(fields=('community', 'user', 'role'), name='membership_role_once'), models.CheckConstraint(condition=models.Q(('role__in', ['steward', 'facilitator', 'moderator', 'researcher', 'auditor', 'member'])), name='membership_role_known')],
            },
        ),
        migrations.CreateModel(
            name='RuleSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('thresholds', models.JSONField()),
                ('adopted_at', models.DateTimeField()),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rule_sets', to='elicit.community')),
            ],
            options={
                'ordering': ['community', 'number'],
                'constraints': [models.UniqueConstraint(fields=('community', 'number'), name='rules_number_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='rules_number_from_one')],
            },
        ),
        migrations.CreateModel(
            name='SignInLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_in_links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='sign_in_link_expires_later')],
            },
        ),
    ]
