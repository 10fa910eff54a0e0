"""A stretch of an agenda is a Stage, and draft, open or closed is a Status: rows stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0026_a_model_that_translates'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='deliberation',
            name='deliberation_stage_known',
        ),
        migrations.RemoveConstraint(
            model_name='deliberation',
            name='deliberation_draft_reveals_nothing',
        ),
        migrations.RemoveConstraint(
            model_name='deliberation',
            name='deliberation_takes_input_only_while_open',
        ),
        migrations.RemoveConstraint(
            model_name='deliberation',
            name='deliberation_takes_nothing_while_held',
        ),
        migrations.RenameField(
            model_name='deliberation',
            old_name='stage',
            new_name='status',
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'open', 'closed'])), name='deliberation_status_known'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'open'), models.Q(('discussion_open', False), ('voting_open', False), ('writing_open', False)), _connector='OR'), name='deliberation_takes_input_only_while_open'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'draft'), _negated=True), ('results_revealed', False), _connector='OR'), name='deliberation_draft_reveals_nothing'),
        ),
        migrations.AddConstraint(
            model_name='deliberation',
            constraint=models.CheckConstraint(condition=models.Q(('held_at__isnull', True), models.Q(('closes_at__isnull', True), ('discussion_open', False), ('status', 'open'), ('voting_open', False), ('writing_open', False)), _connector='OR'), name='deliberation_takes_nothing_while_held'),
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_position_once',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_one_current',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_position_from_one',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_minutes_in_reach',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_goes_on_after_minutes',
        ),
        migrations.RemoveConstraint(
            model_name='step',
            name='step_begins_before_it_ends',
        ),
        migrations.RenameModel(
            old_name='Step',
            new_name='Stage',
        ),
        migrations.AlterField(
            model_name='stage',
            name='deliberation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='elicit.deliberation'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('deliberation', 'position'), name='stage_position_once'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('started_at__isnull', False)), fields=('deliberation',), name='stage_one_current'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='stage_position_from_one'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['lobby', 'write', 'vote', 'write_and_vote', 'discuss', 'vote_again', 'reveal', 'close'])), name='stage_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__isnull', True), models.Q(('minutes__gte', 1), ('minutes__lte', 129600)), _connector='OR'), name='stage_minutes_in_reach'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('goes_on', False), ('minutes__isnull', False), _connector='OR'), name='stage_goes_on_after_minutes'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('ended_at__gte', models.F('started_at')), ('started_at__isnull', False)), _connector='OR'), name='stage_begins_before_it_ends'),
        ),
    ]
