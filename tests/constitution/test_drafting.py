"""From findings to a draft: what becomes a principle, what an annex, and what is said of the rest."""

from dataclasses import replace

import pytest

from elicit.analysis import Share, Tally
from elicit.constitution import StatementText, draft
from elicit.constitution.explaining import describe_evidence, explain
from tests.constitution.rooms import (
    NAMES,
    WORDS,
    analyse_room,
    build_room,
    build_two_camps,
    draft_room,
    list_crowd_with_copies,
    list_texts,
)


def test_every_statement_of_the_report_has_exactly_one_place():
    result = draft_room(build_two_camps())

    places = {
        "principles": [norm.source[0] for norm in result.principles],
        "annexes": [norm.source[0] for norm in result.annexes],
        "against": [item.statement for item in result.against],
        "open": [item.statement for item in result.open],
    }
    assert places == {"principles": [0, 5, 6, 7], "annexes": [1, 2, 8, 9], "against": [3], "open": [4]}


def test_a_principle_is_verbatim_and_nobody_wrote_an_aim_for_it():
    [first, *_rest] = draft_room(build_two_camps()).principles

    assert (first.text, first.wording_status, first.source) == (WORDS[0], "verbatim", (0,))
    assert (first.towards, first.away, first.directive, first.scope, first.context) == (None,) * 5
    assert first.examples == {"honours": [], "violates": []}


def test_a_principle_carries_what_it_stands_on():
    report = analyse_room(build_two_camps())

    [first, *_rest] = draft(report, list_texts(report), **NAMES).principles

    assert first.provenance == {
        "statement": 0,
        "deliberation": "KX7M2P",
        "analysis": report.digest,
        "ballots": report.ballots_digest,
        "tally": {"agree": 60, "disagree": 0, "pass": 0},
    }


def test_the_broadest_agreement_comes_first():
    report = analyse_room(build_room(*["dpaaaa"] * 4, *["paaaaa"] * 6, *["aaaaaa"] * 50))

    principles = draft(report, list_texts(report), **NAMES).principles

    bridging = {standing.statement: standing.bridging for standing in report.standings}
    order = sorted(bridging, key=lambda number: (-bridging[number], number))
    assert [norm.source[0] for norm in principles] == order
    assert [norm.priority for norm in principles] == list(range(1, 7))
    assert order[-1] == 0


def test_the_id_of_a_principle_is_the_same_when_others_join_it():
    few, many = draft_room(build_room(*["addd"] * 40)), draft_room(build_room(*["addaaa"] * 40))

    assert [norm.id for norm in few.principles] == ["p0"]
    assert {norm.source[0]: norm.id for norm in many.principles} == {0: "p0", 3: "p3", 4: "p4", 5: "p5"}


def test_an_annex_names_who_holds_it_and_who_opposes_it():
    report = analyse_room(build_two_camps())
    annexes = {norm.source[0]: norm for norm in draft(report, list_texts(report), **NAMES).annexes}

    mine, theirs = annexes[1].held_by, annexes[1].opposed_by
    assert (mine, theirs) in {(("A",), ("B",)), (("B",), ("A",))}
    assert {number: (norm.held_by, norm.opposed_by) for number, norm in annexes.items()} == {
        1: (mine, theirs),
        2: (theirs, mine),
        8: (mine, theirs),
        9: (theirs, mine),
    }


def test_a_draft_without_a_principle_is_a_legitimate_result_and_says_so():
    result = draft_room(build_room(*["dddd"] * 40))

    document = result.to_document(version=3, status="draft")

    assert document["principles"] == []
    assert document["note"] == (
        "No statement is settled in every bloc, so this draft holds no principle. That is a legitimate result: "
        "nothing is claimed that was not found."
    )


def test_a_draft_with_principles_has_no_such_note():
    assert draft_room(build_two_camps()).to_document(version=1, status="draft")["note"] is None


def test_nobody_has_seen_it_is_a_reason():
    [item] = draft_room(build_two_camps()).open

    assert item.reason == "Undecided: nobody has seen it yet."


def find_standing(report, number):
    return next(standing for standing in report.standings if standing.statement == number)


