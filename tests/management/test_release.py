"""From a closed deliberation to a verified release, from the terminal."""

import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from elicit.actions.deliberation import lifecycle
from elicit.actions.entry import consents, erasures
from elicit.actions.statements import writing
from elicit.actions.votes import casting
from elicit.models import Deliberation, Release
from elicit.reading.entry.consent import Ticks
from tests import factories


@pytest.fixture
def code(deliberation):
    """A deliberation that agrees on 1, splits on 2, and has one person who opted in to the release of their rows.
    What 2 says, 3 says the other way round."""
    factories.camps(deliberation, 25)
    factories.room(deliberation, "aadpad", row_release=True)
    deliberation.statements.filter(number=2).update(twin=deliberation.statements.get(number=3))
    return deliberation.code


def run(capsys, *words):
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def write_release(code, tmp_path, capsys):
    """Releases a tier and gives its directory."""

    def release(tier="T2"):
        out = tmp_path / f"out-{tier}-{Release.objects.count()}"
        run(capsys, "draft", code)
        run(capsys, "release", code, "--out", str(out), "--tier", tier)
        return out

    return release


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_a_release_of_every_tier_is_recomputed_where_the_ballots_are(write_release, capsys, tier):
    verification = run(capsys, "verify", str(write_release(tier)))

    assert (verification["holds"], verification["level"], verification["problems"]) == (True, "recomputed", [])


def test_reverse_worded_statements_are_in_the_controllers_ballots_and_verified_there(write_release, code, capsys):
    out = write_release("T2")
    Deliberation.objects.update(code="NOTHRE")

    verification = run(capsys, "verify", str(out))

    assert "reverse-worded,2 and 3" in (out / "polis" / "summary.csv").read_text().splitlines()
    assert json.loads((out / "analysis.json").read_text())["yes_saying"]["pairs"] == 1
    assert (verification["holds"], verification["level"], verification["problems"]) == (True, "recomputed", [])


def test_a_release_no_longer_holds_once_a_pair_is_taken_apart(write_release, deliberation, capsys):
    out = write_release("T0")
    deliberation.statements.update(twin=None)

    with pytest.raises(CommandError):
        call_command("verify", str(out))
    assert "ballots: are not the ones this release was made from" in capsys.readouterr().out


def test_every_file_of_a_draft_says_draft(write_release):
    out = write_release("T2")

    silent = [
        path.name
        for path in out.rglob("*")
        if path.is_file() and path.parent.name != "polis" and b"draft" not in path.read_bytes().lower()
    ]
    assert silent == []
    assert "DRAFT" in (out / "polis" / "summary.csv").read_text()


def test_the_public_tier_holds_no_rows_of_people(write_release):
    names = {str(path.name) for path in write_release("T0").rglob("*")}

    assert {"votes.csv", "rows.csv", "participant-votes.csv"} & names == set()


def test_t1_holds_rows_of_those_who_opted_in_and_of_nobody_else(write_release):
    rows = (write_release("T1") / "rows.csv").read_text().splitlines()

    assert len(rows) == 1 + 6
    assert len({row.split(",")[0] for row in rows[1:]}) == 1


def test_an_edited_release_is_named(write_release, capsys):
    out = write_release()
    (out / "constitution.md").write_text("All power to the library.")

    with pytest.raises(CommandError) as error:
        call_command("verify", str(out))
    assert error.value.returncode == 1
    assert "constitution.md: was" in capsys.readouterr().out


def test_a_half_written_release_is_named(write_release, capsys):
    out = write_release()
    os.remove(out / "analysis.json")
    path = out / "polis" / "votes.csv"
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(CommandError):
        call_command("verify", str(out))
    output = capsys.readouterr().out
    assert "analysis.json" in output
    assert "polis/votes.csv" in output


def test_a_directory_that_is_no_release_is_said_to_be_none(db, tmp_path, capsys):
    with pytest.raises(CommandError):
        call_command("verify", str(tmp_path))

    assert "manifest.json" in capsys.readouterr().out


def test_one_changed_ballot_here_is_noticed_in_a_public_release(write_release, deliberation, capsys, now):
    out = write_release("T0")
    someone = deliberation.participants.first()
    casting.cast(participant=someone, statement=deliberation.statements.get(number=1), choice=-1, now=now)

    with pytest.raises(CommandError):
        call_command("verify", str(out))
    assert "ballots" in capsys.readouterr().out


