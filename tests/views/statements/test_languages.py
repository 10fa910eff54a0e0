"""Reading statements in one's own language, and proposing words for others."""

import pytest
from django.utils import timezone

from elicit.actions.community import helping
from elicit.actions.statements import machine_translation, translations
from elicit.models import Role, Translation
from elicit.reading.entry import my_data
from tests import factories
from tests.htmx import assert_same_as_fresh, find_element, parse, post, read_words
from tests.language_model import serve_model
from tests.views.pages import build_address, read_card, read_text

SPANISH = "Di cuando no estés seguro."
ARABIC = "قل متى لا تكون متأكدا."


@pytest.fixture
def original(statement, ada, now):
    """The first statement has approved Spanish and Arabic words, and German ones that wait."""
    for language, text in (("es", SPANISH), ("ar", ARABIC)):
        translation = translations.propose(statement=statement, language=language, text=text, now=now)
        translations.approve(translation=translation, by=ada, now=now)
    translations.propose(statement=statement, language="de", text="Sag, wenn du unsicher bist.", now=now)
    return statement


def list_translations(phone, statement, **headers):
    """(language, direction, words) of what stands beside the first statement on its card, or nothing."""
    page = read_card(phone.get(build_address("participate", statement.deliberation) + "?again=1", headers=headers))
    marks = [element for element in page.iter("p") if "translated" in (element.get("class") or "")]
    return [(mark.get("lang"), mark.get("dir"), read_words(mark)) for mark in marks]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es", ["es"]),
        ("es-AR,en;q=0.5", ["es"]),
        ("ar;q=0.9,es;q=0.8", ["ar"]),
        ("fr,ar;q=0.5", ["ar"]),
        ("en-GB,es;q=0.9", []),
        ("de", []),
        ("", []),
        ("x" * 50, []),
    ],
)
def test_the_browser_says_which_language_is_read(phone, original, header, language):
    assert [pair[0] for pair in list_translations(phone, original, accept_language=header)] == language


def test_the_original_stays_and_the_translation_says_its_language_and_direction(phone, original):
    assert list_translations(phone, original, accept_language="ar") == [("ar", "auto", ARABIC)]
    page = read_text(
        phone.get(
            build_address("participate", original.deliberation) + "?again=1", headers={"accept-language": "ar"}
        )
    )
    assert factories.TEXTS[0] in page


def test_what_is_chosen_counts_more_than_the_browser(phone, original):
    for choice, expected in (("es", ["es"]), ("original", []), ("", ["ar"])):
        response = phone.post(build_address("languages", original.deliberation), {"language": choice})
        assert response.status_code == 302
        assert [words[0] for words in list_translations(phone, original, accept_language="ar")] == expected


def test_a_language_nobody_knows_is_refused(phone, original):
    assert phone.post(build_address("languages", original.deliberation), {"language": "tlh"}).status_code == 400


def test_a_swapped_card_has_the_same_words_beside_it(phone, ben, original):
    phone.post(build_address("languages", original.deliberation), {"language": "es"})
    response = post(
        phone, build_address("vote", original.deliberation), statement=2, choice=1, key="one", next="card"
    )

    assert_same_as_fresh(phone, response, "card", build_address("participate", original.deliberation))


def test_votes_in_any_language_are_one_pool(client, original, now):
    for language in ("es", "ar", "en"):
        person = factories.person(original.deliberation)
        client.carry(person)
        client.post(build_address("languages", original.deliberation), {"language": language})
        client.post(build_address("vote", original.deliberation), {"statement": 1, "choice": 1})

    assert original.votes.count() == 3


def test_ben_proposes_a_translation_and_is_told_what_became_of_it(phone, ben, statement, ada, now):
    address = build_address("translate", statement.deliberation, 1)
    assert phone.post(address, {"language": "es", "text": SPANISH}).status_code == 302
    translation = ben.translations.get()
    assert "waiting to be read" in read_text(phone.get(build_address("languages", statement.deliberation)))

    translations.reject(translation=translation, reason="It leaves out a word.", by=ada, now=now)
    assert "It leaves out a word." in read_text(phone.get(build_address("languages", statement.deliberation)))


def test_a_refused_translation_stays_in_its_field(phone, statement):
    response = phone.post(
        build_address("translate", statement.deliberation, 1), {"language": "en", "text": "Say so."}
    )

    assert response.status_code == 400
    assert (
        "The statement is in this language already." in read_text(response),
        "Say so." in read_text(response),
    ) == (
        True,
        True,
    )


def test_a_proposal_that_waits_is_shown_to_nobody_else(phone, original):
    phone.post(build_address("languages", original.deliberation), {"language": "de"})

    for name in ("participate", "languages"):
        assert "Sag, wenn" not in read_text(phone.get(build_address(name, original.deliberation)))


def test_a_statement_that_waits_cannot_be_translated_or_read(phone, ben, deliberation, statement):
    deliberation.statements.filter(number=1).update(state="waiting")

    assert phone.get(build_address("translate", deliberation, 1)).status_code == 404
    assert factories.TEXTS[0] not in read_text(phone.get(build_address("languages", deliberation)))


def test_ada_compares_both_texts_and_decides(desk, original):
    page = read_text(desk.get(build_address("translations", original.deliberation)))
    assert f"{factories.TEXTS[0]} Sag, wenn du unsicher bist." in page

    desk.post(build_address("approve_translation", original.deliberation, 1, 3))
    assert Translation.objects.get(language="de").state == "approved"
    desk.post(build_address("reject_translation", original.deliberation, 1, 3), {"reason": "Too free."})
    assert Translation.objects.get(language="de").state == "rejected"