def test_an_undecided_statement_says_how_many_votes_would_likely_settle_it():
    report = analyse_room(build_room(*["aaaa"] * 4, *["daaa"] * 1, *[".aaa"] * 35))

    standing = find_standing(report, 0)

    assert explain(standing, frozenset("A")) == (
        f"Undecided: about {standing.more_votes} more votes per bloc would likely settle it."
    )


def depend_on_copies(verdict, number):
    return replace(
        find_standing(analyse_room(build_two_camps()), number), verdict=verdict, depends=9, more_votes=1
    )


def test_a_verdict_that_identical_ballots_decide_says_so_wherever_it_stands():
    letters = frozenset("AB")

    assert explain(depend_on_copies("undecided", 0), letters) == (
        "Undecided: the verdict depends on 9 identical ballots, which somebody has to look at first."
    )
    for verdict, number, write in (("lukewarm", 0, explain), ("contested", 1, describe_evidence)):
        standing = depend_on_copies(verdict, number)
        sentence = write(replace(standing, depends=None), letters)
        assert write(standing, letters) == f"{sentence} The verdict depends on 9 identical ballots."


def test_identical_ballots_are_found_and_keep_a_statement_out_of_the_principles():
    report = analyse_room(build_room(*list_crowd_with_copies()))
    reasons = {item.statement: item.reason for item in draft(report, list_texts(report), **NAMES).open}

    standings = [one for one in report.standings if one.verdict == "undecided" and one.depends]
    assert [len(block.participants) for block in report.identical_accounts] == [12]
    assert {standing.depends for standing in standings} == {12}
    assert {reasons[standing.statement] for standing in standings} == {
        "Undecided: the verdict depends on 12 identical ballots, which somebody has to look at first."
    }


def test_where_nobody_is_placed_no_number_of_votes_is_promised():
    standing = find_standing(analyse_room(build_two_camps()), 0)
    blocs = tuple(replace(bloc, tally=Tally(0, 0, 0)) for bloc in standing.blocs)
    standing = replace(standing, verdict="undecided", blocs=blocs, more_votes=8)

    assert explain(standing, frozenset("AB")) == (
        "Undecided: people's votes on other statements do not say who is in which bloc."
    )


def test_half_and_half_is_too_close_to_call():
    report = analyse_room(build_room(*["aaaa"] * 20, *["daaa"] * 20), k=1)

    assert find_standing(report, 0).verdict == "undecided"
    assert explain(find_standing(report, 0), frozenset("A")) == (
        "Undecided: too close to call; more votes are unlikely to settle it."
    )


def test_lukewarm_names_the_coolest_bloc_with_its_interval():
    report = analyse_room(build_two_camps())
    standing = find_standing(report, 0)
    first, second = standing.blocs
    second = replace(second, agree=Share(0.31, 0.22, 0.42))
    standing = replace(standing, verdict="lukewarm", blocs=(first, second))

    assert explain(standing, frozenset("AB")) == (
        f"Lukewarm: agreement in bloc {second.letter} stays under half, 31 % (22–42 %)."
    )


def test_a_minority_voice_is_not_among_the_blocs_that_evidence_speaks_for():
    standing = find_standing(analyse_room(build_two_camps()), 0)
    first, second = standing.blocs
    standing = replace(standing, blocs=(first, replace(second, agree=Share(0.31, 0.22, 0.42))))

    assert (
        describe_evidence(standing, frozenset(first.letter)) == "100 % (96–100 %) of the 60 who voted on it agree."
    )


def test_at_least_is_never_rounded_up():
    standing = find_standing(analyse_room(build_two_camps()), 0)
    first, second = standing.blocs
    standing = replace(standing, blocs=(first, replace(second, agree=Share(0.709, 0.6, 0.8))))

    assert describe_evidence(standing, frozenset("AB")).endswith("in every bloc at least 70 %.")


def test_a_statement_without_words_is_named():
    report = analyse_room(build_two_camps())
    statements = [statement for statement in list_texts(report) if statement.number != 2]

    with pytest.raises(ValueError, match=r"^The words of statement 2 are missing; 1 are, in all\.$"):
        draft(report, statements, **NAMES)


def test_words_of_a_statement_nobody_could_vote_on_are_left_out():
    report = analyse_room(build_two_camps())

    result = draft(report, [*list_texts(report), StatementText(99, "Rejected before anyone saw it.")], **NAMES)

    assert result == draft(report, list_texts(report), **NAMES)
