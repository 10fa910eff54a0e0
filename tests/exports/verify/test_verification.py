"""Does a release hold? Whatever is wrong is named; nothing is raised."""

import json
from dataclasses import replace

import numpy as np
import pytest

from elicit.analysis.report.build import VERSION
from elicit.exports import Discrepancy, Verification, ballots_of, read_export, sha256, verify
from elicit.exports.verify.letters import reletter
from tests.constitution.rooms import WORDS
from tests.exports.releases import (
    CAMPS,
    COPIES,
    SMALL_CAMP,
    build_conversation,
    build_release,
    edit_file,
    rewrite_file,
    write_folder,
)
from tests.shared import find_shared

TIERS = ("T0", "T1", "T2")


def flip(words, person, statement, letter):
    word = words[person]
    return [*words[:person], word[:statement] + letter + word[statement + 1 :], *words[person + 1 :]]


@pytest.mark.parametrize("words", [CAMPS, SMALL_CAMP, COPIES, ["dddddddd"] * 40])
@pytest.mark.parametrize("status", ["draft", "ratified"])
@pytest.mark.parametrize("tier", TIERS)
def test_a_release_holds_and_its_rows_come_again_from_the_ballots(tmp_path, tier, status, words):
    folder = write_folder(tmp_path, build_release(words, tier=tier, status=status, opted_in=range(9)))

    assert verify(folder, ballots_of(build_conversation(words))) == Verification(
        "recomputed", (), rows=len(words[0])
    )


@pytest.mark.parametrize(
    ("tier", "level", "rows"), [("T0", "integrity", 0), ("T1", "integrity", 0), ("T2", "recomputed", 10)]
)
def test_without_ballots_the_level_says_what_could_be_checked(tmp_path, tier, level, rows):
    folder = write_folder(tmp_path, build_release(tier=tier, opted_in=range(9)))

    assert verify(folder) == Verification(level, (), rows)


@pytest.mark.parametrize("twins", [((1, 2),), ((2, 1), (1, 2), (9, 8))])
@pytest.mark.parametrize("tier", TIERS)
def test_a_release_of_reverse_worded_statements_holds(tmp_path, tier, twins):
    export = build_conversation(CAMPS, twins)
    folder = write_folder(tmp_path, build_release(export=export, tier=tier, opted_in=range(9)))

    assert verify(folder, ballots_of(export)) == Verification("recomputed", (), rows=10)
    assert verify(folder).problems == ()
    assert verify(folder, ballots_of(build_conversation(CAMPS))).problems[0] == Discrepancy(
        "ballots", "are not the ones this release was made from: their digest differs"
    )


def carry(report):
    """As after a live analysis with other letters and other axes."""
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    letters = {bloc.letter: letter for bloc, letter in zip(report.blocs, "DA", strict=True)}
    people, statements = report.positions @ turn, report.statement_positions @ turn
    report = replace(report, positions=people, statement_positions=statements, turn=turn)
    return replace(reletter(report, letters), warm=True, previous_digest="0" * 64)


@pytest.mark.parametrize("tier", TIERS)
def test_letters_and_axes_that_were_carried_over_are_presentation(tmp_path, tier):
    folder = write_folder(tmp_path, build_release(tier=tier, report=carry))

    assert b'"letter": "D"' in (folder / "analysis.json").read_bytes()
    assert verify(folder, ballots_of(build_conversation(CAMPS))) == Verification("recomputed", (), rows=10)


@pytest.mark.parametrize("turn", [[[2, 0], [0, 2]], [[1, 0]], "round", [[None, 0], [0, 1]]])
def test_a_map_that_was_stretched_is_an_edit(tmp_path, turn):
    files = build_release(tier="T1")
    analysis = json.loads(files["analysis.json"])
    folder = write_folder(
        tmp_path, rewrite_file(files, "analysis.json", json.dumps({**analysis, "turn": turn}).encode())
    )

    assert (
        Discrepancy("analysis.json", "does not say how its map was turned: it was edited")
        in verify(folder, ballots_of(build_conversation(CAMPS))).problems
    )


def test_one_flipped_ballot_names_the_row_that_no_longer_holds(tmp_path):
    folder = write_folder(tmp_path, build_release(tier="T2"))

    verification = verify(folder, ballots_of(build_conversation(flip(CAMPS, 7, 0, "d"))))

    assert verification.level == "recomputed"
    assert (
        Discrepancy("ballots", "are not the ones this release was made from: their digest differs")
        in verification.problems
    )
    rows = {
        problem.where: problem.what for problem in verification.problems if problem.where.startswith("statement")
    }
    assert rows == {
        f"statement 0 “{WORDS[0]}”": "no longer holds: overall, blocs, evidence differ from the ballots",
    }


