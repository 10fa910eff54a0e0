"""What a page costs does not grow with what it lists: literal numbers of queries, at one row and at three."""

import pytest

from elicit.actions.constitution import drafting
from elicit.actions.deliberation import lifecycle
from elicit.actions.discussion import points, tables
from elicit.actions.releases import publishing
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Role
from tests import factories


@pytest.fixture
def costs(django_assert_num_queries):
    """Loads a page a second time: what is kept between requests is there, as in a room."""

    def load(client, address, number):
        client.get(address)
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200

    return load


@pytest.mark.parametrize("rows", [1, 3])
def test_a_community_and_its_deliberations(costs, desk, community, ada, now, rows):
    for number in range(rows):
        lifecycle.create(community=community, prompt=f"Question {number}?", by=ada, now=now)
        factories.account(f"m{number}", community, Role.MEMBER)

    costs(desk, "/c/riverside/", 10)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_communities_of_an_account(costs, desk, ada, rows):
    for number in range(rows):
        desk.post("/c/new/", {"name": f"Choir {number}"})

    costs(desk, "/c/", 3)


@pytest.mark.parametrize("rows", [1, 3])
def test_my_votes(costs, phone, ben, now, rows):
    for number in range(1, rows + 1):
        statement = ben.deliberation.statements.get(number=number)
        casting.cast(participant=ben, statement=statement, choice=1, now=now)

    costs(phone, f"/d/{ben.deliberation.code}/votes/", 4)


@pytest.mark.parametrize("rows", [1, 3])
def test_what_became_of_mine(costs, phone, ben, now, rows):
    for number in range(rows):
        writing.submit(participant=ben, text=f"Idea {number}.", now=now)

    costs(phone, f"/d/{ben.deliberation.code}/write/", 4)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_at_the_console(costs, desk, ben, now, rows):
    for number in range(rows):
        writing.submit(participant=ben, text=f"Idea {number}.", now=now)

    costs(desk, f"/d/{ben.deliberation.code}/console/", 19)


@pytest.mark.parametrize("rows", [1, 3])
def test_every_statement(costs, desk, ben, ada, now, rows):
    for number in range(rows):
        mine = writing.submit(participant=ben, text=f"Idea {number}.", now=now)
        writing.accept(statement=mine, by=ada, now=now)

    costs(desk, f"/d/{ben.deliberation.code}/console/statements/", 11)


@pytest.fixture
def release(analysed, ada, now):
    """Publishes so many releases and drafts of one room."""

    def publish(times):
        for _ in range(times):
            drafting.draft(deliberation=analysed, by=ada, now=now)
            publishing.publish(deliberation=analysed, tier="T0", by=ada, now=now)

    return publish


@pytest.mark.parametrize("rows", [1, 3])
def test_the_releases_of_a_community(costs, desk, release, rows):
    release(rows)

    costs(desk, "/c/riverside/releases/", 6)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_versions_of_a_constitution(costs, desk, release, rows):
    release(rows)

    costs(desk, "/c/riverside/constitution/1/", 8)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log(costs, desk, community, ada, now, rows):
    for number in range(rows):
        lifecycle.create(community=community, prompt=f"Question {number}?", by=ada, now=now)

    costs(desk, "/c/riverside/log/", 8)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_discussion_and_its_tables(costs, phone, desk, ben, now, rows):
    room = lifecycle.switch(deliberation=ben.deliberation, name="discussion", on=True, by=None, now=now)
    kinds = dict.fromkeys(range(1, rows + 1), "chosen")
    tables.set_up(deliberation=room, tables=rows, each=rows, kinds=kinds, words={}, by=None, now=now)
    for number in kinds:
        statement = room.statements.get(number=number)
        casting.cast(participant=ben, statement=statement, choice=1, now=now)
        points.note(table=room.tables.get(number=1), statement=statement, side="for", text="Yes.", now=now)
        points.argue(participant=ben, statement=statement, side="for", text="Yes.", now=now)

    costs(phone, f"/d/{room.code}/discuss/", 7)
    costs(phone, f"/d/{room.code}/discuss/1/", 8)
    costs(desk, f"/d/{room.code}/console/tables/", 15)
    token = tables.make_links(deliberation=room, by=None, now=now)[1]
    costs(phone, f"/d/{room.code}/table/{token}/", 4)
