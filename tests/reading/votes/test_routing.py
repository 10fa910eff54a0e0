"""What a participant is shown next, from the latest analysis and from what was shown so far."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from elicit.actions.deliberation import rounds
from elicit.actions.findings import analyses
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Statement
from elicit.reading.votes import routing
from tests import factories


@pytest.fixture(autouse=True)
def _old_seeds(request):
    """The cast votes long ago; what it votes on was there before."""
    seeds = request.getfixturevalue("deliberation").statements
    seeds.update(created_at=factories.LONG_AGO, moderated_at=factories.LONG_AGO)


@pytest.fixture
def analysed_room(deliberation, now):
    """Everybody agrees on 1; nobody voted on 2; 3 and 4 have half of the people."""
    factories.room(deliberation, *["a-a-"] * 15, *["a--d"] * 15)
    analyses.run(deliberation=deliberation, now=now)
    return deliberation


def count_shown(participant, draws=40):
    """How often each statement is shown over evenly spread draws, each as if it were the first."""
    numbers = []
    for draw in range(draws):
        cache.clear()
        numbers.append(routing.choose_turn(participant=participant, draw=draw / draws).statement.number)
    return {number: numbers.count(number) for number in sorted(set(numbers))}


def test_before_an_analysis_the_least_seen_are_shown_with_equal_chance(deliberation):
    factories.room(deliberation, "ad--")

    assert count_shown(factories.person(deliberation)) == {3: 20, 4: 20}


def test_what_is_settled_gives_way_to_what_is_open(analysed_room):
    counts = count_shown(factories.person(analysed_room))

    assert 1 not in counts
    assert 2 in counts


def test_the_same_draw_shows_the_same_statement(analysed_room):
    ben = factories.person(analysed_room)

    assert count_shown(ben) == count_shown(ben)


def test_a_person_is_not_shown_what_they_voted_on(analysed_room, now):
    ben = factories.person(analysed_room)
    for remaining_ in (4, 3, 2, 1):
        turn = routing.choose_turn(participant=ben, draw=0.5)
        assert turn.remaining == remaining_
        casting.cast(participant=ben, statement=turn.statement, choice=1, now=now)

    assert routing.choose_turn(participant=ben) == routing.Turn(None, 0, done=4, last=turn.statement.number)


def test_what_comes_ahead_is_neither_voted_on_nor_said_twice_nor_counted_as_seen(analysed_room, now):
    ben = factories.person(analysed_room)
    casting.cast(participant=ben, statement=analysed_room.statements.get(number=4), choice=1, now=now)
    cache.clear()
    turn = routing.choose_turn(participant=ben, ahead=9)
    after = routing.choose_turn(participant=ben)

    assert sorted([turn.statement.number, *(statement.number for statement in turn.ahead)]) == [1, 2, 3]
    assert routing.choose_turn(participant=ben, ahead=1).ahead[0].number != 4
    assert (after.ahead, len(routing.choose_turn(participant=ben, ahead=1).ahead)) == ((), 1)


def test_of_two_that_say_the_reverse_one_at_most_comes_ahead(analysed_room):
    first, second = analysed_room.statements.filter(number__in=[2, 3])
    first.twin = second
    first.save()

    for _draw in range(8):
        turn = routing.choose_turn(participant=factories.person(analysed_room), ahead=9)
        assert len({turn.statement.number, *(statement.number for statement in turn.ahead)} & {2, 3}) == 1


def test_what_was_voted_on_in_an_earlier_round_does_not_come_ahead(analysed_room, ada, now):
    ben = factories.person(analysed_room)
    statement = analysed_room.statements.get(number=2)
    casting.cast(participant=ben, statement=statement, choice=1, now=now)
    rounds.vote_again(deliberation=analysed_room, everything=True, by=ada, now=now)

    turn = routing.choose_turn(participant=ben, ahead=9)
    assert 2 not in {statement.number for statement in turn.ahead}


def test_the_reverse_of_what_a_person_voted_on_is_never_shown(analysed_room, now):
    first, second = analysed_room.statements.filter(number__in=[2, 3])
    first.twin = second
    first.save()
    ben = factories.person(analysed_room)
    casting.cast(participant=ben, statement=second, choice=1, now=now)

    assert 2 not in count_shown(ben)
    assert routing.choose_turn(participant=ben).remaining == 2


def test_until_votes_are_counted_again_what_was_shown_counts_as_seen(deliberation, monkeypatch):
    monkeypatch.setattr(routing.time, "time", lambda: 1000.0)
    people = [factories.person(deliberation) for _ in range(8)]
    numbers = [routing.choose_turn(participant=person, draw=0.0).statement.number for person in people]

    assert numbers == [1, 2, 3, 4, 1, 2, 3, 4]

    monkeypatch.setattr(routing.time, "time", lambda: 1000.0 + routing.COUNTS_LAST)
    assert routing.choose_turn(participant=people[0], draw=0.0).statement.number == 1  # nobody voted


def test_a_turn_costs_three_queries_while_the_guidance_is_at_hand(
    analysed_room, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(routing.time, "time", lambda: 1000.0)
    ben = factories.person(analysed_room)
    with django_assert_max_num_queries(8):
        routing.choose_turn(participant=ben)

    for _ in range(3):
        with django_assert_max_num_queries(3):
            routing.choose_turn(participant=ben)


@pytest.fixture
def hours(deliberation, monkeypatch):
    """Ten hours, in each of which somebody votes on the four statements; every vote's hour is told apart."""
    monkeypatch.setattr(routing, "BLOCK", 1)
    moments = [factories.LONG_AGO + timedelta(hours=hour) for hour in range(10)]
    for moment in moments:
        someone = factories.person(deliberation)
        for statement in deliberation.statements.filter(is_seed=True):
            casting.cast(participant=someone, statement=statement, choice=1, now=moment)
    return moments


