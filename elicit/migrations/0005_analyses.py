
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0004_votes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('ballots_digest', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('k', models.PositiveSmallIntegerField()),
                ('seed', models.PositiveIntegerField()),
                ('parameters', models.JSONField()),
                ('versions', models.JSONField()),
                ('people', models.PositiveIntegerField()),
                ('votes', models.PositiveIntegerField()),
                ('payload', models.BinaryField()),
                ('is_frozen', models.BooleanField(default=False)),
                ('revision', models.PositiveBigIntegerField()),
                ('seconds', models.FloatField()),
                ('created_at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='analyses', to='elicit.deliberation')),
            ],
            options={
                'verbose_name_plural': 'analyses',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_frozen', True)), fields=('deliberation', 'digest'), name='analysis_frozen_once'), models.CheckConstraint(condition=models.Q(('k__gte', 1)), name='analysis_k_from_one')],
            },
        ),
    ]