def test_ballots_that_change_a_verdict_name_both_verdicts(tmp_path):
    words = [*["aaddaaaa"] * 30, *["adadaaaa"] * 30]
    votes = [word[:5] + "d" + word[6:] for word in words]
    folder = write_folder(tmp_path, build_release(words, tier="T0"))

    verification = verify(folder, ballots_of(build_conversation(votes)))

    assert Discrepancy(
        "statement 5 “Statement 5.”", "no longer holds: settled in the release, settled against from the ballots"
    ) in (verification.problems)


def test_a_flipped_ballot_in_the_directory_itself_is_found(tmp_path):
    files = build_release(tier="T2")
    lines = files["polis/votes.csv"].decode().split("\n")
    lines[1] = lines[1].replace(",0,0,1,0", ",0,0,-1,0")
    folder = write_folder(tmp_path, rewrite_file(files, "polis/votes.csv", "\n".join(lines).encode()))

    verification = verify(folder)

    assert [problem.where for problem in verification.problems] == [
        "polis/",
        "ballots",
        f"statement 0 “{WORDS[0]}”",
        "analysis.json",
    ]


def test_the_controllers_ballots_are_believed_before_those_in_the_directory(tmp_path):
    other = build_release(flip(CAMPS, 7, 0, "d"), tier="T2")
    tables = {path: content for path, content in other.items() if path.startswith("polis/")}
    folder = write_folder(tmp_path, build_release(tier="T2") | tables)

    verification = verify(folder, ballots_of(build_conversation(CAMPS)))

    assert {problem.where for problem in verification.problems} == {
        "polis/",
        "polis/votes.csv",
        "polis/comments.csv",
        "polis/participant-votes.csv",
        "polis/comment-groups.csv",
    }


def test_an_edited_a_missing_and_an_added_file_are_each_named(tmp_path):
    folder = write_folder(tmp_path, build_release())
    (folder / "constitution.md").write_bytes((folder / "constitution.md").read_bytes().replace(b"sure", b"SURE"))
    (folder / "README.md").write_bytes(b"short")
    (folder / "principles.jsonl").unlink()
    (folder / "notes.txt").write_text("mine")

    assert verify(folder).problems == (
        Discrepancy("notes.txt", "is not in the manifest: it was added"),
        Discrepancy("README.md", f"was cut or edited: 5 bytes, not {len(build_release()['README.md'])}"),
        Discrepancy("constitution.md", "was edited: its checksum is not the manifest's"),
        Discrepancy("principles.jsonl", "is missing: the directory is incomplete"),
        Discrepancy("constitution.md", "does not say what constitution.json says"),
    )


def test_another_text_of_a_principle_is_found_though_the_manifest_was_corrected(tmp_path):
    def reword(content):
        content["principles"][0]["text"] = "Say what I want to hear."

    folder = write_folder(tmp_path, edit_file(build_release(), "constitution.json", reword))

    assert verify(folder).problems == (
        Discrepancy("constitution.md", "does not say what constitution.json says"),
        Discrepancy("constitution.yaml", "does not say what constitution.json says"),
        Discrepancy("principles.jsonl", "principle p0 is not the one of constitution.json"),
    )


def test_a_verdict_edited_everywhere_but_in_the_analysis_is_found(tmp_path):
    def promote(content):
        annex = content["annexes"].pop(0)
        content["principles"].append({**annex, "verdict": "settled"})

    verification = verify(write_folder(tmp_path, edit_file(build_release(), "constitution.json", promote)))

    [what] = [problem.what for problem in verification.problems if problem.where.startswith("statement 1 ")]
    assert what == "is settled in constitution.json, contested in analysis.json"


def test_a_statement_moved_to_another_part_is_found(tmp_path):
    def move(content):
        content["principles"].append({**content["annexes"].pop(0)})

    verification = verify(write_folder(tmp_path, edit_file(build_release(), "constitution.json", move)))

    assert (
        Discrepancy(f"statement 1 “{WORDS[1][:40]}”", "is contested and stands in “principles”")
        in verification.problems
    )


def test_a_draft_passed_off_as_ratified_is_found(tmp_path):
    folder = write_folder(
        tmp_path, edit_file(build_release(), "manifest.json", lambda content: content.update(is_draft=False))
    )

    assert verify(folder).problems == (
        Discrepancy("manifest.json", "“is_draft” is not what constitution.json says"),
    )


def test_figures_that_the_analysis_does_not_hold_are_found(tmp_path):
    def embellish(content):
        content["principles"][0]["overall"]["agree"]["value"] = 0.5

    verification = verify(write_folder(tmp_path, edit_file(build_release(), "constitution.json", embellish)))

    assert Discrepancy(
        f"statement 0 “{WORDS[0]}”", "has other figures in constitution.json than in analysis.json"
    ) in (verification.problems)


