"""The ballot log as arrays: the same as the slow, obvious way, whatever happens between two loads."""

from datetime import timedelta
from random import Random
from threading import Barrier, Event, Thread

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from elicit.actions.deliberation import lifecycle
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Ballot, Statement
from elicit.reading.votes import ballot_log
from tests import factories
from tests.waiting import PATIENCE

State = Statement.State
GAP = 10  # between two ids, so that later ones fit between


@pytest.fixture
def fetches(monkeypatch):
    """How many rows each read of the log fetched. The cache is empty at first and keeps the newest rows too."""
    rows, slow = [], ballot_log._read

    def count(*args, **kwargs):
        log = slow(*args, **kwargs)
        rows.append(len(log))
        return log

    monkeypatch.setattr(ballot_log, "_read", count)
    monkeypatch.setattr(ballot_log, "log_cache", ballot_log.LogCache(8, 1_000_000))
    monkeypatch.setattr(ballot_log, "RECENT", 0)
    return rows


@pytest.fixture
def room(deliberation):
    for _ in range(5):
        factories.person(deliberation)
    return deliberation


@pytest.fixture
def reads(transactional_db, room, fetches):
    """The log of a room was read and kept, as it is outside a transaction; and the rows of each read."""
    fill(room, Random(7), 60)
    ballot_log.load_ballots(room)
    assert fetches == [60]
    return fetches


def build_ballot(deliberation, rng, pk, **changes):
    fields = {
        "participant": rng.choice(list(deliberation.participants.all())),
        "statement": rng.choice(list(deliberation.statements.all())),
        "choice": rng.choice([1, 1, 0, -1, -1, None]),
        "important": rng.random() < 0.2,
        "at": factories.LONG_AGO + timedelta(milliseconds=rng.randrange(10_000)),
    }
    return Ballot(pk=pk, deliberation=deliberation, **{**fields, **changes})


def fill(deliberation, rng, count):
    """So many more rows of the log, with room for others between their ids."""
    top = Ballot.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    rows = [build_ballot(deliberation, rng, top + GAP * place) for place in range(1, count + 1)]
    return Ballot.objects.bulk_create(rows)


def compute_standing(deliberation):
    """The rows that stand, one by one: participant, statement, choice, important, milliseconds."""
    standing = []
    for row in Ballot.objects.filter(deliberation=deliberation).order_by("pk"):
        who, what = row.participant.number, row.statement.number
        if row.choice is None:
            standing = [row for row in standing if row[:2] != (who, what)]
        elif row.statement.state in (State.ACCEPTED, State.REJECTED):
            milliseconds = round(row.at.timestamp() * 1000)
            standing.append((who, what, row.choice, row.important, milliseconds))
    return standing


def compute_ballots(deliberation):
    current = {row[:2]: row[2:4] for row in compute_standing(deliberation)}
    statements = deliberation.statements.filter(state__in=[State.ACCEPTED, State.REJECTED])
    return {
        "votes": [(*pair, *vote) for pair, vote in current.items()],
        "people": sorted(person.number for person in deliberation.participants.all()),
        "items": sorted(statement.number for statement in statements),
        "rejected": sorted(statement.number for statement in statements if statement.state == State.REJECTED),
        "meta": sorted(statement.number for statement in statements if statement.is_meta),
    }


def load_ballots(deliberation):
    ballots = ballot_log.load_ballots(deliberation)
    columns = (ballots.participants, ballots.statements, ballots.choices, ballots.important)
    sets = {name: getattr(ballots, name).tolist() for name in ("people", "items", "rejected", "meta")}
    return {"votes": list(zip(*(column.tolist() for column in columns), strict=True)), **sets}


