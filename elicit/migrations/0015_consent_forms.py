import django.db.models.deletion
from django.db import migrations, models


def give_a_form(apps, schema_editor):
    """Deliberations of before, and what was consented to in them, get the words they were shown as number 1."""
    ConsentForm = apps.get_model("elicit", "ConsentForm")
    Consent = apps.get_model("elicit", "Consent")
    for deliberation in apps.get_model("elicit", "Deliberation").objects.select_related("community"):
        form = ConsentForm.objects.create(
            deliberation=deliberation,
            number=1,
            organiser=deliberation.community.name,
            words={"en": words_of_before(deliberation)},
            made_at=deliberation.created_at,
        )
        Consent.objects.filter(participant__deliberation=deliberation).update(form=form)


def words_of_before(deliberation):
    read_first = (
        "Somebody reads what you write before others vote on it. You are told what became of it."
        if deliberation.moderation_on
        else "Others can vote at once on what you write. It may be taken out again, with a reason you can read."
    )
    return {
        "who": f"{deliberation.community.name} runs this.",
        "contact": "",
        "how": "You see one statement at a time and say what you think. There is no account, and nobody is told how "
        "you voted.",
        "publishing_text": "Statements I write may be published, without my name.",
        "row_release": "My row of votes may be in public data, under a new number each time.",
        "training_use": "What I give may be used to train and test AI models.",
        "more": [
            "A cookie on this device keeps your place, so that you can change or undo any vote. It follows you "
            "nowhere else.",
            "Votes are counted together: how many agree, disagree and pass, in the whole room and among people who "
            "vote alike.",
            read_first,
            "Few votes in a row can be as telling as a fingerprint. That is why rows are published only if you tick "
            "the box.",
            "Each tick stands for itself. Without any you take part all the same.",
        ],
    }


class Migration(migrations.Migration):

    dependencies = [
        ('elicit', '0014_moves'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('organiser', models.CharField(max_length=120)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('retention_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('words', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consent_forms', to='elicit.deliberation')),
            ],
            options={
                'ordering': ['deliberation', '-number'],
                'constraints': [
                    models.UniqueConstraint(fields=('deliberation', 'number'), name='consent_form_number_once'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='consent_form_number_from_one'),
                    models.CheckConstraint(condition=models.Q(('organiser', ''), _negated=True), name='consent_form_says_who'),
                    models.CheckConstraint(condition=models.Q(('retention_days__isnull', True), ('retention_days__gte', 1), _connector='OR'), name='consent_form_keeps_a_day_or_more'),
                ],
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='form',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='consents', to='elicit.consentform'),
        ),
        migrations.AddField(
            model_name='consent',
            name='language',
            field=models.CharField(default='en', max_length=12),
            preserve_default=False,
        ),
        migrations.RunPython(give_a_form, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name='consent',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='consents', to='elicit.consentform'),
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_version_from_one',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='version',
        ),
        migrations.AddField(
            model_name='erasure',
            name='people',
            field=models.PositiveIntegerField(default=1),
        ),
    ]
