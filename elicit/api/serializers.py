"""What the API takes and gives."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from elicit.forms import LANGUAGES
from elicit.models import Panel
from elicit.models.discussion import Side
from elicit.models.votes.vote import Choice
from elicit.reading.discussion.reasons import Reasons


class TicksIn(serializers.Serializer):
    publishing_text = serializers.BooleanField(default=False)
    row_release = serializers.BooleanField(default=False)
    training_use = serializers.BooleanField(default=False)
    read = serializers.IntegerField(
        required=False, min_value=1, help_text="Number of the words that were read; without it, the newest."
    )


class JoinIn(TicksIn):
    ticket = serializers.CharField(
        required=False, max_length=40, help_text="Where people come in by tickets: one that was not used yet."
    )


class ConsentOut(serializers.Serializer):
    """The words at the door as they are now, and what this participant ticked last."""

    number = serializers.IntegerField(help_text="Of these words.")
    organiser = serializers.CharField()
    contact = serializers.CharField()
    retention_days = serializers.IntegerField(allow_null=True, help_text="After closing; null: no end.")
    words = serializers.DictField()
    publishing_text = serializers.BooleanField()
    row_release = serializers.BooleanField()
    training_use = serializers.BooleanField()
    is_asked_again = serializers.BooleanField(help_text="The words changed since the last answer.")


class QuestionOut(serializers.Serializer):
    number = serializers.IntegerField()
    text = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    is_answered = serializers.BooleanField()
    answer = serializers.IntegerField(allow_null=True, help_text="Place of an option; null: rather not say.")


class AnswersIn(serializers.Serializer):
    answers = serializers.DictField(
        child=serializers.IntegerField(allow_null=True, min_value=0),
        help_text="Number of a question: place of an option from 0 on, or null for rather not say.",
    )


class MineOut(serializers.Serializer):
    """Everything that is kept about this participant."""

    deliberation = serializers.CharField()
    prompt = serializers.CharField()
    participant = serializers.IntegerField()
    joined_at = serializers.DateTimeField()
    consents = serializers.ListField(child=serializers.DictField())
    votes = serializers.ListField(child=serializers.DictField())
    changes = serializers.ListField(child=serializers.DictField())
    statements = serializers.ListField(child=serializers.DictField())
    answers = serializers.ListField(child=serializers.DictField())
    reasons = serializers.ListField(child=serializers.DictField())
    translations = serializers.ListField(child=serializers.DictField())
    table = serializers.IntegerField(allow_null=True, help_text="Where this participant says they sit.")


class JoinOut(serializers.Serializer):
    token = serializers.CharField()
    participant = serializers.IntegerField(help_text="The pseudonymous number inside this deliberation.")
    deliberation = serializers.CharField()
    prompt = serializers.CharField()


class StatementOut(serializers.Serializer):
    id = serializers.IntegerField(source="number")
    text = serializers.CharField()
    language = serializers.CharField()
    is_seed = serializers.BooleanField()


class TranslationOut(serializers.Serializer):
    language = serializers.CharField()
    text = serializers.CharField()
    state = serializers.CharField()


class TranslationIn(serializers.Serializer):
    language = serializers.ChoiceField(choices=[code for code, _name in LANGUAGES])
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


class NextOut(serializers.Serializer):
    statement = StatementOut(allow_null=True)
    remaining = serializers.IntegerField(help_text="Open statements this participant has not voted on.")


class VoteIn(serializers.Serializer):
    statement = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    choice = serializers.ChoiceField(choices=Choice.values)
    important = serializers.BooleanField(default=False)
    key = serializers.RegexField(
        r"^[\w-]{1,64}$", required=False, help_text="Idempotency key: the same key again changes nothing."
    )


class VoteOut(serializers.Serializer):
    statement = serializers.IntegerField(source="statement.number")
    choice = serializers.ChoiceField(choices=Choice.values)
    important = serializers.BooleanField()
    at = serializers.DateTimeField()


class CastOut(serializers.Serializer):
    vote = VoteOut(allow_null=True)
    replayed = serializers.BooleanField()


class SubmitIn(serializers.Serializer):
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


class AlikeIn(serializers.Serializer):
    text = serializers.CharField(max_length=1000, trim_whitespace=False, allow_blank=True)


class OwnStatementOut(StatementOut):
    state = serializers.CharField()
    reason = serializers.CharField()
    policy = serializers.IntegerField(
        source="policy.number", default=None, allow_null=True, help_text="Version a rejection went by."
    )
    merged_into = serializers.IntegerField(source="merged_into.number", default=None, allow_null=True)
    edited_at = serializers.DateTimeField(allow_null=True)
    people = serializers.IntegerField(
        source="votes_count", help_text="How many have voted on it, or on the one it was merged into."
    )


class ReasonIn(serializers.Serializer):
    side = serializers.ChoiceField(choices=[Side.FOR.value, Side.AGAINST.value])
    text = serializers.CharField(max_length=100_000, trim_whitespace=False, allow_blank=True)


class PointOut(serializers.Serializer):
    id = serializers.IntegerField(source="number")
    side = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    state = serializers.CharField()


class SaidOut(serializers.Serializer):
    text = serializers.CharField()
    language = serializers.CharField()


class ReasonsOut(serializers.Serializer):
    """Empty for somebody who has not voted on the statement, and while one side has no reason yet."""

    reasons_for = SaidOut(many=True)
    reasons_against = SaidOut(many=True)
    others = SaidOut(many=True)


def sided(reasons: Reasons) -> dict[str, Any]:
    sides = dict(reasons.sides)
    return {
        "reasons_for": sides.get(Side.FOR.value, ()),
        "reasons_against": sides.get(Side.AGAINST.value, ()),
        "others": reasons.others,
    }


class ResultsOut(serializers.Serializer):
    deliberation = serializers.CharField()
    prompt = serializers.CharField()
    analysis = serializers.CharField(help_text="Digest of the analysis.")
    is_frozen = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    method = serializers.CharField()
    k = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField()
    votes = serializers.IntegerField()
    on_paper = serializers.IntegerField(help_text="People whose ballots came in on paper.")
    between = serializers.IntegerField(allow_null=True)
    panels = serializers.ListField(
        child=serializers.ChoiceField(choices=Panel.choices),
        help_text="What of it is revealed: standings of other verdicts are left out, and blocs without the map.",
    )
    blocs = serializers.ListField(child=serializers.DictField())
    standings = serializers.ListField(child=serializers.DictField())
    moves = serializers.ListField(
        child=serializers.DictField(),
        help_text="Who moved, on statements that were put to the vote again; null is withheld.",
    )


class StepOut(serializers.Serializer):
    """A stage of the agenda."""

    kind = serializers.CharField()
    title = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class DeliberationOut(serializers.Serializer):
    """What is going on now, as the page of whoever takes part says it."""

    deliberation = serializers.CharField(source="code")
    prompt = serializers.CharField()
    language = serializers.CharField()
    stage = serializers.CharField()
    round = serializers.IntegerField()
    writing_open = serializers.BooleanField()
    voting_open = serializers.BooleanField()
    discussion_open = serializers.BooleanField()
    results_revealed = serializers.BooleanField()
    closes_at = serializers.DateTimeField(allow_null=True, help_text="When the time of what is going on is over.")
    held_at = serializers.DateTimeField(allow_null=True, help_text="Paused since then; nothing is lost.")
    is_practice = serializers.BooleanField(help_text="A rehearsal: nothing here counts.")
    agenda = StepOut(many=True, source="steps.all")


class DocumentOut(serializers.Serializer):
    """The constitution document; its shape is the one of the JSON file."""

    title = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()


class ReleaseOut(serializers.Serializer):
    number = serializers.IntegerField()
    tier = serializers.CharField()
    is_draft = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    manifest = serializers.DictField()


class ErrorOut(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(required=False)