def judge(deliberation, number, state):
    """Whatever a moderator decides: a state, with what the database wants to hear about it."""
    other = deliberation.statements.exclude(number=number).first()
    deliberation.statements.filter(number=number).update(
        state=state, reason="Off topic.", merged_into=other if state == State.MERGED else None
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_log_is_loaded_as_the_obvious_way_reads_it(room, seed):
    rng = Random(seed)
    for number, state in enumerate(rng.choices(State.values, k=4), start=1):
        judge(room, number, state)
    room.statements.filter(number__in=rng.sample(range(1, 5), 2)).update(is_meta=True)
    fill(room, rng, rng.choice([0, 1, 30, 200]))

    assert load_ballots(room) == compute_ballots(room)


@pytest.mark.parametrize("seed", range(3))
def test_the_rows_of_a_release_stand_in_order_with_their_times(room, seed):
    judge(room, 1, State.WAITING)
    fill(room, Random(seed), 200)
    rows = ballot_log.load_standing_ballots(room)
    columns = (rows.participants, rows.statements, rows.choices, rows.important, rows.at)

    assert list(zip(*(column.tolist() for column in columns), strict=True)) == compute_standing(room)


def test_an_empty_deliberation_has_empty_arrays(deliberation):
    assert load_ballots(deliberation) == compute_ballots(deliberation)
    assert len(ballot_log.load_standing_ballots(deliberation).at) == 0


def test_a_vote_cast_again_after_an_undo_stands_in_its_later_place(ben, deliberation, statement, now):
    other = deliberation.statements.get(number=2)
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    casting.cast(participant=ben, statement=other, choice=0, now=now)
    casting.undo(participant=ben, statement=statement, now=now)
    casting.cast(participant=ben, statement=statement, choice=-1, important=True, now=now)

    assert load_ballots(deliberation)["votes"] == [(1, 2, 0, False), (1, 1, -1, True)]


def test_the_analysis_hears_once_of_each_reverse_worded_pair_that_is_accepted(room, now):
    writing.seed(deliberation=room, texts=["Left.", "Right."], by=None, now=now)
    one, two, three, four, five, six = room.statements.order_by("number")
    for statement, twin in ((two, one), (three, four), (four, three), (six, five)):
        room.statements.filter(pk=statement.pk).update(twin=twin)
    judge(room, 1, State.REJECTED)

    assert ballot_log.load_ballots(room).twins.tolist() == [[3, 4], [5, 6]]


def test_ballots_of_another_deliberation_stay_there(room, elsewhere, dora, now):
    other = lifecycle.create(community=elsewhere, prompt="Where to?", by=dora, now=now)
    writing.seed(deliberation=other, texts=["North."], by=dora, now=now)
    factories.person(lifecycle.open_(deliberation=other, by=dora, now=now))
    for deliberation in (room, other, room):
        fill(deliberation, Random(1), 20)

    assert load_ballots(room) == compute_ballots(room)
    assert load_ballots(other) == compute_ballots(other)


def test_only_the_new_tail_is_read(room, reads):
    fill(room, Random(8), 9)

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 9]


def test_a_load_takes_four_queries_and_asks_for_ids_above_the_last_one(room, reads):
    top = Ballot.objects.order_by("pk").last().pk
    fill(room, Random(8), 9)
    with CaptureQueriesContext(connection) as queries:
        ballot_log.load_ballots(room)
    log = [query["sql"] for query in queries if 'FROM "elicit_ballot"' in query["sql"]]

    assert len(queries) == 4
    assert [f'"id" <= {top}' in sql or f'"id" > {top}' in sql for sql in log] == [True, True]
    assert not any("JOIN" in sql for sql in log)


def test_nothing_new_reads_nothing(room, reads):
    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 0]


@pytest.mark.parametrize("state", State.values)
def test_a_decision_about_a_statement_shows_without_reading_the_log_again(room, reads, state):
    judge(room, 1, state)
    room.statements.filter(number=2).update(is_meta=True)

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 0]


def test_an_undo_in_the_tail_takes_votes_away_that_were_read_before(room, reads):
    vote = Ballot.objects.exclude(choice=None).first()
    row = build_ballot(room, Random(1), 10**6, participant=vote.participant, statement=vote.statement, choice=None)
    row.save()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 1]


def test_whoever_came_since_is_among_the_people(room, reads):
    newcomer = factories.person(room)

    assert load_ballots(room)["people"][-1] == newcomer.number


def test_an_erased_ballot_is_gone(room, reads):
    Ballot.objects.order_by("pk")[30].delete()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 59]


def test_a_person_erased_while_the_log_is_read_is_left_out(room, reads, monkeypatch):
    people = ballot_log._people

    def erase_then_read(deliberation):
        room.participants.filter(number=2).delete()
        return people(deliberation)

    monkeypatch.setattr(ballot_log, "_people", erase_then_read)

    assert load_ballots(room) == compute_ballots(room)


def test_an_erased_person_is_gone_with_all_ballots(room, reads):
    room.participants.get(number=2).delete()
    fill(room, Random(8), 5)

    assert load_ballots(room) == compute_ballots(room)
    assert 2 not in load_ballots(room)["people"]


def test_the_newest_ballot_erased_and_others_cast_is_noticed(room, reads):
    Ballot.objects.order_by("pk").last().delete()
    fill(room, Random(8), 5)

    assert load_ballots(room) == compute_ballots(room)


def test_a_ballot_with_an_earlier_id_that_was_committed_later_is_found(room, reads):
    late = Ballot.objects.order_by("pk")[10].pk + 1
    build_ballot(room, Random(8), late).save()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 61]


def test_a_late_ballot_does_not_hide_an_erased_one(room, reads):
    build_ballot(room, Random(8), Ballot.objects.order_by("pk")[10].pk + 1).save()
    Ballot.objects.order_by("pk")[40].delete()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 60]


def test_nor_do_two_of_each_whose_ids_have_the_same_sum(room, reads):
    pair = list(Ballot.objects.order_by("pk")[20:22])
    for pk in (pair[0].pk - 1, pair[1].pk + 1):
        build_ballot(room, Random(8), pk).save()
    for row in pair:
        row.delete()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 60]


