"""Results are hidden until they are revealed, and then shown in words, numbers and a map."""

import pytest

from elicit import access
from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.models.deliberation.showing import ALL
from tests import factories
from tests.views.pages import read_visible_text


@pytest.fixture
def analysis(deliberation, now):
    """A room with two camps, analysed: it would be noticed if any of this leaked."""
    factories.camps(deliberation, 20)
    return analyses.run(deliberation=deliberation, now=now, final=True)


@pytest.fixture
def addresses(deliberation, analysis):
    base = f"/d/{deliberation.code}"
    return [
        f"{base}/results/",
        f"{base}/results/{analysis.digest}/",
        f"{base}/map/{analysis.digest}.bin",
        f"{base}/live/results/",
    ]


def reveal(deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)


def test_nothing_is_shown_to_the_room_before_the_reveal(client, addresses, deliberation, ben):
    for cookie in (None, access.make_token(ben)):
        if cookie:
            client.cookies[access.name_cookie(deliberation.code)] = cookie
        for address in addresses:
            response = client.get(address)
            assert response.status_code in {403, 404}
            assert factories.TEXTS[0] not in read_visible_text(response)
            assert "100 %" not in read_visible_text(response)


def test_the_wall_shows_nothing_before_the_reveal(client, deliberation, analysis):
    page = read_visible_text(client.get(f"/d/{deliberation.code}/screen/"))

    assert factories.TEXTS[0] not in page
    assert analysis.digest not in client.get(f"/d/{deliberation.code}/screen/").content.decode()


def test_a_facilitator_sees_them_before_the_room_and_a_plain_member_does_not(
    client, addresses, ada, community, deliberation
):
    client.force_login(factories.account("eve", community, "member"))
    assert client.get(addresses[0]).status_code == 403
    client.force_login(ada)
    assert client.get(addresses[0]).status_code == 200


def test_after_the_reveal_findings_come_in_words_with_intervals(client, addresses, deliberation, ada, now):
    reveal(deliberation, ada, now)
    page = read_visible_text(client.get(addresses[0]))

    assert "1 statement unites everyone, 4 divide, 0 are not known yet." in page
    assert "People vote in 2 blocs." in page
    assert factories.TEXTS[0] in page
    assert "100 % of the 40 who voted on it agree (" in page


def test_the_table_holds_the_same_facts_as_the_map(client, addresses, deliberation, ada, now):
    reveal(deliberation, ada, now)
    table = read_visible_text(client.get(addresses[0])).split("Everything as a table")[1]

    assert all(text in table for text in (*factories.TEXTS, *factories.MORE))


def test_a_frozen_analysis_keeps_its_address(client, addresses, deliberation, ada, now, analysis):
    reveal(deliberation, ada, now)
    before = read_visible_text(client.get(addresses[1]))
    factories.room(deliberation, *["dddddd"] * 30)
    analyses.run(deliberation=deliberation, now=now)

    assert read_visible_text(client.get(addresses[1])) == before
    assert read_visible_text(client.get(addresses[0])) != before


def test_the_map_holds_a_point_for_everyone_and_no_ids(client, addresses, deliberation, ada, now):
    reveal(deliberation, ada, now)
    content = client.get(addresses[2]).content

    assert int.from_bytes(content[:4], "little") == 40
    assert len(content) == 4 + 40 * (4 + 4 + 1)


def test_before_any_analysis_the_page_says_so(client, deliberation, ada, now):
    reveal(deliberation, ada, now)

    assert "There is nothing to report yet" in read_visible_text(client.get(f"/d/{deliberation.code}/results/"))


def test_the_polis_method_is_a_lens_of_its_own(client, deliberation, ada, now, analysis):
    reveal(deliberation, ada, now)
    analyses.run(deliberation=deliberation, now=now, method="polis", final=True)

    page = client.get(f"/d/{deliberation.code}/results/")
    assert "The same votes by the Polis method" in read_visible_text(page)
    assert "Method: Polis." in read_visible_text(client.get(f"/d/{deliberation.code}/results/?method=polis"))


def test_an_unknown_digest_is_missing(client, deliberation, ada, now):
    reveal(deliberation, ada, now)

    assert client.get(f"/d/{deliberation.code}/results/{'0' * 64}/").status_code == 404
