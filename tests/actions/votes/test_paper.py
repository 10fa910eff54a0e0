"""Ballots on paper come in whole or not at all, and go as a whole."""

import pytest
from django.db import IntegrityError, transaction

from elicit.actions.deliberation import lifecycle
from elicit.actions.findings import analyses
from elicit.actions.refusals import Conflict, Invalid
from elicit.actions.votes import paper
from elicit.models import Ballot, Participant, Vote
from elicit.reading.releases.conversation import make_conversation
from elicit.reading.votes import ballot_log
from tests import factories

FILE = b"ballot,statement,choice,important\n1,1,agree,1\n1,2,pass,\n2,1,disagree,\n"


def bring_in(deliberation, now, content=FILE, by=None):
    return paper.bring_in(deliberation=deliberation, content=content, name="hall.csv", by=by, now=now)


def test_each_ballot_is_a_participant_whom_nobody_can_act_as(deliberation, ben, ada, now):
    batch = bring_in(deliberation, now, by=ada)

    people = batch.participants.order_by("number")
    assert [(person.number, person.is_paper, person.key) for person in people] == [
        (2, True, None),
        (3, True, None),
    ]
    votes = Vote.objects.filter(participant__in=people).order_by("participant__number", "statement__number")
    assert list(votes.values_list("participant__number", "statement__number", "choice", "important")) == [
        (2, 1, 1, True),
        (2, 2, 0, False),
        (3, 1, -1, False),
    ]
    assert Ballot.objects.count() == 3
    deliberation.refresh_from_db()
    assert (deliberation.next_participant, deliberation.analysis_due_at) == (4, now)


def test_they_count_as_others_do_and_the_analysis_says_how_many(deliberation, now):
    factories.room(deliberation, "ad", "aa")
    bring_in(deliberation, now)

    ballots = ballot_log.load_ballots(deliberation)
    analysis = analyses.run(deliberation=deliberation, now=now)
    assert (len(ballots), analysis.report.standings[0].tally.votes) == (7, 4)
    assert (analysis.parameters["on_paper"], analysis.findings()["on_paper"]) == (2, 2)


def test_a_release_says_how_many_were_on_paper(deliberation, now):
    assert make_conversation(deliberation).source == {}
    bring_in(deliberation, now)
    assert make_conversation(deliberation).source == {"on_paper": "fewer than 5"}

    more = b"ballot,statement,choice\n" + b"".join(b"%d,1,agree\n" % number for number in range(10, 14))
    bring_in(deliberation, now, more)
    assert make_conversation(deliberation).source == {"on_paper": 6}


def test_the_log_says_so_in_numbers(deliberation, ada, now):
    batch = bring_in(deliberation, now, by=ada)
    paper.take_back(batch=batch, by=ada, now=now)

    kinds = deliberation.community.events.order_by("number").values_list("kind", "payload")
    payload = {"deliberation": deliberation.code, "batch": 1}
    assert list(kinds)[-3:-1] == [
        ("paper_brought_in", {**payload, "people": 2, "votes": 3}),
        ("paper_taken_back", payload),
    ]


def test_the_same_file_comes_in_once(deliberation, now):
    bring_in(deliberation, now)
    with pytest.raises(Conflict) as refusal:
        bring_in(deliberation, now, FILE.replace(b"\n", b"\r\n"))

    assert (refusal.value.code, Participant.objects.count()) == ("paper_twice", 2)


def test_a_batch_goes_as_a_whole_with_a_tombstone_and_may_come_again(deliberation, ben, now):
    factories.say(deliberation, [ben], ["a"], now)
    batch = paper.take_back(batch=bring_in(deliberation, now), by=None, now=now)

    assert list(Participant.objects.values_list("number", flat=True)) == [ben.number]
    assert list(Ballot.objects.values_list("participant", flat=True)) == [ben.pk]
    erasure = deliberation.erasures.get()
    assert (erasure.people, erasure.ballots, batch.taken_back_at) == (2, 3, now)
    with pytest.raises(Conflict):
        paper.take_back(batch=batch, by=None, now=now)
    assert bring_in(deliberation, now).number == 2


def test_with_a_problem_nothing_is_kept(deliberation, now):
    with pytest.raises(Invalid) as refusal:
        bring_in(deliberation, now, FILE + b"3,99,agree,\n")

    assert "There is no statement “99”" in str(refusal.value)
    assert (Participant.objects.count(), deliberation.paper_batches.count()) == (0, 0)


@pytest.mark.parametrize("state", ["waiting", "rejected"])
def test_only_statements_that_take_votes_take_them_on_paper(deliberation, now, state):
    deliberation.statements.filter(number=1).update(state=state, reason="Off topic.")

    with pytest.raises(Invalid):
        bring_in(deliberation, now)


def test_none_come_in_once_it_is_closed(deliberation, now):
    lifecycle.close(deliberation=deliberation, by=None, now=now)
    with pytest.raises(Conflict):
        bring_in(deliberation, now)


def test_the_vote_of_the_later_round_is_the_current_one(deliberation, now):
    people = factories.room(deliberation, "a")
    factories.vote_again(deliberation, people)
    content = b"ballot,statement,choice,round\n1,1,disagree,2\n1,1,agree,1\n"
    batch = bring_in(deliberation, now, content)

    someone = batch.participants.get()
    assert (someone.votes.get().choice, someone.votes.get().round) == (-1, 2)
    assert list(someone.ballots.values_list("round", "choice")) == [(1, 1), (2, -1)]


def test_the_database_lets_nobody_act_as_a_paper_ballot(deliberation, ben, now):
    batch = bring_in(deliberation, now)
    for odd in ({"is_paper": True}, {"batch": batch}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=ben.pk).update(**odd)
    with pytest.raises(IntegrityError), transaction.atomic():
        deliberation.paper_batches.create(number=9, digest=batch.digest, people=1, votes=1, created_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        deliberation.paper_batches.create(number=1, digest="other", people=1, votes=1, created_at=now)
