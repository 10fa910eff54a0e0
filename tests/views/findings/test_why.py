"""Why a verdict, how sure all of it is, and other ways of looking, on the results page."""

import pytest

from elicit.actions.deliberation import showing
from elicit.actions.findings import analyses
from elicit.models import Analysis, Deliberation
from elicit.models.deliberation.showing import ALL
from elicit.reading.findings.findings import read_findings
from elicit.reading.findings.why import Check
from tests import factories
from tests.htmx import HTMX, parse, read_words


@pytest.fixture
def analysis(room, now):
    """The final analysis of a room that agrees on the first statement and splits on others."""
    return analyses.run(deliberation=room, now=now, final=True)


@pytest.fixture
def revealed_room(room, analysis, ada, now):
    showing.reveal(deliberation=room, show=ALL, by=ada, now=now)
    return Deliberation.objects.get()


@pytest.fixture
def look(client, revealed_room):
    """The page with a query, as text."""

    def look(query=""):
        response = client.get(f"/d/{revealed_room.code}/results/{query}")
        assert response.status_code == 200
        return response.content.decode()

    return look


@pytest.fixture
def ask(client, revealed_room):
    """Why a statement has its verdict: the words of its own page, or what is put into the results page."""

    def ask(number, query="", **headers):
        response = client.get(f"/d/{revealed_room.code}/results/why/{number}/{query}", headers=headers)
        assert response.status_code == 200
        return read_page(response.content.decode())

    return ask


def read_page(page):
    return read_words(parse(page))


def test_the_first_rule_that_holds_is_the_verdict(analysis):
    findings = read_findings(analysis)

    verdicts = {
        row.number: next((rule.verdict for rule in row.why.rules if rule.holds), "undecided")
        for row in findings.rows
    }
    assert verdicts == {row.number: row.verdict for row in findings.rows}


@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_same_holds_through_every_lens(analysis, k):
    findings = read_findings(analysis, k)

    verdicts = [next((rule.verdict for rule in row.why.rules if rule.holds), "undecided") for row in findings.rows]
    assert (findings.k, verdicts) == (k, [row.verdict for row in findings.rows])


def test_a_verdict_is_explained_by_its_rules_and_its_numbers(ask):
    why = ask(1)

    assert "At least 8 votes in every bloc that counts: holds (fewest: 20" in why
    assert "The first that holds is the verdict: settled" in why
    assert "People placed in a bloc by their other votes" in why
    assert "everyone 40 0 0 0 100 % (94–100) 0 % (0–6) 100 %, all voted" in why
    assert "The verdict is the same in 20 of 20 redraws of the people." in why


def test_a_rule_that_fails_says_which_bloc_fails_it(ask):
    why = ask(2)

    assert "even at the low end of the interval: does not hold (0.0 %, bloc" in why
    assert "The first that holds is the verdict: contested" in why


@pytest.mark.parametrize(
    ("value", "line", "digits"),
    [(74.8, 60.0, 1), (50.03, 50.0, 2), (49.9996, 50.0, 4), (60.0, 60.0, 1), (50.00001, 50.0, 1)],
)
def test_a_number_close_to_its_line_is_said_so_that_one_sees_on_which_side_it_lies(value, line, digits):
    assert Check("agreement", value > line, "A", value, line).digits == digits


def test_everybody_in_a_bloc_has_voted_passed_or_not_seen_it(analysis):
    sizes = {bloc.letter: bloc.size for bloc in analysis.report.blocs}

    for row in read_findings(analysis).rows:
        assert {cell.letter: cell.votes + cell.unseen for cell in row.blocs} == sizes
        assert row.votes + row.unseen == analysis.report.voters


def test_the_page_says_why_so_many_blocs_and_how_sure_it_is(look):
    text = read_page(look())

    assert "Why 2 blocs?" in text
    assert "2 blocs foretell best" in text
    assert "Of the 1 settled statement, fewer than 0.1 are expected" in text
    assert "Yes-saying is not known" in text
    assert "Found again in redraws of the people with an overlap of 100 %." in text


def test_what_is_final_says_so_and_what_is_not_is_provisional(look, revealed_room, now):
    assert "This analysis is final" in read_page(look())
    factories.room(revealed_room, "aadpad")
    analyses.run(deliberation=revealed_room, now=now)

    assert "Provisional: people are voting, and verdicts can still change." in read_page(look())


def test_another_number_of_blocs_is_a_way_of_looking_that_leads_back(look, revealed_room):
    page = look("?k=3")

    assert (
        "A way of looking: it changes no verdict. Verdicts are those at 2 blocs. Back to the verdicts"
        in read_page(page)
    )
    assert "data-socket" not in page
    assert f'href="/d/{revealed_room.code}/results/"' in page
    assert "A way of looking" not in read_page(look("?k=2"))


@pytest.mark.parametrize("k", ["0", "1", "9", "-2", "many", "²", "9" * 5000])
def test_an_unknown_number_says_what_is_shown_instead(look, k):
    text = read_page(look(f"?k={k}"))

    assert "There is no look at that number of blocs; there are 2, 3" in text
    assert "The verdicts are shown, at 2." in text


def test_an_unknown_method_says_what_is_shown_instead(look):
    assert "There is no such method; there are latent-class blocs and Polis." in read_page(look("?method=magic"))
    assert "There is no analysis by the Polis method yet" in read_page(look("?method=polis"))


def test_polis_stands_beside_ours_and_leads_back_to_every_number(look, ask, revealed_room, now):
    analyses.run(deliberation=revealed_room, now=now, method="polis", final=True)
    page = look("?method=polis")

    assert "Verdicts are those of the latent-class blocs." in read_page(page)
    assert 'results/?k=3"' in page
    assert "People grouped by Polis's method" in ask(1, "?method=polis")


