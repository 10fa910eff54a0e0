
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0007_releases'),
    ]

    operations = [
        migrations.AddField(
            model_name='analysis',
            name='drawing',
            field=models.CharField(choices=[('waiting', 'waiting'), ('drawn', 'drawn'), ('few', 'too few people'), ('alike', 'everybody voted alike'), ('changed', 'votes have changed since'), ('failed', 'could not be drawn')], default='waiting', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='analysis',
            name='picture',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='analysis',
            name='picture_claimed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='analysis',
            name='picture_tries',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name='analysis',
            index=models.Index(condition=models.Q(('drawing', 'waiting'), ('is_frozen', True)), fields=['picture_claimed_at'], name='analysis_to_draw'),
        ),
        migrations.AddConstraint(
            model_name='analysis',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawing', 'drawn'), ('picture__isnull', False)), models.Q(('picture__isnull', True), models.Q(('drawing', 'drawn'), _negated=True)), _connector='OR'), name='analysis_picture_when_drawn'),
        ),
    ]
