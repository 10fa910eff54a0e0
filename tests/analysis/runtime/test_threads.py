"""Work side by side gives what it gives one after the other."""

import multiprocessing
import os
import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from elicit.analysis import Ballots, analyse
from elicit.analysis.blocs import kmeans
from elicit.analysis.runtime import threads
from elicit.crowd import plant
from tests.waiting import PATIENCE


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(monkeypatch, workers):
    monkeypatch.setattr(threads, "count_cores", lambda: workers)
    names = set()

    def work(task):
        names.add(threading.current_thread().name)
        return task * task

    assert threads.run_all(work, range(40), threads.WORTHWHILE) == [task * task for task in range(40)]
    assert len(names) <= workers
    assert threads.run_all(work, [], threads.WORTHWHILE) == []


def test_small_work_is_not_handed_over(monkeypatch):
    monkeypatch.setattr(threads, "count_cores", lambda: 2)

    names = threads.run_all(lambda task: threading.current_thread().name, range(3), threads.WORTHWHILE - 1)
    assert set(names) == {threading.current_thread().name}


def test_what_a_task_hands_over_is_done_on_the_spot(monkeypatch):
    monkeypatch.setattr(threads, "count_cores", lambda: 2)

    def inner(task):
        return threading.current_thread().name

    def outer(task):
        return {threading.current_thread().name, *threads.run_all(inner, range(4), threads.WORTHWHILE)}

    for names in threads.run_all(outer, range(6), threads.WORTHWHILE):
        assert len(names) == 1
    assert len(set(threads.run_all(inner, range(2), threads.WORTHWHILE))) <= 2  # and the caller is free again


def test_two_pieces_of_work_are_done_beside_each_other(monkeypatch):
    monkeypatch.setattr(threads, "count_cores", lambda: 2)
    meeting = threading.Barrier(2, timeout=PATIENCE)

    first, second = threads.run_both(lambda: (meeting.wait(), "one")[1], lambda: (meeting.wait(), 2)[1], 10**6)
    assert (first, second) == ("one", 2)


def test_sums_are_made_on_one_thread_each_and_afterwards_as_before():
    before = [library["num_threads"] for library in threadpool_info()]
    with threads.limit_sums_to_one_thread():
        assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}
    assert [library["num_threads"] for library in threadpool_info()] == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_starts_threads_of_its_own(monkeypatch):
    monkeypatch.setattr(threads, "count_cores", lambda: 2)
    threads.run_all(abs, range(4), threads.WORTHWHILE)

    with multiprocessing.get_context("fork").Pool(1) as pool:
        results = pool.apply_async(threads.run_all, (abs, range(-4, 0), threads.WORTHWHILE)).get(PATIENCE)
    assert results == [4, 3, 2, 1]


def test_what_goes_wrong_in_a_task_is_told(monkeypatch):
    monkeypatch.setattr(threads, "count_cores", lambda: 2)

    with pytest.raises(ZeroDivisionError):
        threads.run_all(lambda task: 1 // task, [1, 0, 2], threads.WORTHWHILE)


@pytest.mark.parametrize("method", ["latent", "polis"])
def test_the_number_of_cores_changes_no_byte(monkeypatch, method):
    ballots = Ballots.from_arrays(*plant(150, 30, 2, seed=5, overlap=0.2, density=15).ballots()[:3])
    monkeypatch.setattr(threads, "WORTHWHILE", 0)
    reports = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(threads, "count_cores", lambda cores=cores: cores)
        reports.append(analyse(ballots, method, resamples=10).to_json())

    assert reports[0] == reports[1] == reports[2]


MANY = np.round(np.random.default_rng(3).normal(size=(400, 2)), 1)


@pytest.mark.parametrize("few", [0, kmeans.FEW])
@pytest.mark.parametrize("step", [0.05, 1.0])
@pytest.mark.parametrize("number", [1, 2, 12])
@pytest.mark.parametrize("points", [MANY, np.zeros((30, 2))])
def test_moving_centres_are_nearest_to_the_same_points_as_measuring_all_of_them_says(
    monkeypatch, points, number, step, few
):
    monkeypatch.setattr(kmeans, "FEW", few)
    random, near = np.random.default_rng(4), kmeans._Nearest(points)
    centres = random.normal(size=(number, 2))
    for turn in range(20):
        apart = ((points[:, None] - centres) ** 2).sum(axis=2)
        labels = near.to(centres)
        np.testing.assert_allclose(apart[np.arange(len(points)), labels], apart.min(axis=1), rtol=1e-12)
        centres = centres + random.normal(0, step, centres.shape)
        centres[turn % number] *= 1.5  # one goes further than all others
