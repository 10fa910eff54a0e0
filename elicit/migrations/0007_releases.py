
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0006_constitutions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('tier', models.CharField(choices=[('T0', 'T0'), ('T1', 'T1'), ('T2', 'T2')], default='T0', max_length=2)),
                ('is_draft', models.BooleanField()),
                ('manifest', models.JSONField()),
                ('secret', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='elicit.community')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='elicit.deliberation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='elicit.version')),
            ],
            options={
                'ordering': ['community', '-number'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('packed', models.BinaryField()),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='elicit.release')),
            ],
            options={
                'ordering': ['release', 'path'],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('community', 'number'), name='release_number_once'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['T0', 'T1', 'T2'])), name='release_tier_known'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='release_number_from_one'),
        ),
        migrations.AddConstraint(
            model_name='releasefile',
            constraint=models.UniqueConstraint(fields=('release', 'path'), name='release_file_path_once'),
        ),
    ]