def test_an_edited_analysis_is_found_with_the_ballots(tmp_path):
    def nudge(content):
        content["blocs"][0]["size"] = 35

    folder = write_folder(tmp_path, edit_file(build_release(), "analysis.json", nudge))

    assert verify(folder).problems == ()
    assert verify(folder, ballots_of(build_conversation(CAMPS))).problems == (
        Discrepancy("analysis.json", "differs from the ballots in blocs"),
    )


@pytest.mark.parametrize("change", [{"method": "tarot"}, {"rules": {"charm": 1}}, {"resamples": 10**9}])
def test_parameters_that_cannot_be_run_are_a_problem_of_the_manifest(tmp_path, change):
    files = edit_file(build_release(), "manifest.json", lambda content: content["analysis"].update(change))

    verification = verify(write_folder(tmp_path, files), ballots_of(build_conversation(CAMPS)))

    assert verification.level == "integrity"
    assert {problem.where for problem in verification.problems} == {"manifest.json"}
    assert verification.problems[-1].what.startswith("its analysis cannot be run again: ")


@pytest.mark.parametrize("change", [{"seed": 2}, {"resamples": 7}, {"rules": {}}, {"versions": {}}])
def test_a_manifest_that_tells_another_run_than_the_analysis_is_found_offline(tmp_path, change):
    [name] = change
    files = edit_file(build_release(), "manifest.json", lambda content: content["analysis"].update(change))

    assert verify(write_folder(tmp_path, files)).problems == (
        Discrepancy("manifest.json", f"“{name}” of its analysis is not what analysis.json says"),
    )


def test_an_analysis_by_another_version_of_the_method_is_not_made_again_but_said_so(tmp_path):
    def age_method(content):
        content["versions"]["method"] = "0"

    files = edit_file(build_release(tier="T2"), "analysis.json", age_method)
    files = edit_file(files, "manifest.json", lambda content: age_method(content["analysis"]))

    what = (
        f"its analysis cannot be run again: it is of version 0 of the method; this program runs version {VERSION}."
    )
    assert verify(write_folder(tmp_path, files)) == Verification(
        "integrity", (Discrepancy("manifest.json", what),)
    )


def test_fewer_blocs_asked_for_than_found_are_a_problem(tmp_path):
    files = edit_file(build_release(), "manifest.json", lambda content: content["analysis"].update(requested_k=1))

    assert verify(write_folder(tmp_path, files)).problems == (
        Discrepancy("manifest.json", "asks for 1 blocs; constitution.json has 2"),
    )


def test_rows_in_a_release_of_the_public_tier_are_found_though_the_manifest_lists_them(tmp_path):
    rows = build_release(tier="T1", opted_in=range(9))["rows.csv"]
    entry = {"path": "rows.csv", "size": len(rows), "sha256": sha256(rows)}
    files = edit_file(build_release(), "manifest.json", lambda content: content["files"].append(entry))

    assert verify(write_folder(tmp_path, {**files, "rows.csv": rows})).problems == (
        Discrepancy("rows.csv", "is no part of a release of tier T0"),
    )


def test_a_controllers_release_without_its_ballots_is_not_one(tmp_path):
    files = edit_file(build_release(), "manifest.json", lambda content: content.update(tier="T2"))

    assert verify(write_folder(tmp_path, files)).problems == (
        Discrepancy("polis/", "is missing: a release of tier T2 holds the ballots"),
    )


def test_a_tier_that_does_not_exist_is_said(tmp_path):
    files = edit_file(build_release(), "manifest.json", lambda content: content.update(tier="T9"))

    assert verify(write_folder(tmp_path, files)).problems == (
        Discrepancy(
            "manifest.json", "manifest.json is not a manifest of a release: “tier” is 'T9', not T0, T1, T2."
        ),
    )


def test_a_release_holds_when_there_is_no_problem():
    assert Verification("integrity", ()).holds
    assert not Verification("recomputed", (Discrepancy("README.md", "was edited"),), rows=3).holds


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("name", ["london.youth.policing", "scoop-hivemind.ubi"])
def test_a_release_of_a_real_conversation_holds(tmp_path, name, tier):
    export = read_export(find_shared("polis", name))

    folder = write_folder(tmp_path, build_release(export=export, tier=tier, opted_in=export.participants[:9]))

    verification = verify(folder, ballots_of(export))
    assert (verification.level, verification.problems) == ("recomputed", ())
    assert verification.rows == sum(statement.moderated != -1 for statement in export.statements)
