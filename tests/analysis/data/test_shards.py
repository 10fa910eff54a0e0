"""Ballots cut into shards of people: any number of chunks of them gives the same bytes."""

import numpy as np
import pytest

from elicit.analysis import Ballots
from elicit.analysis.blocs import latent, response_styles
from elicit.analysis.data import matrix
from elicit.analysis.data.matrix import build_vote_matrix
from elicit.analysis.data.shards import ShardedVotes, add
from elicit.crowd import plant

VOTES = build_vote_matrix(
    Ballots.from_arrays(*plant(150, 30, 3, seed=2, overlap=0.2, density=15, yes_tendency=0.7).ballots()[:3])
)
ONCE = np.ones(150)
CHUNKS = [1, 2, 7, 30]


def fit(chunks, size=16):
    base, votes = latent.alone(ShardedVotes.of(VOTES, response_styles.NONE, size=size), ONCE, chunks)
    starts = latent.starts(latent.points(VOTES), 3, VOTES.draws.spawn(0), ONCE)
    return base, latent.fit(votes, starts, base, ONCE, chunks=chunks)


def to_bytes(model):
    return (
        model.shares.tobytes() + model.rates.tobytes() + model.styles.tobytes() + repr(model.likelihood).encode()
    )


def test_blocs_are_the_same_to_the_byte_in_any_number_of_chunks():
    results = [tuple(map(to_bytes, fit(chunks))) for chunks in CHUNKS]

    assert results == [results[0]] * len(CHUNKS)


def test_another_size_of_shard_changes_no_more_than_the_order_of_sums_does():
    np.testing.assert_allclose(fit(1, size=16)[1].rates, fit(1, size=4096)[1].rates, atol=1e-6)


def test_leading_components_are_the_same_to_the_byte_in_any_number_of_chunks(monkeypatch):
    monkeypatch.setattr(matrix, "SHARD", 16)
    results = [matrix.find_components(matrix.centre_and_scale(VOTES), 2, chunks=chunks) for chunks in CHUNKS]

    parts = [(places.tobytes(), loadings.tobytes()) for places, loadings in results]
    assert parts == [parts[0]] * len(CHUNKS)


@pytest.mark.parametrize("statements", [8, 30])  # few enough to be solved at once, and not
def test_leading_components_are_those_of_a_full_decomposition(monkeypatch, statements):
    monkeypatch.setattr(matrix, "SHARD", 16)
    table = matrix.centre_and_scale(VOTES)[:, :statements]

    places, loadings = matrix.find_components(table, 2, chunks=2)
    _, _, right = np.linalg.svd(table.toarray(), full_matrices=False)
    np.testing.assert_allclose(np.abs(loadings), np.abs(right[:2]), atol=1e-6)
    np.testing.assert_allclose(places, table @ loadings.T, atol=1e-12)


def test_chunks_hold_every_shard_once_and_in_order():
    votes = ShardedVotes.of(VOTES, response_styles.NONE, size=16)

    for number in CHUNKS:
        chunks = votes.split(number)
        assert len(chunks) == min(number, 10)
        assert [shard.rows.start for chunk in chunks for shard in chunk.shards] == list(range(0, 150, 16))


def test_a_shard_holds_its_peoples_votes_by_response_style_and_by_choice():
    styles = np.arange(150) % 5 * 4
    votes = ShardedVotes.of(VOTES, styles, size=64)

    for shard in votes.shards:
        assert shard.style_set.tolist() == [0, 4, 8, 12, 16]
        cells = shard.one_hot_by_style.toarray().reshape(shard.people, 5, -1)
        np.testing.assert_array_equal(shard.people_by_choice.toarray(), shard.one_hot_by_style.toarray().T)
        is_own = np.arange(5) == (styles[shard.rows] // 4)[:, None]
        np.testing.assert_array_equal(cells[is_own], shard.one_hot.toarray())
        assert not cells[~is_own].any()
    choices = np.concatenate([shard.choice_counts for shard in votes.shards])
    np.testing.assert_array_equal(choices.sum(axis=0), np.bincount(VOTES.choice))
    np.testing.assert_array_equal(votes.styles, styles)


def test_votes_of_nobody_have_no_shards():
    nobody = ShardedVotes.of(VOTES.__class__(*(np.zeros(0, dtype=np.int64),) * 5), response_styles.NONE)

    assert (nobody.shards, nobody.shape, nobody.styles.tolist(), nobody.split(3)) == ((), (0, 0), [], ())


def test_sums_are_added_part_after_part():
    assert [total.tolist() for total in add([(np.ones(2), np.zeros(1)), (np.ones(2), np.ones(1))])] == [
        [2, 2],
        [1],
    ]
    assert add([]) == []