@pytest.mark.parametrize(("tier", "level"), [("T0", "integrity"), ("T1", "integrity"), ("T2", "recomputed")])
def test_after_somebody_withdrew_a_release_holds_and_it_is_said_what_cannot_be_made_again(
    write_release, deliberation, capsys, tier, level
):
    out = write_release(tier)
    erasures.erase(participant=deliberation.participants.first(), now=timezone.now())

    verification = run(capsys, "verify", str(out))

    assert (verification["holds"], verification["problems"]) == (True, [])
    assert (verification["withdrawn"], verification["level"]) == (1, level)
    call_command("verify", str(out))
    assert "1 person withdrew since, as everybody may" in capsys.readouterr().out


def test_whoever_came_after_a_release_and_withdrew_changes_nothing(write_release, deliberation, statement, capsys):
    out = write_release("T0")
    late = factories.person(deliberation)
    casting.cast(participant=late, statement=statement, choice=1, now=timezone.now())
    erasures.erase(participant=late, now=timezone.now())

    verification = run(capsys, "verify", str(out))

    assert (verification["holds"], verification["level"], verification["withdrawn"]) == (True, "recomputed", 0)


def test_an_edited_release_is_named_also_after_somebody_withdrew(write_release, deliberation, capsys):
    out = write_release("T0")
    erasures.erase(participant=deliberation.participants.first(), now=timezone.now())
    (out / "constitution.md").write_text("All power to the library.")

    with pytest.raises(CommandError):
        call_command("verify", str(out))
    assert "constitution.md: was" in capsys.readouterr().out


def test_a_release_says_how_people_came_in(write_release, deliberation):
    out = write_release("T0")

    assert json.loads((out / "manifest.json").read_text())["admission"] == ["open"]
    assert "People came in by a code that anyone could use" in (out / "README.md").read_text()


def test_taking_a_tick_back_counts_for_the_next_release(code, deliberation, capsys, tmp_path, now):
    run(capsys, "draft", code)
    run(capsys, "release", code, "--out", str(tmp_path / "before"), "--tier", "T1")
    [willing] = deliberation.participants.filter(consents__row_release=True)

    consents.give(participant=willing, ticks=Ticks(), now=now)
    run(capsys, "release", code, "--out", str(tmp_path / "after"), "--tier", "T1")

    assert (tmp_path / "before" / "rows.csv").exists()
    assert not (tmp_path / "after" / "rows.csv").exists()


def test_words_whose_writer_does_not_allow_it_are_in_no_public_file(code, deliberation, capsys, tmp_path, now):
    shy, open_ = (factories.person(deliberation, publishing_text=is_open) for is_open in (False, True))
    for person, text in ((shy, "Whisper to me."), (open_, "Sing to me.")):
        writing.accept(statement=writing.submit(participant=person, text=text, now=now), by=None, now=now)
    run(capsys, "draft", code)
    run(capsys, "release", code, "--out", str(tmp_path / "out"), "--tier", "T0")

    files = [path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [text for text in ("Whisper to me.", "Sing to me.") if any(text in file for file in files)] == [
        "Sing to me."
    ]


def test_a_release_never_overwrites_and_publishes_nothing_then(code, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("keep me")
    run(capsys, "draft", code)

    with pytest.raises(CommandError, match="is not empty"):
        call_command("release", code, "--out", str(tmp_path))
    assert (tmp_path / "mine.txt").read_text() == "keep me"
    assert not Release.objects.exists()


def test_a_release_needs_a_draft_first(code, tmp_path):
    with pytest.raises(CommandError, match="no draft"):
        call_command("release", code, "--out", str(tmp_path / "x"))


def test_a_draft_that_votes_have_overtaken_is_not_released(code, deliberation, tmp_path, capsys, now):
    run(capsys, "draft", code)
    factories.room(deliberation, "dddddd")

    with pytest.raises(CommandError, match="Draft again"):
        call_command("release", code, "--out", str(tmp_path / "x"))


def test_the_same_ballots_are_analysed_once(code, deliberation, ada, capsys, now):
    lifecycle.close(deliberation=deliberation, by=ada, now=now)
    first = run(capsys, "analyse", code)
    second = run(capsys, "analyse", code)

    assert first["digest"] == second["digest"]
    assert deliberation.analyses.filter(is_frozen=True).count() == 1


def test_findings_are_printed_in_words(code, capsys):
    call_command("analyse", code)

    output = capsys.readouterr().out
    assert "2 blocs" in output
    assert "settled: 1" in output
    assert factories.TEXTS[0] in output


def test_the_polis_method_can_be_asked_for(code, capsys):
    report = run(capsys, "analyse", code, "--method", "polis")

    assert (report["method"], report["k"]) == ("polis", 2)
