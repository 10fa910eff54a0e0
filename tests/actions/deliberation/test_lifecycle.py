"""From draft to closed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.entry import joining
from elicit.actions.refusals import Conflict, Invalid
from elicit.models import Deliberation
from elicit.models.deliberation.deliberation import CODE_ALPHABET
from elicit.models.deliberation.showing import ALL
from elicit.reading.entry.consent import Ticks


def test_a_new_deliberation_is_a_closed_draft_under_the_rules_in_force(draft, community):
    assert (draft.status, draft.voting_open, draft.writing_open) == ("draft", False, False)
    assert (draft.rules, draft.rules.number) == (community.rules, 1)
    assert draft.rules.thresholds["settled_overall"] == 0.6


def test_a_code_is_six_characters_nobody_confuses(draft):
    assert len(draft.code) == 6
    assert set(draft.code) <= set(CODE_ALPHABET)
    assert not set(CODE_ALPHABET) & set("01ILOU")


def test_a_prompt_with_hidden_directions_is_refused(community, ada, now):
    with pytest.raises(Invalid) as refusal:
        lifecycle.create(community=community, prompt="How \u202ewoh?", by=ada, now=now)

    assert refusal.value.code == "bidi"
    assert not Deliberation.objects.exists()


def test_opening_opens_writing_and_voting(deliberation):
    assert (deliberation.status, deliberation.writing_open, deliberation.voting_open) == ("open", True, True)


def test_opening_twice_is_refused(deliberation, ada, now):
    with pytest.raises(Conflict):
        lifecycle.open_(deliberation=deliberation, by=ada, now=now)


def test_closing_makes_the_final_analysis_due(deliberation, ada, now):
    room = lifecycle.close(deliberation=deliberation, by=ada, now=now)

    assert (room.status, room.voting_open, room.analysis_due_at) == ("closed", False, now)
    assert list(Deliberation.objects.due(now)) == [room]


def test_a_closed_deliberation_can_be_opened_again_and_the_log_tells(deliberation, ada, now):
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    lifecycle.open_(deliberation=deliberation, by=ada, now=now)

    kinds = list(deliberation.community.events.values_list("kind", flat=True))
    assert kinds[-3:] == ["deliberation_opened", "deliberation_closed", "deliberation_reopened"]


def test_results_of_a_draft_cannot_be_revealed(draft, ada, now):
    with pytest.raises(Conflict):
        showing.reveal(deliberation=draft, show=ALL, by=ada, now=now)


def test_an_unknown_switch_is_refused(deliberation, ada, now):
    with pytest.raises(Invalid):
        lifecycle.switch(deliberation=deliberation, name="lights", on=True, by=ada, now=now)


def test_the_database_takes_no_votes_outside_an_open_stage(draft):
    draft.voting_open = True

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_people_are_numbered_in_the_order_they_come(deliberation, now):
    people = [joining.join(deliberation=deliberation, ticks=Ticks(row_release=True), now=now) for _ in range(3)]

    assert [person.number for person in people] == [1, 2, 3]
    consent = people[0].consents.get()
    assert (consent.form.number, consent.taking_part, consent.row_release, consent.training_use) == (
        1,
        True,
        True,
        False,
    )


def test_nobody_joins_a_draft(draft, now):
    with pytest.raises(Conflict):
        joining.join(deliberation=draft, ticks=Ticks(), now=now)


def test_a_claim_that_outlived_its_process_is_due_again(deliberation, now):
    Deliberation.objects.filter(pk=deliberation.pk).update(analysis_claimed_at=now)

    assert not Deliberation.objects.due(now + timedelta(minutes=9)).exists()
    assert Deliberation.objects.due(now + timedelta(minutes=11)).exists()
