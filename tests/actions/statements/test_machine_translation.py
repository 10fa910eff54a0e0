"""A language model that proposes translations, a few at a time; nothing of it shows before approval."""

from datetime import timedelta

import pytest

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents
from elicit.actions.refusals import Conflict
from elicit.actions.statements import machine_translation, translations, writing
from elicit.models import Event, Interpreting, Translation
from elicit.reading.entry import consent
from elicit.reading.statements.untranslated import list_untranslated
from tests import factories
from tests.language_model import serve_model


@pytest.fixture
def model(settings):
    with serve_model() as server:
        settings.MODEL_URL, settings.MODEL, settings.MODEL_KEY = server.url, "babel-1", ""
        settings.MODEL_BUDGET = 100
        server.reply = lambda text: f"¡{text}!"
        yield server


@pytest.fixture
def row(model, deliberation, ada, now):
    return machine_translation.begin(deliberation=deliberation, language="es", by=ada, now=now)


def list_texts(model):
    return [request["messages"][-1]["content"] for request in model.requests]


def finish(row, now):
    while Interpreting.objects.due(now).filter(pk=row.pk).exists():
        machine_translation.translate_batch(interpreting_id=row.pk, now=now)
    row.refresh_from_db()
    return row


def test_it_proposes_what_is_missing_a_few_at_a_time(model, row, deliberation, now):
    count = deliberation.statements.count()
    first = machine_translation.translate_batch(interpreting_id=row.pk, now=now)
    row_after = finish(row, now)

    assert (first, row_after.statements, row_after.proposed) == (machine_translation.BATCH, count, count)
    assert (row_after.is_running, row_after.problem, row_after.left_out) == (False, "", [])
    assert sorted(list_texts(model)) == sorted(factories.TEXTS[:count])
    proposals = Translation.objects.filter(statement__deliberation=deliberation)
    assert {(row.model, row.state, row.member, row.participant) for row in proposals} == {
        ("babel-1", "waiting", None, None)
    }
    assert {row.text for row in proposals} == {f"¡{text}!" for text in factories.TEXTS[:count]}


def test_what_has_words_or_words_that_wait_is_not_asked_for(model, deliberation, statement, ada, now):
    proposal = translations.propose(statement=statement, language="es", text="Dilo.", now=now)
    translations.approve(translation=proposal, by=ada, now=now)
    second, third = deliberation.statements.filter(number__in=[2, 3])
    translations.propose(statement=second, language="es", text="Otra.", now=now)
    bad = translations.propose(statement=third, language="es", text="Mal.", now=now)
    translations.reject(translation=bad, reason="It says the reverse.", by=ada, now=now)

    numbers = {statement.number for statement in list_untranslated(deliberation, "es")}
    assert numbers == set(deliberation.statements.values_list("number", flat=True)) - {1, 2}
    assert list_untranslated(deliberation, "en") == []


def test_words_of_somebody_who_does_not_allow_publishing_go_nowhere(model, deliberation, ada, now):
    open_, guest = factories.person(deliberation, publishing_text=True), factories.person(deliberation)
    for person, text in ((open_, "Ask me first."), (guest, "Never tell anybody.")):
        own = writing.submit(participant=person, text=text, now=now)
        writing.accept(statement=own, by=ada, now=now)
    finish(machine_translation.begin(deliberation=deliberation, language="ar", by=ada, now=now), now)
    assert "Ask me first." in list_texts(model)
    assert "Never tell anybody." not in list_texts(model)

    consents.give(participant=guest, ticks=consent.Ticks(publishing_text=True), now=now)
    finish(machine_translation.begin(deliberation=deliberation, language="ar", by=ada, now=now), now)
    assert "Never tell anybody." in list_texts(model)


def test_where_a_model_does_not_answer_asking_again_goes_on(model, row, deliberation, ada, now, caplog):
    model.reply = lambda text: f"¡{text}!" if len(model.requests) < 3 else 401
    first = finish(row, now)
    assert (first.proposed, first.problem) == (2, "unavailable")
    assert "AuthenticationError" in caplog.text

    model.reply = lambda text: f"¡{text}!"
    again = finish(machine_translation.begin(deliberation=deliberation, language="es", by=ada, now=now), now)
    assert (again.statements, again.proposed, again.problem) == (deliberation.statements.count() - 2,) * 2 + ("",)


def test_words_that_do_not_fit_are_left_out_and_the_others_go_on(model, row, deliberation, now):
    model.reply = lambda text: "x" * 500 if text == factories.TEXTS[0] else "Igual."

    row_after = finish(row, now)
    assert (row_after.left_out, row_after.proposed) == ([1], deliberation.statements.count() - 1)


def test_it_does_no_more_in_a_day_than_it_may(model, row, deliberation, settings, now):
    settings.MODEL_BUDGET = 2
    assert (finish(row, now).problem, len(model.requests)) == ("budget", 2)

    settings.MODEL_BUDGET = 3
    again = machine_translation.begin(
        deliberation=deliberation, language="es", by=None, now=now + timedelta(hours=25)
    )
    assert finish(again, now + timedelta(hours=25)).proposed == min(3, again.statements)


def test_of_many_that_take_a_batch_one_does(model, row, now):
    Interpreting.objects.update(due_at=now + machine_translation.CLAIM_LASTS)

    assert machine_translation.translate_batch(interpreting_id=row.pk, now=now) == 0
    assert model.requests == []


def test_stopped_it_stays_stopped(model, row, ada, now):
    machine_translation.stop(row=row, by=ada, now=now)
    assert machine_translation.translate_batch(interpreting_id=row.pk, now=now) == 0
    assert [event.kind for event in Event.objects.order_by("number")][-2:] == [
        "translations_asked",
        "translations_stopped",
    ]


def test_what_cannot_be_asked_is_refused(model, deliberation, settings, ada, now):
    def get_refusal_code(language="es"):
        with pytest.raises(Conflict) as error:
            machine_translation.begin(deliberation=deliberation, language=language, by=ada, now=now)
        return error.value.code

    assert get_refusal_code("en") == "nothing"
    settings.MODEL_URL = ""
    assert get_refusal_code() == "no_model"
    settings.MODEL_URL = model.url
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    assert get_refusal_code() == "closed"


def test_in_a_room_that_closes_meanwhile_nothing_more_is_asked(model, row, deliberation, ada, now):
    lifecycle.close(deliberation=deliberation, by=ada, now=now)

    assert finish(row, now).is_running is False
    assert model.requests == []
