"""A release as bytes: its files, their shapes, and the mark of a draft in each of them."""

import hashlib
import json

import pytest
import yaml

from elicit.constitution import from_json, to_markdown
from elicit.exports import ballots_of, read_export
from elicit.wording import comparison_prompt, critique_pair
from tests.constitution.rooms import WORDS
from tests.exports.releases import CAMPS, COPIES, build_conversation, build_release, write_folder

NOTHING_SETTLED = ["dddddddd"] * 40
COMMON = {
    "README.md",
    "analysis.json",
    "constitution.json",
    "constitution.md",
    "constitution.yaml",
    "manifest.json",
}
POLIS = {
    "polis/comment-groups.csv",
    "polis/comments.csv",
    "polis/participant-votes.csv",
    "polis/summary.csv",
    "polis/votes.csv",
}
TRAINING = {"principles.jsonl", "training/comparison.json", "training/critique_revision.json"}


def read_rows(files):
    return [json.loads(line) for line in files["principles.jsonl"].decode().splitlines()]


def read_card(files):
    _start, header, body = files["README.md"].decode().split("---\n", 2)
    return yaml.safe_load(header), body


@pytest.mark.parametrize(
    ("tier", "status", "paths"),
    [
        ("T0", "draft", COMMON | {"principles.jsonl"}),
        ("T0", "ratified", COMMON | TRAINING),
        ("T1", "ratified", COMMON | TRAINING | {"rows.csv"}),
        ("T2", "draft", COMMON | {"principles.jsonl"} | POLIS),
        ("T2", "ratified", COMMON | TRAINING | POLIS),
    ],
)
def test_a_tier_holds_these_files_and_no_other(tier, status, paths):
    assert set(build_release(tier=tier, status=status, opted_in=range(9))) == paths


def test_the_same_release_is_the_same_bytes():
    assert build_release(tier="T2") == build_release(tier="T2")


def test_an_unknown_tier_is_refused_in_words():
    with pytest.raises(ValueError, match=r"^There is no tier 'T3'; there are T0, T1, T2\.$"):
        build_release(tier="T3")


def is_marked(path, content):
    """Whether this file says that it is a draft, in the way its format allows."""
    text = content.decode()
    if path == "manifest.json":
        return json.loads(text)["is_draft"]
    if path.endswith(".jsonl"):
        return all(json.loads(line)["draft"] == "DRAFT: not ratified" for line in text.splitlines())
    if path == "rows.csv":
        return all(line.endswith(",DRAFT") for line in text.splitlines()[1:])
    return "DRAFT: not ratified" in text


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_every_file_of_a_draft_says_so_but_polis_tables_whose_columns_are_fixed(tier):
    files = build_release(tier=tier, opted_in=range(9))

    silent = {path for path, content in files.items() if not is_marked(path, content)}
    assert silent == (POLIS - {"polis/summary.csv"} if tier == "T2" else set())


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_no_file_of_a_ratified_version_is_marked(tier):
    files = build_release(tier=tier, status="ratified", opted_in=range(9))

    assert [path for path, content in files.items() if b"DRAFT" in content] == []
    assert json.loads(files["manifest.json"])["is_draft"] is False


def test_a_row_of_principles_walks_back_to_the_votes():
    files = build_release(tier="T2", status="ratified")

    document = from_json(files["constitution.json"].decode())
    critique, revision = critique_pair(WORDS[0])
    assert read_rows(files)[0] == {
        "id": "p0",
        "text": WORDS[0],
        "language": "en",
        "wording_status": "verbatim",
        "source": [0],
        "family": "",
        "comparison": comparison_prompt(WORDS[0]),
        "critique": critique,
        "revision": revision,
        "verdict": "settled",
        "version": 1,
        "provenance": {
            "statement": 0,
            "deliberation": "KX7M2P",
            "analysis": document["analysis"],
            "ballots": document["ballots_digest"],
            "tally": {"agree": 60, "disagree": 0, "pass": 0},
        },
    }
    assert [row["source"] for row in read_rows(files)] == [norm["source"] for norm in document["principles"]]


def test_comparisons_are_a_list_of_prompts_that_ask_for_options():
    prompts = json.loads(build_release(status="ratified")["training/comparison.json"])

    assert len(prompts) == 4
    assert {(prompt[:14], prompt[-10:]) for prompt in prompts} == {("\nPlease choose", "\n\nOptions:")}


def test_critiques_have_the_keys_their_readers_expect():
    requests = json.loads(build_release(status="ratified")["training/critique_revision.json"])

    assert list(requests) == ["harmful0", "harmful1", "harmful2", "harmful3"]
    assert {tuple(pair) for pair in requests.values()} == {("prompt", "edit_request")}
    [critique] = requests["harmful0"]["prompt"]
    revision = requests["harmful0"]["edit_request"]
    assert (critique[:19], critique[-11:]) == ("\n\nCritiqueRequest: ", "\n\nCritique:")
    assert (revision[:19], revision[-11:]) == ("\n\nRevisionRequest: ", "\n\nRevision:")


