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
def translated(statement, ada, now):
    """The first statement has approved Spanish and Arabic words, and German ones that wait."""
    for language, text in (("es", SPANISH), ("ar", ARABIC)):
        translation = translations.propose(statement=statement, language=language, text=text, now=now)
        translations.approve(translation=translation, by=ada, now=now)
    translations.propose(statement=statement, language="de", text="Sag, wenn du unsicher bist.", now=now)
    return statement


def beside(phone, statement, **headers):
    """(language, direction, words) of what stands beside the first statement on its card, or nothing."""
    page = read_card(phone.get(build_address("participate", statement.deliberation) + "?again=1", headers=headers))
    found = [element for element in page.iter("p") if "translated" in (element.get("class") or "")]
    return [(each.get("lang"), each.get("dir"), read_words(each)) for each in found]


@pytest.mark.parametrize(
    ("asked", "language"),
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
def test_the_browser_says_which_language_is_read(phone, translated, asked, language):
    assert [pair[0] for pair in beside(phone, translated, accept_language=asked)] == language


def test_the_original_stays_and_the_translation_says_its_language_and_direction(phone, translated):
    assert beside(phone, translated, accept_language="ar") == [("ar", "auto", ARABIC)]
    page = read_text(
        phone.get(
            build_address("participate", translated.deliberation) + "?again=1", headers={"accept-language": "ar"}
        )
    )
    assert factories.TEXTS[0] in page


def test_what_is_chosen_counts_more_than_the_browser(phone, translated):
    for chosen, expected in (("es", ["es"]), ("original", []), ("", ["ar"])):
        response = phone.post(build_address("languages", translated.deliberation), {"language": chosen})
        assert response.status_code == 302
        assert [each[0] for each in beside(phone, translated, accept_language="ar")] == expected


def test_a_language_nobody_knows_is_refused(phone, translated):
    assert phone.post(build_address("languages", translated.deliberation), {"language": "tlh"}).status_code == 400


def test_a_swapped_card_has_the_same_words_beside_it(phone, ben, translated):
    phone.post(build_address("languages", translated.deliberation), {"language": "es"})
    response = post(
        phone, build_address("vote", translated.deliberation), statement=2, choice=1, key="one", next="card"
    )

    assert_same_as_fresh(phone, response, "card", build_address("participate", translated.deliberation))


def test_votes_in_any_language_are_one_pool(client, translated, now):
    for language in ("es", "ar", "en"):
        person = factories.person(translated.deliberation)
        client.carry(person)
        client.post(build_address("languages", translated.deliberation), {"language": language})
        client.post(build_address("vote", translated.deliberation), {"statement": 1, "choice": 1})

    assert translated.votes.count() == 3


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


def test_a_proposal_that_waits_is_shown_to_nobody_else(phone, translated):
    phone.post(build_address("languages", translated.deliberation), {"language": "de"})

    for name in ("participate", "languages"):
        assert "Sag, wenn" not in read_text(phone.get(build_address(name, translated.deliberation)))


def test_a_statement_that_waits_cannot_be_translated_or_read(phone, ben, deliberation, statement):
    deliberation.statements.filter(number=1).update(state="waiting")

    assert phone.get(build_address("translate", deliberation, 1)).status_code == 404
    assert factories.TEXTS[0] not in read_text(phone.get(build_address("languages", deliberation)))


def test_ada_compares_both_texts_and_decides(desk, translated):
    page = read_text(desk.get(build_address("translations", translated.deliberation)))
    assert f"{factories.TEXTS[0]} Sag, wenn du unsicher bist." in page

    desk.post(build_address("approve_translation", translated.deliberation, 1, 3))
    assert Translation.objects.get(language="de").state == "approved"
    desk.post(build_address("reject_translation", translated.deliberation, 1, 3), {"reason": "Too free."})
    assert Translation.objects.get(language="de").state == "rejected"


def test_a_member_proposes_at_the_console(desk, statement, ada):
    sent = {"statement": "1", "language": "fr", "text": "Dis quand tu n’es pas sûr."}
    assert desk.post(build_address("translations", statement.deliberation), sent).status_code == 302
    assert Translation.objects.get().member == ada

    response = desk.post(build_address("translations", statement.deliberation), {**sent, "language": ""})
    assert (response.status_code, "Choose the language" in read_text(response)) == (400, True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_does_what_is_theirs(signed_in, member, translated, role):
    client, room = signed_in(member(role)), translated.deliberation
    moderates = role in (Role.STEWARD, Role.FACILITATOR, Role.MODERATOR)

    assert client.get(build_address("translations", room)).status_code == (403 if role == Role.MEMBER else 200)
    assert client.post(build_address("approve_translation", room, 1, 3)).status_code == (302 if moderates else 403)


@pytest.mark.parametrize(("asked", "offered"), [("en,es;q=0.5", "es"), ("en", ""), ("ar", "ar")])
def test_the_language_of_the_statement_is_not_offered_to_translate_into(phone, statement, asked, offered):
    page = phone.get(build_address("translate", statement.deliberation, 1), headers={"accept-language": asked})
    options = parse(page.content.decode()).iter("option")

    assert [each.get("value") for each in options if each.get("selected") is not None] == [offered] * bool(offered)


def test_a_translation_of_another_room_is_not_decided_here(desk, translated, other):
    assert desk.post(build_address("approve_translation", other, 1, 3)).status_code == 404


@pytest.mark.parametrize(("task", "decides"), [("facilitator", True), ("moderator", True), ("observer", False)])
def test_helpers_decide_where_that_is_their_task(client, translated, ada, now, task, decides):
    _made, token = helping.invite(deliberation=translated.deliberation, task=task, days=1, uses=1, by=ada, now=now)
    client.post(f"/helping/{token}/", {"name": "Mo"})

    assert ("Reject…" in read_text(client.get(build_address("translations", translated.deliberation)))) == decides


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
    with serve_model() as started:
        settings.MODEL_URL, settings.MODEL, settings.MODEL_BUDGET = started.url, "babel-1", 100
        yield started


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
    _made, token = helping.invite(deliberation=deliberation, task=task, days=1, uses=1, by=ada, now=now)
    client.post(f"/helping/{token}/", {"name": "Mo"})

    assert client.post(build_address("interpret", deliberation), {"language": "es"}).status_code == status
    assert client.get(build_address("interpret", deliberation)).status_code == 200


def test_a_stranger_learns_nothing_of_a_language_model(client, deliberation, model):
    assert client.get(build_address("interpret", deliberation)).status_code == 302