@pytest.mark.parametrize("query", ["", "?k=3", "?method=polis"])
def test_every_statement_leads_to_its_numbers_by_the_same_way_of_looking(client, look, revealed_room, now, query):
    analyses.run(deliberation=revealed_room, now=now, method="polis", final=True)

    bodies = [element for element in parse(look(query)).iter("div") if element.get("class") == "why-body"]
    assert len(bodies) == 6
    for body in bodies:
        [link] = body.iter("a")
        assert link.get("href") == body.get("data-address")
        page, part = (client.get(link.get("href"), headers=headers) for headers in ({}, HTMX))
        assert read_words(parse(part.content.decode())) in read_page(page.content.decode())
        assert ("A way of looking" in read_page(page.content.decode())) == (query != "")
        assert [b"<html" in response.content for response in (page, part)] == [True, False]


def test_the_numbers_of_a_frozen_analysis_have_a_permalink(client, analysis, revealed_room, now):
    address = f"/d/{revealed_room.code}/results/{analysis.digest}/why/1/"
    before = read_page(client.get(address).content.decode())
    factories.room(revealed_room, "dadpad")
    analyses.run(deliberation=revealed_room, now=now)

    assert read_page(client.get(address).content.decode()) == before
    assert "everyone 41" not in before
    assert "provisional" in read_page(client.get(f"/d/{revealed_room.code}/results/why/1/").content.decode())
    assert client.get(address.replace(analysis.digest, "0" * 64)).status_code == 404


@pytest.mark.parametrize("number", [0, 7, 10**30])
def test_a_statement_there_is_not_has_no_verdict(client, revealed_room, number):
    response = client.get(f"/d/{revealed_room.code}/results/why/{number}/")

    assert response.status_code == 404
    assert "no statement with this number" in response.content.decode()


def test_before_anything_was_analysed_there_is_no_verdict_to_ask_about(client, deliberation, ada, now):
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    assert client.get(f"/d/{deliberation.code}/results/why/1/").status_code == 404


def test_a_page_of_many_statements_holds_no_numbers_that_nobody_asked_for(look):
    assert "if none of these holds" not in look()


@pytest.mark.parametrize("address", ["results/why/1/", "results/{digest}/why/1/", "results/why/1/?k=3"])
def test_why_shows_nothing_that_is_hidden(client, room, analysis, address):
    response = client.get(f"/d/{room.code}/{address.format(digest=analysis.digest)}", headers=HTMX)

    assert response.status_code == 403
    assert factories.TEXTS[0] not in response.content.decode()
    assert "holds" not in response.content.decode()


@pytest.mark.parametrize("query", ["?k=3", "?k=9", "?method=polis", "?method=magic"])
def test_no_way_of_looking_shows_what_is_hidden(client, room, analysis, query):
    response = client.get(f"/d/{room.code}/results/{query}")

    assert response.status_code == 403
    assert factories.TEXTS[0] not in response.content.decode()


@pytest.mark.parametrize(("k", "status"), [("", 200), ("2", 200), ("3", 200), ("9", 404), ("x", 404), ("²", 404)])
def test_the_map_of_a_lens_holds_everybody_in_its_blocs(client, revealed_room, analysis, k, status):
    response = client.get(f"/d/{revealed_room.code}/map/{analysis.digest}.bin?k={k}")

    assert response.status_code == status
    if status == 200:
        content = response.content
        assert (int.from_bytes(content[:4], "little"), len(content)) == (40, 4 + 9 * 40)
        assert set(content[4 + 8 * 40 :]) <= {*range(int(k or 2)), 255}


def test_how_evenly_statements_were_shown_is_reported(look):
    assert "6 statements are open: from 40 to 40 votes each" in read_page(look())


def test_one_person_is_one_crowd_and_nothing_is_settled(client, deliberation, ben, ada, now):
    factories.room(deliberation, "a")
    analyses.run(deliberation=deliberation, now=now)
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)

    text = read_words(parse(client.get(f"/d/{deliberation.code}/results/").content.decode()))
    assert "These votes do not support separate blocs." in text
    assert "Nothing is settled in every bloc." in text
    assert "Ways of looking" not in text


@pytest.fixture
def topics(analysis):
    """Two topics are kept beside the analysis."""
    rows = [{"words": ["doubt", "sure"], "statements": [1, 2]}, {"words": [], "statements": [3, 4, 5, 6]}]
    Analysis.objects.filter(pk=analysis.pk).update(topics={"found": rows})


def test_a_topic_lists_its_statements_alone(topics, look):
    page = look("?topic=0")

    assert [
        element.get("id") for element in parse(page).iter("li") if (element.get("id") or "").startswith("s")
    ] == [
        "s1",
        "s2",
    ]
    assert 'href="?topic=1#topics"' in page
    assert ("Only the statements of one topic" in page, "data-socket" in page) == (True, False)
    assert "everything else 4" in read_page(page)


def test_a_topic_is_kept_within_a_way_of_looking(topics, look):
    page = look("?k=3&topic=1")

    assert "Verdicts are those at 2 blocs." in read_page(page)
    assert 'href="?k=3&amp;topic=0#topics"' in page


@pytest.mark.parametrize("topic", ["7", "-1", "x"])
def test_an_unknown_topic_says_what_is_shown_instead(topics, look, topic):
    assert "There is no such topic. All statements are shown." in read_page(look(f"?topic={topic}"))
