"""The words at the door, in versions, and what people ticked under which."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents, joining
from elicit.actions.refusals import Invalid
from elicit.models import Consent, ConsentForm, Deliberation
from elicit.reading.entry import consent
from elicit.reading.entry.consent import Ticks


@pytest.fixture
def reword(deliberation, ada, now):
    """Ada changes what people read at the door."""

    def change(organiser="", contact="", retention_days=None):
        fields = {"organiser": organiser, "contact": contact, "retention_days": retention_days}
        return consents.reword(deliberation=deliberation, **fields, by=ada, now=now)

    return change


def test_a_new_deliberation_says_that_its_community_runs_it_and_keeps_what_is_said(draft):
    form = consent.read_newest_form(draft)

    assert (form.number, form.organiser, form.contact, form.retention_days) == (1, "Riverside Library", "", None)
    assert form.get_words("en")["who"] == "Riverside Library runs this."
    assert form.get_words("en")["more"][0].startswith("Votes and words are kept as long as the community exists")


def test_an_edit_is_a_new_version_and_the_old_one_stays_as_it_was(reword, deliberation):
    old = consent.read_newest_form(deliberation)

    new = reword(organiser="The Night Shift", contact="night@example.org", retention_days=30)

    assert (new.number, new.get_words("en")["who"]) == (2, "The Night Shift runs this.")
    assert new.get_words("en")["contact"] == "Questions go to: night@example.org"
    assert "30 days after this is closed" in new.get_words("en")["more"][0]
    assert list(deliberation.consent_forms.values_list("number", "organiser", "words")) == [
        (2, "The Night Shift", new.words),
        (1, "Riverside Library", old.words),
    ]


def test_the_same_words_again_make_no_version_and_no_event(reword, deliberation):
    before = deliberation.community.events.count()

    assert reword(organiser="Riverside Library").number == 1
    assert deliberation.community.events.count() == before


def test_the_log_says_that_the_words_changed_and_not_what_they_are(reword, deliberation):
    reword(contact="night@example.org")

    event = deliberation.community.events.last()
    assert (event.kind, event.payload) == ("consent_reworded", {"deliberation": deliberation.code, "form": 2})


@pytest.mark.parametrize(
    "fields", [{"retention_days": 0}, {"retention_days": 3651}, {"organiser": "x" * 121}, {"contact": "a\u202eb"}]
)
def test_words_that_cannot_be_used_change_nothing(reword, deliberation, fields):
    with pytest.raises(Invalid):
        reword(**fields)

    assert deliberation.consent_forms.count() == 1


def test_opening_brings_the_words_up_to_date_with_what_the_program_does_now(draft, ada, now):
    Deliberation.objects.filter(pk=draft.pk).update(moderation_on=False)

    room = lifecycle.open_(deliberation=draft, by=ada, now=now)

    form = consent.read_newest_form(room)
    assert form.number == 2
    assert "Others can vote at once on what you write." in form.get_words("en")["more"][3]


def test_a_consent_points_to_the_version_that_was_read_though_a_newer_one_came(reword, deliberation, now):
    reword(organiser="The Night Shift")

    with override("en"):
        person = joining.join(deliberation=deliberation, ticks=Ticks(row_release=True), read=1, now=now)

    assert list(person.consents.values_list("form__number", "language", "row_release")) == [(1, "en", True)]
    assert consent.is_asked_again(person)


@pytest.mark.parametrize("form", [None, 7])
def test_whoever_does_not_say_what_they_read_is_taken_to_have_read_the_newest(deliberation, now, form):
    person = joining.join(deliberation=deliberation, ticks=Ticks(), read=form, now=now)

    assert person.consents.get().form == consent.read_newest_form(deliberation)


def test_people_inside_are_asked_until_they_answer_and_then_not_again(reword, ben, now):
    assert not consent.is_asked_again(ben)
    reword(organiser="The Night Shift")
    assert consent.is_asked_again(ben)

    consents.give(participant=ben, ticks=Ticks(training_use=True), now=now)

    assert not consent.is_asked_again(ben)
    assert consent.read_ticks(ben) == Ticks(training_use=True)
    assert list(ben.consents.values_list("form__number", "publishing_text")) == [(1, True), (2, False)]


@pytest.mark.parametrize("wrong", [{"organiser": ""}, {"number": 0}, {"retention_days": 0}, {"number": 1}])
def test_the_database_keeps_forms_sound(deliberation, now, wrong):
    fields = {"number": 2, "organiser": "Us", "retention_days": None, "words": {}, "made_at": now}

    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentForm.objects.create(deliberation=deliberation, **fields | wrong)
    assert ConsentForm.objects.create(deliberation=deliberation, **fields | {"retention_days": 1}).number == 2


def test_a_consent_starts_with_taking_part(ben, now):
    row = {
        "participant": ben,
        "form": consent.read_newest_form(ben.deliberation),
        "language": "en",
        "given_at": now,
    }
    nothing = {"publishing_text": False, "row_release": False, "training_use": False}

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(**row, taking_part=False, **nothing | {"row_release": True})
    assert Consent.objects.create(**row, taking_part=False, **nothing).pk


def test_joining_costs_five_queries_inside_its_transaction(deliberation, now, django_assert_max_num_queries):
    """A thousand people join within a minute."""
    with django_assert_max_num_queries(7):
        joining.join(deliberation=deliberation, ticks=Ticks(), now=now)
