"""A Polis conversation comes in whole, or not at all."""

import json

import pytest
from django.core.management import CommandError, call_command

from elicit.actions.releases import imports
from elicit.models import Ballot, Community, Deliberation, Participant, Statement, Vote
from elicit.reading.votes.ballot_log import load_ballots
from tests import factories
from tests.management.polis import COMMENTS, VOTES, WIDE, export
from tests.shared import find_shared


def import_folder(capsys, folder, **options):
    call_command("import_polis", folder, json=True, **options)
    return json.loads(capsys.readouterr().out)


def read_votes(rows):
    return set(rows.values_list("participant__number", "statement__number", "choice"))


def test_a_conversation_comes_in_whole(db, tmp_path, capsys):
    result = import_folder(capsys, export(tmp_path / "x"), community="Riverside Library")

    deliberation = Deliberation.objects.get(code=result["code"])
    assert (result["community"], deliberation.prompt, deliberation.status) == (
        "riverside-library",
        "How should it treat us?",
        "closed",
    )
    assert (result["people"], result["statements"], result["ballots"]) == (4, 3, 8)
    assert read_votes(deliberation.votes) == {
        (1, 0, 1), (2, 0, 1), (2, 1, 0), (3, 1, -1), (3, 0, 1), (1, 1, 1), (3, 7, -1),
    }  # fmt: skip
    assert deliberation.ballots.count() == 8
    states = dict(deliberation.statements.values_list("number", "state"))
    assert states == {0: "accepted", 1: "accepted", 7: "rejected"}
    assert deliberation.statements.get(number=1).text == "Never keep me talking,\njust to keep me there."


def test_without_votes_the_wide_file_gives_the_ballots(db, tmp_path, capsys):
    result = import_folder(capsys, export(tmp_path / "x", votes=None))

    deliberation = Deliberation.objects.get(code=result["code"])
    assert read_votes(deliberation.votes) == {
        (1, 0, 1), (2, 0, 1), (2, 1, 0), (3, 1, -1), (3, 0, 1), (1, 1, 1), (3, 7, -1),
    }  # fmt: skip


def test_the_newer_generation_comes_in_too(db, tmp_path, capsys):
    seconds = VOTES.replace("15026590057", "15026590")
    folder = export(tmp_path / "x", participants_votes=None, participant_votes=WIDE, votes=seconds)

    assert import_folder(capsys, folder)["ballots"] == 8


FAULTS = {
    "not UTF-8": ({"comments": COMMENTS.replace("sure", "süre").encode("latin-1")}, "comments.csv.*UTF-8"),
    "lacks a column": ({"votes": VOTES.replace("voter-id", "who")}, "votes.csv.*voter-id"),
    "mixes generations": ({"participant_votes": WIDE}, "two generations"),
    "mixes timestamps": ({"votes": VOTES + "1502659005,x,0,9,1\n"}, "votes.csv, line 10: .*mixed"),
    "repeats a statement": ({"comments": COMMENTS + "1502659005671,x,0,1,0,0,1,Again.\n"}, "line 6: .*0"),
    "repeats a person": ({"participants_votes": WIDE + "1,0,0,0,0,0,,,\n"}, "line 6: .*participant 1"),
    "a vote of 7": ({"votes": VOTES.replace("0,3,1", "0,3,7")}, "votes.csv, line 7: .*7"),
    "a vote on nothing": ({"votes": VOTES + "1502659005709,x,88,1,1\n"}, "88"),
    "empty": ({"comments": ""}, "comments.csv: .*empty"),
    "cut short": ({"votes": VOTES[:-9]}, "votes.csv, line 9: .*(cut|cells)"),
    "no comments": ({"comments": None}, "comments.csv: .*missing"),
    "no votes at all": ({"votes": None, "participants_votes": None}, "neither"),
    "only a header": ({"comments": COMMENTS.partition("\n")[0] + "\n", "votes": VOTES.partition("\n")[0] + "\n",
                       "participants_votes": None}, "no statement"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_export_is_refused_with_its_sentence_and_nothing_is_kept(db, tmp_path, name):
    change, sentence = FAULTS[name]

    with pytest.raises(CommandError, match=sentence) as error:
        call_command("import_polis", export(tmp_path / "x", **change))

    assert str(error.value).endswith("Nothing was imported.")
    assert not Deliberation.objects.exists()


def test_a_file_of_200_mb_is_not_even_read(db, tmp_path):
    folder = export(tmp_path / "x")
    with (folder / "votes.csv").open("r+b") as file:
        file.truncate(200_000_000)

    with pytest.raises(CommandError, match=r"votes.csv: 200 MB.*at most 100 MB"):
        call_command("import_polis", folder)


def test_a_folder_that_is_none_is_said_to_be_none(db, tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("import_polis", tmp_path / "nowhere")


def test_an_interrupted_import_leaves_nothing(db, tmp_path, monkeypatch):
    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(imports, "_list_current", stop)
    with pytest.raises(KeyboardInterrupt):
        call_command("import_polis", export(tmp_path / "x"))

    counts = [model.objects.count() for model in (Deliberation, Participant, Statement, Ballot, Vote)]
    assert counts == [0, 0, 0, 0, 0]
    assert [event.kind for event in Community.objects.get().events.all()] == ["community_founded"]


@pytest.mark.parametrize("name", ["scoop-hivemind.ubi", "london.youth.policing"])
def test_a_real_conversation_goes_through_and_comes_back_the_same(db, tmp_path, capsys, name):
    first = import_folder(capsys, find_shared("polis", name))
    report = run(capsys, "analyse", first["code"])
    run(capsys, "draft", first["code"])
    run(capsys, "release", first["code"], "--out", str(tmp_path / "out"), "--tier", "T2")
    verification = run(capsys, "verify", str(tmp_path / "out"))
    assert (verification["holds"], verification["level"]) == (True, "recomputed")

    second = import_folder(capsys, tmp_path / "out" / "polis")
    second_report = run(capsys, "analyse", second["code"])
    one, other = (Deliberation.objects.get(code=result["code"]) for result in (first, second))
    assert read_votes(one.ballots) == read_votes(other.ballots)
    assert list(one.statements.values_list("number", "text", "state")) == list(
        other.statements.values_list("number", "text", "state")
    )
    assert (second_report["ballots_digest"], second_report["standings"]) == (
        report["ballots_digest"],
        report["standings"],
    )
    assert second_report["digest"] == report["digest"]


def run(capsys, *words):
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_reverse_worded_statements_come_back_as_each_others_twins(deliberation, now, tmp_path, capsys):
    factories.camps(deliberation, 15)
    first, second, third = deliberation.statements.order_by("number")[:3]
    Statement.objects.filter(pk=first.pk).update(twin=second)
    Statement.objects.filter(pk=third.pk).update(twin=first)
    run(capsys, "draft", deliberation.code)
    run(capsys, "release", deliberation.code, "--out", str(tmp_path / "out"), "--tier", "T2")

    copy = Deliberation.objects.get(code=import_folder(capsys, tmp_path / "out" / "polis")["code"])
    pairs = [{first.number, second.number}, {first.number, third.number}]
    copied_pairs = copy.statements.filter(twin__isnull=False).values_list("number", "twin__number")
    assert sorted(map(sorted, copied_pairs)) == sorted(map(sorted, pairs))
    assert load_ballots(copy).digest == load_ballots(deliberation).digest
