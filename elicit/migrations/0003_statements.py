
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0002_deliberations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=4000)),
                ('text_key', models.CharField(editable=False, max_length=4000)),
                ('language', models.CharField(blank=True, max_length=12)),
                ('is_seed', models.BooleanField(default=False)),
                ('is_meta', models.BooleanField(default=False)),
                ('is_imported', models.BooleanField(default=False)),
                ('family', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('merged', 'Merged into another')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('moderated_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='statements', to='elicit.participant')),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='elicit.deliberation')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='elicit.statement')),
                ('moderated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('twin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='twins', to='elicit.statement')),
            ],
            options={
                'ordering': ['deliberation', 'number'],
                'indexes': [models.Index(fields=['deliberation', 'state'], name='statement_by_state')],
                'constraints': [models.UniqueConstraint(fields=('deliberation', 'number'), name='statement_number_once'), models.UniqueConstraint(condition=models.Q(('is_imported', False)), fields=('deliberation', 'text_key'), name='statement_text_once'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='statement_has_a_text'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'accepted', 'rejected', 'merged'])), name='statement_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='statement_merged_says_into_which'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='statement_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='statement_rejected_says_why')],
            },
        ),
    ]