def test_wording_nobody_voted_on_stays_out_of_training_files():
    def reword(document):
        first, *rest = document["principles"]
        return {**document, "principles": [{**first, "wording_status": "edited-unvoted"}, *rest]}

    files = build_release(status="ratified", document=reword)

    assert [row["id"] for row in read_rows(files)] == ["p5", "p6", "p7"]
    assert len(json.loads(files["training/comparison.json"])) == 3
    assert len(json.loads(files["constitution.json"])["principles"]) == 4


def test_a_release_without_a_principle_leaves_empty_files_out_and_says_why():
    files = build_release(NOTHING_SETTLED, status="ratified")

    header, body = read_card(files)
    assert set(files) == COMMON
    assert json.loads(files["manifest.json"])["left_out"].keys() == TRAINING | {"rows.csv", "polis/"}
    assert "* `principles.jsonl` is left out: this release shows no principle." in body
    assert "configs" not in header
    assert "That is a legitimate result" in files["constitution.md"].decode()


def test_the_card_is_read_by_a_dataset_hub():
    header, body = read_card(build_release())

    assert header == {
        "pretty_name": "What we ask",
        "license": "unknown",
        "language": ["en"],
        "tags": ["constitutional-ai", "collective-values", "elicit", "status-draft"],
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "configs": [
            {"config_name": "principles", "data_files": [{"split": "train", "path": "principles.jsonl"}]},
        ],
    }
    assert "4 principles are not enough to train on (under 500)" in body
    assert "| `principles.jsonl` | 4 |" in body


METHOD = (
    "Blocs are found without the statements they are asked about: people are placed by their votes on "
    "the others (cross-fitting). Habits are taken out: how readily somebody agrees or passes, whatever is asked, "
    "makes no bloc."
)


def read_method(files):
    return files["README.md"].decode().split("## Method\n\n")[1].split("\n\n## ")[0]


def test_the_card_says_how_blocs_are_found():
    assert read_method(build_release()) == METHOD


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_blocks_of_identical_ballots_are_counted_in_public_and_never_named(tier):
    files = build_release(COPIES, tier=tier)

    assert json.loads(files["analysis.json"])["blocks"] == [{"accounts": 10, "statements": 14}]
    assert read_method(files) == (
        f"{METHOD}\n\nBallots alike beyond what chance explains: one block, of about 10 accounts. A block counts "
        "as one account where blocs are found; what only its weight would settle stays undecided."
    )


def test_the_controller_is_told_who_is_in_a_block():
    files = build_release(COPIES, tier="T2")

    assert json.loads(files["analysis.json"])["blocks"] == [{"participants": [*range(40, 52)], "statements": 14}]
    assert "one block, of 12 accounts." in read_method(files)


def test_the_card_names_every_file_that_is_left_out():
    files = build_release(tier="T0")

    exclusions = json.loads(files["manifest.json"])["left_out"]
    lines = [line for line in files["README.md"].decode().splitlines() if line.startswith("* ")]
    assert exclusions.keys() == {
        "training/comparison.json",
        "training/critique_revision.json",
        "rows.csv",
        "polis/",
    }
    assert lines == [f"* `{path}` is left out: {why}" for path, why in exclusions.items()]


@pytest.mark.parametrize("title", ["a: b # c", "---", "'quoted'", "- list", "# Heading | `code`", "說「我」"])
def test_any_title_leaves_the_card_readable(title):
    files = build_release(document=lambda document: {**document, "title": title})

    assert yaml.safe_load(files["README.md"].decode().split("\n---\n")[0])["pretty_name"] == title


def test_the_manifest_commits_to_every_file_and_to_the_ballots():
    files = build_release(tier="T2")

    manifest = json.loads(files["manifest.json"])
    assert {entry["path"]: (entry["size"], entry["sha256"]) for entry in manifest["files"]} == {
        path: (len(content), hashlib.sha256(content).hexdigest())
        for path, content in files.items()
        if path != "manifest.json"
    }
    assert manifest["ballots_digest"] == ballots_of(build_conversation(CAMPS)).digest
    assert (manifest["tier"], manifest["frozen_at"]) == ("T2", "2026-03-01T18:00:00+00:00")


def test_the_ballots_of_the_controllers_tier_are_the_ballots_analysed(tmp_path):
    folder = write_folder(tmp_path, build_release(tier="T2"))

    assert ballots_of(read_export(folder / "polis")).digest == ballots_of(build_conversation(CAMPS)).digest


def test_the_three_formats_of_a_constitution_say_the_same():
    files = build_release(tier="T0")

    document = from_json(files["constitution.json"].decode())
    content = yaml.safe_load(files["constitution.yaml"])
    assert {key: value for key, value in content.items() if key != "watermark"} == document
    assert to_markdown(document).encode() == files["constitution.md"]
    assert b"&id" not in files["constitution.yaml"]
