"""Ada makes a deliberation, runs it from the console, and nobody else does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Deliberation, Release, Role, Version
from tests import factories
from tests.htmx import HTMX, parse
from tests.views.pages import read_field, read_visible_text


@pytest.fixture
def console(client, ada):
    client.force_login(ada)
    return client


def create(client, community, **fields):
    return client.post(f"/c/{community.slug}/new/", {"prompt": "And then?", "language": "en", **fields})


def build_csv(content, name="seeds.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def test_a_deliberation_is_made_from_pasted_lines(console, community):
    response = create(console, community, seeds="Be brief.\n\n  Be kind. \n", moderation="on")

    deliberation = Deliberation.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/d/{deliberation.code}/console/")
    assert (deliberation.status, deliberation.moderation_on) == ("draft", True)
    assert list(deliberation.statements.values_list("text", "is_seed", "state")) == [
        ("Be brief.", True, "accepted"),
        ("Be kind.", True, "accepted"),
    ]


def test_a_deliberation_is_made_from_a_csv(console, community):
    preview = create(console, community, seeds_file=build_csv("statement,by\nBe brief.,me\n简短。,你\n"))
    assert not Deliberation.objects.exists()
    console.post(
        f"/c/{community.slug}/new/confirm/", {"signed": read_field(parse(preview.content.decode()), "signed")}
    )

    assert list(Deliberation.objects.get().statements.values_list("text", flat=True)) == ["Be brief.", "简短。"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"seeds_file": "für".encode("latin-1")}, "not UTF-8"),
        ({"seeds_file": b"\n"}, "holds no rows"),
        ({"seeds_file": b"a,b\n1,2\n"}, "several columns"),
        ({"seeds_file": b"x" * 2_000_001}, "larger than 2 MB"),
        ({"seeds": "Be brief.\nBe kind.\nbe brief"}, "Statements 1 and 3 say the same"),
        ({"seeds": "Be brief.\n" + "x" * 201}, "Statement 2:"),
        ({"seeds": "Be \u202ebrief."}, "Statement 1:"),
        ({"prompt": ""}, "required"),
        ({"language": "klingon"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(console, community, fields, sentence):
    if "seeds_file" in fields:
        fields["seeds_file"] = build_csv(fields["seeds_file"])
    response = create(console, community, **fields)

    assert response.status_code == 422
    assert sentence in read_visible_text(response)
    assert not Deliberation.objects.exists()


def test_what_was_typed_is_still_in_the_form(console, community):
    page = create(console, community, seeds="Be brief.\nbe brief").content.decode()

    assert "And then?" in page
    assert "Be brief.\nbe brief" in page


def test_the_console_opens_switches_reveals_and_closes(console, draft):
    def press(switch, to):
        assert console.post(f"/d/{draft.code}/console/switch/", {"switch": switch, "to": to}).status_code == 302
        draft.refresh_from_db()
        return draft

    assert press("stage", "open").voting_open is True
    assert press("voting", "off").voting_open is False
    assert press("writing", "off").writing_open is False
    assert press("results", "on").results_revealed is True
    assert press("stage", "closed").status == "closed"


def test_a_switch_that_is_none_changes_nothing(console, deliberation):
    response = console.post(f"/d/{deliberation.code}/console/switch/", {"switch": "lights", "to": "on"})

    assert response.status_code == 400
    assert "Nothing was changed." in read_visible_text(response)


def test_a_timer_is_set_and_taken_away(console, deliberation):
    for minutes, is_set in ((10, True), (0, False)):
        console.post(f"/d/{deliberation.code}/console/timer/", {"minutes": minutes})
        deliberation.refresh_from_db()
        assert (deliberation.closes_at is not None) is is_set


def test_the_queue_accepts_and_rejects_with_a_reason(console, deliberation, ben, now):
    one = writing.submit(participant=ben, text="Be brief.", now=now)
    other = writing.submit(participant=ben, text="Buy my book.", now=now)
    base = f"/d/{deliberation.code}/console/statements"

    acceptance = console.post(f"{base}/{one.number}/accept/", headers=HTMX)
    refusal = console.post(f"{base}/{other.number}/reject/", {"reason": " "})
    rejection = console.post(f"{base}/{other.number}/reject/", {"reason": "Advertising."})

    one.refresh_from_db()
    other.refresh_from_db()
    assert (acceptance.status_code, one.state) == (200, "accepted")
    assert refusal.status_code == 400
    assert "the author is shown the reason" in read_visible_text(refusal)
    assert (rejection.status_code, other.state, other.reason) == (302, "rejected", "Advertising.")


def test_the_queue_shows_no_tallies(console, deliberation, ben, now):
    writing.submit(participant=ben, text="Be brief.", now=now)

    page = read_visible_text(console.get(f"/d/{deliberation.code}/console/"))
    assert "Be brief." in page


ROLES = [
    (Role.STEWARD, 302, 302, 302),
    (Role.FACILITATOR, 302, 302, 403),
    (Role.MODERATOR, 403, 302, 403),
    (Role.RESEARCHER, 403, 403, 403),
    (Role.AUDITOR, 403, 403, 403),
    (Role.MEMBER, 403, 403, 403),
]


@pytest.mark.parametrize(("role", "switches", "moderates", "takes_all"), ROLES)
def test_each_role_does_what_it_is_for(
    client, deliberation, community, ben, now, ada, role, switches, moderates, takes_all
):
    factories.room(deliberation, *["aadd"] * 20)
    statement = writing.submit(participant=ben, text="Be brief.", now=now)
    client.force_login(factories.account("eve", community, role))
    base = f"/d/{deliberation.code}/console"

    moderation = client.post(f"{base}/statements/{statement.number}/accept/").status_code
    client.force_login(ada)
    client.post(f"{base}/draft/")
    client.force_login(type(ada).objects.get(username="eve"))
    release = client.post(f"{base}/release/", {"tier": "T2"}).status_code
    switch = client.post(f"{base}/switch/", {"switch": "voting", "to": "off"}).status_code

    assert (switch, moderation, release) == (switches, moderates, takes_all)


def test_the_steward_of_another_community_finds_no_console(client, deliberation, dora):
    client.force_login(dora)

    assert client.get(f"/d/{deliberation.code}/console/").status_code == 404


def test_a_draft_and_a_release_are_a_button_each(console, deliberation):
    factories.room(deliberation, *["aadd"] * 20)
    draft = console.post(f"/d/{deliberation.code}/console/draft/")
    response = console.post(f"/d/{deliberation.code}/console/release/", {"tier": "T0"})

    version, release = Version.objects.get(), Release.objects.get()
    slug = deliberation.community.slug
    assert draft["Location"] == f"/c/{slug}/constitution/{version.number}/"
    assert response["Location"] == f"/c/{slug}/releases/{release.number}/"
    assert (release.tier, release.is_draft) == ("T0", True)


def test_a_release_of_overtaken_ballots_is_refused_with_what_to_do(console, deliberation, ben, statement, now):
    console.post(f"/d/{deliberation.code}/console/draft/")
    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    response = console.post(f"/d/{deliberation.code}/console/release/", {"tier": "T0"})
    assert response.status_code == 409
    assert "Draft again, then release it." in read_visible_text(response)


def test_the_number_of_queries_does_not_grow_with_the_queue(
    console, deliberation, ben, now, django_assert_max_num_queries
):
    writing.submit(participant=ben, text="Be kind.", now=now)
    console.get(f"/d/{deliberation.code}/console/")
    counts = []
    for number in range(3):
        writing.submit(participant=ben, text=f"Be brief {number}.", now=now)
        if number != 1:
            with django_assert_max_num_queries(19) as queries:
                console.get(f"/d/{deliberation.code}/console/")
            counts.append(len(queries))

    assert counts[0] == counts[1]
