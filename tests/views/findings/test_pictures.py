"""A picture beside the map of a final analysis: the same people, colours and letters, and no evidence."""

import re

import numpy as np
import pytest

from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.findings import analyses, pictures
from elicit.models import Analysis, Deliberation
from elicit.models.deliberation.showing import ALL
from elicit.reading.findings.findings import read_findings
from elicit.reading.findings.maps import pack_map, pack_picture
from tests import factories
from tests.views.pages import read_visible_text

LABEL = "A picture, not evidence: distances and gaps in it mean nothing."


@pytest.fixture
def analysis(deliberation, ada, now):
    """A room with two camps, its final analysis made and shown."""
    factories.camps(deliberation, 20)
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    showing.reveal(deliberation=deliberation, show=ALL, by=ada, now=now)
    analyses.run_due(deliberation_id=deliberation.pk, now=now)
    return deliberation.analyses.get(method="latent")


@pytest.fixture
def analysis_with_picture(analysis, now, monkeypatch):
    """With a picture; the two leading components stand in for umap's places."""
    monkeypatch.setattr(
        pictures, "embed_beside", lambda components, seed: 9 * components[:, :2].astype(np.float32)
    )
    pictures.draw_next(now=now)
    analysis.refresh_from_db()
    return analysis


def get_page(client, deliberation, ask=""):
    return client.get(f"/d/{deliberation.code}/results/{ask}")


def read_canvas(response) -> str:
    return re.search(r'data-map="([^"]+)"', response.content.decode())[1]


def read_letters(response) -> str:
    return re.search(r'data-letters="([^"]+)"', response.content.decode())[1]


def read_current(response) -> list[str]:
    return re.findall(r'aria-current="true">(Map|Picture)<', response.content.decode())


def test_map_and_picture_are_two_ways_to_draw_the_same_people(client, deliberation, analysis_with_picture):
    on_the_map, in_the_picture = get_page(client, deliberation), get_page(client, deliberation, "?map=picture")

    assert (read_current(on_the_map), read_current(in_the_picture)) == (["Map"], ["Picture"])
    assert (LABEL in read_visible_text(on_the_map), LABEL in read_visible_text(in_the_picture)) == (False, True)
    assert read_canvas(on_the_map) == f"/d/{deliberation.code}/map/{analysis_with_picture.digest}.bin"
    assert read_canvas(in_the_picture) == f"/d/{deliberation.code}/picture/{analysis_with_picture.digest}.bin"
    letters = [
        re.search(r'data-letters="([^"]+)"', response.content.decode())[1]
        for response in (on_the_map, in_the_picture)
    ]
    assert letters[0] == letters[1]


def test_the_links_lead_to_each_other_and_keep_the_number_of_blocs(client, deliberation, analysis_with_picture):
    assert 'href="?map=picture#map"' in get_page(client, deliberation).content.decode()
    assert 'href="?#map"' in get_page(client, deliberation, "?map=picture").content.decode()
    other = next(k for k in read_findings(analysis_with_picture).alternatives if k != analysis_with_picture.k)

    there = get_page(client, deliberation, f"?k={other}&map=picture")

    assert f'href="?k={other}#map"' in there.content.decode()
    assert read_canvas(there) == f"/d/{deliberation.code}/picture/{analysis_with_picture.digest}.bin?k={other}"
    assert client.get(read_canvas(there)).status_code == 200


def test_a_picture_is_packed_like_the_map_at_its_scale_without_ids_or_order_of_arrival(
    client, deliberation, analysis_with_picture
):
    content, beside = (
        client.get(read_canvas(get_page(client, deliberation, "?map=picture"))).content,
        pack_map(analysis_with_picture),
    )

    people = int.from_bytes(content[:4], "little")
    places = np.frombuffer(content, "<f4", 2 * people, 4)
    x = places[:people]
    assert (people, len(content)) == (40, len(beside))
    assert x.tolist() == sorted(x.tolist())
    assert np.abs(places).max() == pytest.approx(np.abs(np.frombuffer(beside, "<f4", 80, 4)).max())
    assert sorted(content[-40:]) == sorted(beside[-40:])


def test_who_is_not_in_the_picture_is_not_packed(analysis_with_picture):
    places = analysis_with_picture.places.copy()
    places[:5] = np.nan
    with_fewer = Analysis.objects.get(pk=analysis_with_picture.pk)
    with_fewer.picture = pictures.pack(places)

    assert int.from_bytes(pack_picture(with_fewer)[:4], "little") == 35


def test_before_it_is_drawn_the_page_says_so_and_shows_the_map(client, deliberation, analysis):
    response = get_page(client, deliberation, "?map=picture")

    assert "No picture yet." in read_visible_text(response)
    assert LABEL not in read_visible_text(response)
    assert read_canvas(response) == f"/d/{deliberation.code}/map/{analysis.digest}.bin"
    assert client.get(f"/d/{deliberation.code}/picture/{analysis.digest}.bin").status_code == 404


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("few", "fewer than 15 people could be drawn"),
        ("alike", "everybody voted alike"),
        ("changed", "votes have changed since this analysis"),
        ("failed", "it could not be drawn"),
    ],
)
def test_where_there_is_none_the_page_says_why(client, deliberation, analysis, why, sentence):
    Analysis.objects.filter(pk=analysis.pk).update(drawing=why)

    assert f"There is no picture: {sentence}." in read_visible_text(get_page(client, deliberation))


def test_of_a_crowd_the_page_says_that_a_lot_of_them_was_drawn(client, deliberation, analysis_with_picture):
    Analysis.objects.filter(pk=analysis_with_picture.pk).update(people=20_001)

    assert "20,000 of these people are in it, drawn by lot." in read_visible_text(
        get_page(client, deliberation, "?map=picture")
    )


def test_a_live_analysis_says_nothing_of_pictures(client, deliberation, now):
    factories.camps(deliberation, 20)
    Deliberation.objects.update(results_revealed=True)
    analyses.run(deliberation=deliberation, now=now)

    assert "picture yet" not in read_visible_text(get_page(client, deliberation))
    assert read_current(get_page(client, deliberation, "?map=picture")) == []


def test_wall_console_and_the_polis_method_have_no_picture(client, desk, deliberation, analysis_with_picture):
    for response in (
        client.get(f"/d/{deliberation.code}/screen/?map=picture"),
        desk.get(f"/d/{deliberation.code}/console/?map=picture"),
        get_page(client, deliberation, "?method=polis&map=picture"),
    ):
        assert response.status_code == 200
        assert "/map/" in read_canvas(response)
        assert read_current(response) == []


def test_a_picture_is_hidden_with_the_results(client, deliberation, analysis_with_picture):
    Deliberation.objects.update(results_revealed=False)

    assert client.get(f"/d/{deliberation.code}/picture/{analysis_with_picture.digest}.bin").status_code == 403