def test_a_statement_is_open_from_the_hour_it_was_accepted(deliberation, ben, hours):
    late = writing.submit(participant=ben, text="Let me change my mind.", now=hours[1])
    writing.accept(statement=late, by=None, now=hours[5])

    assert routing._count_before_opening(deliberation) == {1: 0, 2: 0, 3: 0, 4: 0, 5: 20}
    exposure = routing.measure_exposure(deliberation=deliberation)
    assert (exposure.statements, exposure.least, exposure.most, exposure.under_shown) == (5, 0, 10, (5,))
    assert exposure.others == pytest.approx(1 / (20 / 5 + 1))
    assert exposure.seeds == pytest.approx(11 / (20 / 4 + 20 / 5 + 1))


def test_a_statement_was_open_when_it_got_its_first_vote(deliberation, hours, now):
    deliberation.statements.filter(number=4).update(created_at=now, moderated_at=now)

    assert routing._count_before_opening(deliberation) == {1: 0, 2: 0, 3: 0, 4: 0}


def test_a_statement_that_still_waits_is_not_in_the_exposure_report(deliberation, ben, hours):
    writing.submit(participant=ben, text="Let me change my mind.", now=hours[1])
    exposure = routing.measure_exposure(deliberation=deliberation)

    assert (exposure.statements, exposure.ratio, exposure.seeds, exposure.others) == (4, 1.0, 1.0, None)


def test_nothing_open_is_nothing_to_report(deliberation):
    deliberation.statements.update(state=Statement.State.REJECTED, reason="Off topic.")

    assert routing.measure_exposure(deliberation=deliberation) is None
    assert routing.choose_turn(participant=factories.person(deliberation)) == routing.Turn(None, 0, 0, None)


def test_what_was_taken_back_is_shown_again(ben):
    assert routing.repeat_turn(participant=ben, number=2).statement.number == 2
    assert routing.repeat_turn(participant=ben, number=99).statement.number in {1, 2, 3, 4}


# --- put to the vote again ---


def test_what_is_put_to_the_vote_again_is_drawn_among_what_is_new(analysed_room, now):
    """1 to 4 have votes of the first round and 5 has none: none of that lets 5 come first."""
    ben = factories.room(analysed_room, "aaaa")[0]
    factories.vote_again(analysed_room, [ben])
    writing.seed(deliberation=analysed_room, texts=["Let me change my mind."], by=None, now=now)

    counts = set(count_shown(ben))
    assert (5 in counts, bool(counts & {1, 2, 3, 4})) == (True, True)
    turn = routing.choose_turn(participant=ben, draw=0.0)
    assert (turn.remaining, turn.done, turn.last) == (5, 0, None)


def test_without_an_analysis_what_was_voted_on_again_least_is_shown(deliberation):
    people = factories.room(deliberation, "aaaa", "aaaa", "----")
    factories.vote_again(deliberation, people, "ad--")

    assert count_shown(people[1]) == {3: 20, 4: 20}
    assert routing.choose_turn(participant=people[0], draw=0.0).remaining == 2


def test_a_turn_knows_what_was_said_before(deliberation, now):
    [ben] = factories.room(deliberation, "pda-")
    casting.cast(
        participant=ben, statement=deliberation.statements.get(number=2), choice=-1, important=True, now=now
    )
    factories.vote_again(deliberation, [ben], "a---")

    turns = {number: routing.repeat_turn(participant=ben, number=number).earlier for number in (1, 2, 3, 4)}
    assert turns == {1: None, 2: (1, -1, True), 3: (1, 1, False), 4: None}
    assert routing.choose_turn(participant=ben).done == 1


def test_the_reverse_of_what_was_put_up_again_stays_away(deliberation):
    first, second = deliberation.statements.filter(number__in=[2, 3])
    first.twin = second
    first.save()
    [ben] = factories.room(deliberation, "-a--")
    factories.vote_again(deliberation, [ben])

    assert set(count_shown(ben)) == {1, 2, 4}


def test_what_is_put_up_again_is_open_from_then_on(deliberation, hours, ada):
    deliberation = rounds.vote_again(deliberation=deliberation, by=ada, now=hours[9] + timedelta(hours=1))

    assert routing._count_before_opening(deliberation) == {1: 0, 2: 0, 3: 0, 4: 0}
    assert routing.measure_exposure(deliberation=deliberation).most == 0