def test_a_member_proposes_at_the_console(desk, statement, ada):
    fields = {"statement": "1", "language": "fr", "text": "Dis quand tu n’es pas sûr."}
    assert desk.post(build_address("translations", statement.deliberation), fields).status_code == 302
    assert Translation.objects.get().member == ada

    response = desk.post(build_address("translations", statement.deliberation), {**fields, "language": ""})
    assert (response.status_code, "Choose the language" in read_text(response)) == (400, True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_does_what_is_theirs(sign_in, member, original, role):
    client, room = sign_in(member(role)), original.deliberation
    moderates = role in (Role.STEWARD, Role.FACILITATOR, Role.MODERATOR)

    assert client.get(build_address("translations", room)).status_code == (403 if role == Role.MEMBER else 200)
    assert client.post(build_address("approve_translation", room, 1, 3)).status_code == (302 if moderates else 403)


@pytest.mark.parametrize(("header", "language"), [("en,es;q=0.5", "es"), ("en", ""), ("ar", "ar")])
def test_the_language_of_the_statement_is_not_offered_to_translate_into(phone, statement, header, language):
    page = phone.get(build_address("translate", statement.deliberation, 1), headers={"accept-language": header})
    options = parse(page.content.decode()).iter("option")

    assert [option.get("value") for option in options if option.get("selected") is not None] == [language] * bool(
        language
    )


def test_a_translation_of_another_room_is_not_decided_here(desk, original, other):
    assert desk.post(build_address("approve_translation", other, 1, 3)).status_code == 404


@pytest.mark.parametrize(("task", "is_allowed"), [("facilitator", True), ("moderator", True), ("observer", False)])
def test_helpers_decide_where_that_is_their_task(client, original, ada, now, task, is_allowed):
    _invitation, token = helping.invite(
        deliberation=original.deliberation, task=task, days=1, uses=1, by=ada, now=now
    )
    client.post(f"/helping/{token}/", {"name": "Mo"})

    assert ("Reject…" in read_text(client.get(build_address("translations", original.deliberation)))) == is_allowed


def test_what_somebody_proposed_is_among_what_is_kept_about_them(ben, statement, now):
    translations.propose(statement=statement, language="es", text=SPANISH, participant=ben, now=now)

    [own] = my_data.read_my_data(ben)["translations"]
    assert (own["statement"], own["language"], own["text"], own["state"]) == (1, "es", SPANISH, "waiting")
    assert (
        f"translation,{own['at'].isoformat()},1,{SPANISH},waiting,"
        in my_data.write_my_data(my_data.read_my_data(ben)).decode()
    )


@pytest.fixture
def model(settings):
    with serve_model() as server:
        settings.MODEL_URL, settings.MODEL, settings.MODEL_BUDGET = server.url, "babel-1", 100
        yield server


def test_without_a_language_model_the_console_says_nothing_of_one(desk, deliberation):
    assert "language model" not in read_text(desk.get(build_address("translations", deliberation)))


def test_a_language_model_is_asked_followed_and_stopped(desk, deliberation, model, now):
    page = desk.get(build_address("translations", deliberation))
    assert f"babel-1 at {model.url[7:-3]} proposes words" in read_text(page)

    assert desk.post(build_address("interpret", deliberation), {"language": "es"}).status_code == 302
    page = desk.get(build_address("translations", deliberation))
    count = deliberation.statements.count()
    assert f"español · 0 proposals for {count} without a translation" in read_text(page)
    assert find_element(page.content.decode(), "runs").get("hx-trigger") == "every 2s"

    machine_translation.translate_batch(interpreting_id=deliberation.interpretings.get().pk, now=timezone.now())
    part = desk.get(build_address("interpret", deliberation), headers={"hx-request": "true"})
    assert f"{machine_translation.BATCH} proposals for {count}" in read_text(part)

    desk.post(build_address("interpret", deliberation), {"language": "es", "stop": "yes"})
    part = desk.get(build_address("interpret", deliberation))
    assert "It has ended." in read_text(part)
    assert find_element(part.content.decode(), "runs").get("hx-trigger") is None
    assert "the language model babel-1 · Waiting" in read_text(
        desk.get(build_address("translations", deliberation))
    )


@pytest.mark.parametrize("language", ["", "xx", "en"])
def test_what_a_language_model_cannot_be_asked_is_said(desk, deliberation, model, language):
    assert desk.post(build_address("interpret", deliberation), {"language": language}).status_code in (400, 409)
    assert not deliberation.interpretings.exists()


@pytest.mark.parametrize(("task", "status"), [("facilitator", 302), ("moderator", 302), ("observer", 403)])
def test_whoever_moderates_may_ask_a_language_model(client, deliberation, model, ada, now, task, status):
    _invitation, token = helping.invite(deliberation=deliberation, task=task, days=1, uses=1, by=ada, now=now)
    client.post(f"/helping/{token}/", {"name": "Mo"})

    assert client.post(build_address("interpret", deliberation), {"language": "es"}).status_code == status
    assert client.get(build_address("interpret", deliberation)).status_code == 200


def test_a_stranger_learns_nothing_of_a_language_model(client, deliberation, model):
    assert client.get(build_address("interpret", deliberation)).status_code == 302
