"""What a page costs does not grow with what it lists. How much it is counts only where a room waits for it: the
console has an upper bound, as the card, a vote and the wall have where they are tested."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elicit.actions.constitution import drafting
from elicit.actions.deliberation import lifecycle, planning
from elicit.actions.discussion import points, tables
from elicit.actions.releases import publishing
from elicit.actions.statements import translations, writing
from elicit.actions.votes import casting
from elicit.models import Role
from tests import factories

CONSOLE = 20  # queries: it is fetched after every press, by several people at once


def count_queries(client, address):
    """Loads a page a second time: what is cached between requests is there, as in a room."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def demand_the_same():
    """Adds a row and two more; the page costs the same with one row as with three. add: called with 1, 2 and 3."""

    def demand(add, client, *addresses):
        add(1)
        one = [count_queries(client, address) for address in addresses]
        add(2)
        add(3)

        assert [count_queries(client, address) for address in addresses] == one
        return one

    return demand


def test_a_community_and_its_deliberations(demand_the_same, desk, community, ada, now):
    def add(number):
        lifecycle.create(community=community, prompt=f"Question {number}?", by=ada, now=now)
        factories.account(f"m{number}", community, Role.MEMBER)

    demand_the_same(add, desk, "/c/riverside/", "/c/riverside/log/")


def test_the_communities_of_an_account(demand_the_same, desk, ada):
    demand_the_same(lambda number: desk.post("/c/new/", {"name": f"Choir {number}"}), desk, "/c/")


def test_my_votes(demand_the_same, phone, ben, now):
    def add(number):
        statement = ben.deliberation.statements.get(number=number)
        casting.cast(participant=ben, statement=statement, choice=1, now=now)

    demand_the_same(add, phone, f"/d/{ben.deliberation.code}/votes/")


def test_what_became_of_mine(demand_the_same, phone, ben, now):
    def add(number):
        writing.submit(participant=ben, text=f"Idea {number}.", now=now)

    demand_the_same(add, phone, f"/d/{ben.deliberation.code}/write/")


def test_the_queue_at_the_console(demand_the_same, desk, ben, now):
    def add(number):
        writing.submit(participant=ben, text=f"Idea {number}.", now=now)

    [queries] = demand_the_same(add, desk, f"/d/{ben.deliberation.code}/console/")
    assert queries <= CONSOLE


def test_every_statement(demand_the_same, desk, ben, ada, now):
    def add(number):
        statement = writing.submit(participant=ben, text=f"Idea {number}.", now=now)
        writing.accept(statement=statement, by=ada, now=now)

    demand_the_same(add, desk, f"/d/{ben.deliberation.code}/console/statements/")


def test_the_releases_of_a_community_and_the_versions_of_its_constitution(demand_the_same, desk, room, ada, now):
    def add(_number):
        drafting.draft(deliberation=room, by=ada, now=now)
        publishing.publish(deliberation=room, tier="T0", by=ada, now=now)

    demand_the_same(add, desk, "/c/riverside/releases/", "/c/riverside/constitution/1/")


def test_translations(demand_the_same, phone, desk, deliberation, ben, now):
    def add(number):
        statement = deliberation.statements.get(number=number)
        words = {"language": "es", "text": f"Di {number}"}
        translations.propose(statement=statement, participant=ben, now=now, **words)

    add(1)
    languages, console = (f"/d/{deliberation.code}/{path}/" for path in ("languages", "console/translations"))
    one = count_queries(phone, languages), count_queries(desk, console)
    add(2)
    add(3)

    assert (count_queries(phone, languages), count_queries(desk, console)) == one


def test_the_agenda(demand_the_same, desk, deliberation, ada, now):
    def add(_number):
        planning.add(deliberation=deliberation, kind="vote", by=ada, now=now)

    demand_the_same(add, desk, f"/d/{deliberation.code}/console/agenda/")


def test_the_discussion_and_its_tables(phone, desk, ben, now):
    room = lifecycle.switch(deliberation=ben.deliberation, name="discussion", on=True, by=None, now=now)

    def count_cost(rows):
        kinds = dict.fromkeys(range(1, rows + 1), "chosen")
        tables.set_up(deliberation=room, tables=rows, per_table=rows, kinds=kinds, words={}, by=None, now=now)
        statement = room.statements.get(number=rows)
        casting.cast(participant=ben, statement=statement, choice=1, now=now)
        points.note(table=room.tables.get(number=1), statement=statement, side="for", text="Yes.", now=now)
        points.argue(participant=ben, statement=statement, side="for", text="Yes.", now=now)
        token = tables.make_links(deliberation=room, by=None, now=now)[1]
        phones = [f"/d/{room.code}/discuss/", f"/d/{room.code}/discuss/1/", f"/d/{room.code}/table/{token}/"]
        queries = [count_queries(phone, address) for address in phones]
        return [*queries, count_queries(desk, f"/d/{room.code}/console/tables/")]

    one = count_cost(1)
    count_cost(2)
    assert count_cost(3) == one