@pytest.mark.parametrize(
    "change",
    [{"choice": 0}, {"choice": None}, {"important": True}, {"statement": "another"}, {"participant": "another"}],
    ids=str,
)
def test_another_row_under_the_same_id_is_noticed(room, reads, change):
    row = Ballot.objects.filter(choice=1, important=False, participant__number=1).first()
    of = {"statement": room.statements, "participant": room.participants}
    for name, value in change.items():
        setattr(row, name, of[name].exclude(pk=getattr(row, name).pk).first() if name in of else value)
    row.save()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 60]


def test_what_was_rolled_back_is_not_kept(room, reads):
    top = Ballot.objects.order_by("pk").last().pk
    with transaction.atomic():
        fill(room, Random(8), 5)
        assert load_ballots(room) == compute_ballots(room)
        transaction.set_rollback(True)
    fill(room, Random(9), 5)

    assert Ballot.objects.order_by("pk").last().pk == top + 5 * GAP
    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 5, 5]


def test_the_newest_rows_are_read_again_so_that_a_late_one_among_them_costs_little(room, reads, monkeypatch):
    monkeypatch.setattr(ballot_log, "RECENT", 8)
    ballot_log.load_ballots(room)
    build_ballot(room, Random(8), Ballot.objects.order_by("pk").last().pk - 1).save()

    assert load_ballots(room) == compute_ballots(room)
    assert reads == [60, 0, 9]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_next_load_is_right(room, reads, seed):
    rng = Random(seed)
    for _ in range(25):
        for change in rng.sample([cast, come, go, come_late, moderate, leave], rng.randint(1, 3)):
            change(room, rng)
        assert load_ballots(room) == compute_ballots(room)


def test_two_threads_load_at_once_while_votes_come_in(room, reads):
    together, wrong = Barrier(3), []

    def load():
        together.wait()
        try:
            sizes = [len(ballot_log._log(room)) for _ in range(15)]
            wrong.extend([] if sizes == sorted(sizes) else [sizes])
        except Exception as error:  # noqa: BLE001  a thread's own would be lost
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    together.wait()
    for seed in range(10):
        fill(room, Random(seed), 3)
    for thread in threads:
        thread.join()

    assert wrong == []
    assert load_ballots(room) == compute_ballots(room)


def test_a_transaction_that_took_its_id_first_and_commits_last_loses_nothing(room, reads):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so ids come in the order of commits")
    begin, end = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            build_ballot(room, Random(1), 10**6 + 1).save(force_insert=True)
            begin.set()
            end.wait(PATIENCE)
        connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    begin.wait(PATIENCE)
    build_ballot(room, Random(2), 10**6 + 2).save(force_insert=True)
    before = len(ballot_log._log(room))
    end.set()
    thread.join()

    assert (before, len(ballot_log._log(room))) == (61, 62)
    assert load_ballots(room) == compute_ballots(room)


def cast(room, rng):
    fill(room, rng, rng.randint(1, 12))


def come(room, rng):
    factories.person(room)


def go(room, rng):
    for row in rng.sample(list(Ballot.objects.all()), rng.randint(0, 3)):
        row.delete()


def come_late(room, rng):
    top = Ballot.objects.order_by("pk").last().pk
    present = set(Ballot.objects.values_list("pk", flat=True))
    for pk in {rng.randint(1, top) for _ in range(3)} - present:
        build_ballot(room, rng, pk).save(force_insert=True)


def moderate(room, rng):
    judge(room, rng.randint(1, 4), rng.choice(State.values))


def leave(room, rng):
    people = list(room.participants.all())
    if len(people) > 3:
        rng.choice(people).delete()


def build_log(rows):
    return ballot_log.Log(np.ones((4, rows), dtype=np.int64))


def test_the_shelf_keeps_the_logs_used_last():
    shelf = ballot_log.LogCache(2, 10_000)
    first, second, third = (build_log(size) for size in (1, 2, 3))
    shelf.put("first", first)
    shelf.put("second", second)
    shelf.get("first")
    shelf.put("third", third)

    assert [shelf.get(name) for name in ("first", "second", "third")] == [first, None, third]


def test_the_shelf_keeps_no_more_bytes_than_it_may():
    shelf = ballot_log.LogCache(8, build_log(10).table.nbytes)
    six, five = build_log(6), build_log(5)
    shelf.put("six", six)
    shelf.put("five", five)

    assert (shelf.get("six"), shelf.get("five")) == (None, five)


def test_a_log_that_is_too_large_is_not_kept_and_drives_nothing_else_out():
    shelf = ballot_log.LogCache(8, build_log(10).table.nbytes)
    small = build_log(2)
    shelf.put("small", small)
    shelf.put("large", build_log(3))
    shelf.put("large", build_log(11))

    assert (shelf.get("small"), shelf.get("large")) == (small, None)


def test_the_seal_is_the_same_sum_in_numpy_and_in_the_database_however_large_the_ids_are(room):
    people = list(room.participants.all())
    for stage, person in enumerate(people):
        build_ballot(room, Random(stage), 2**62 + stage * 2**31, participant=person).save(force_insert=True)
    log = ballot_log._read(room)

    assert log.seal == ballot_log._seal(room, log.top)
