
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0003_statements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ballots', models.PositiveIntegerField()),
                ('statements', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='elicit.deliberation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.SmallIntegerField(null=True)),
                ('important', models.BooleanField(default=False)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('key', models.CharField(max_length=64, null=True)),
                ('at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='elicit.deliberation')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='elicit.participant')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='elicit.statement')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['deliberation', 'id'], name='ballot_log')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key__isnull', False)), fields=('participant', 'key'), name='ballot_key_once_per_participant'), models.CheckConstraint(condition=models.Q(('choice__isnull', True), ('choice__in', [1, 0, -1]), _connector='OR'), name='ballot_choice_known'), models.CheckConstraint(condition=models.Q(('key__isnull', True), models.Q(('key', ''), _negated=True), _connector='OR'), name='ballot_key_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.SmallIntegerField(choices=[(1, 'Agree'), (0, 'Pass'), (-1, 'Disagree')])),
                ('important', models.BooleanField(default=False)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='elicit.deliberation')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='elicit.participant')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='elicit.statement')),
            ],
            options={
                'ordering': ['participant', '-at', '-id'],
                'indexes': [models.Index(fields=['deliberation', 'statement'], name='vote_by_statement')],
                'constraints': [models.UniqueConstraint(fields=('participant', 'statement'), name='vote_one_current'), models.CheckConstraint(condition=models.Q(('choice__in', [1, 0, -1])), name='vote_choice_known')],
            },
        ),
    ]
