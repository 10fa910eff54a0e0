"""Read this first: one vote, followed from a phone to a training file.

Ada runs a room at the Riverside Library. Ben takes part on his phone. A crowd joins. What they agree on becomes
a draft, the draft a release, and the release is verified against the ballots.
"""

import json
import re
from pathlib import Path

import pytest

from tests.browser.chromium import open_pages
from tests.installation import run_installation

pytestmark = pytest.mark.browser

QUESTION = "How should an assistant treat the people it serves?"
STATEMENTS = [
    "Say when you are not sure.",
    "Never keep me talking just to keep me there.",
    "Admit a mistake as soon as you notice it.",
    "Do what I ask without arguing.",
    "Tell me uncomfortable truths that I did not ask for.",
    "Remember what I told you last week.",
    "Alert somebody when I am in danger.",
    "Name your sources.",
    "Show me both sides.",
    "Let me decide.",
]
# what a reader sees of the counts on the wall
SCRIPT = "words => document.querySelector('#live').innerText.replace(/\\s+/g, ' ').includes(words)"


def test_one_vote_from_a_phone_to_a_training_file(tmp_path, browser):
    with run_installation(tmp_path / "var") as house, open_pages(browser, house.base) as open_page:
        # Ada signs in with a link that works once, asks her question, and lets people in.
        link = house.read_json("sign_in_link", "ada", "--community", "Riverside Library")["link"]
        console = open_page(link, "laptop")
        console.get_by_role("button", name="Sign in", exact=True).click()
        console.get_by_role("link", name="Riverside Library").click()
        console.get_by_role("link", name="New deliberation").click()
        console.get_by_label("The question").fill(QUESTION)
        console.get_by_label("Starter statements").fill("\n".join(STATEMENTS))
        console.get_by_label("Quick pulse").check()
        console.get_by_role("button", name="Make it").click()
        console.get_by_role("button", name="Begin: Arriving").click()
        console.get_by_role("button", name="Next stage: Writing and voting").wait_for()
        code = re.search(r"/d/([A-Z0-9]{6})/", console.url)[1]

        # The wall shows the question, the code, and that nobody has voted yet.
        wall = open_page(f"/d/{code}/screen/", "wall")
        assert QUESTION in wall.locator("h1").inner_text()

        # Ben scans the code and waits; his page changes by itself when she begins. Two taps to his first vote.
        phone = open_page(f"/d/{code}/", "phone")
        phone.get_by_role("button", name="Take part").click()
        phone.get_by_role("heading", name="You are in").wait_for()
        console.get_by_role("button", name="Next stage: Writing and voting").click()
        phone.locator("#card .statement").wait_for()
        text = phone.locator("#card .statement").inner_text()
        assert text in STATEMENTS
        phone.get_by_role("button", name="Agree", exact=True).click()
        phone.wait_for_function("text => !document.querySelector('#card').innerText.includes(text)", arg=text)

        # The wall counts his vote by itself.
        wall.wait_for_function(SCRIPT, arg="1 vote")

        # Another process brings a crowd in, and the wall follows.
        crowd = house.read_json("simulate", code, "--people", "60", "--blocs", "2", "--rate", "0", "--votes", "9")
        assert crowd["people"] == 60
        total = crowd["votes"] + 1
        wall.wait_for_function(SCRIPT, arg=f"{total} votes")

        # Nothing is shown before Ada reveals it; then it is on Ben's phone too.
        assert open_page(f"/d/{code}/results/", "phone").get_by_text("not shown yet").count() == 1
        console.reload()
        console.get_by_role("button", name="Next stage: Results").click()
        phone.get_by_role("link", name=re.compile("results", re.I)).first.wait_for()

        # She closes it, and the final analysis becomes a draft and a release.
        console.get_by_role("button", name="Next stage: The end").click()
        console.get_by_role("button", name="Open it again").wait_for()
        report = house.read_json("analyse", code)
        assert sum(standing["tally"]["agree"] for standing in report["standings"]) > 0
        assert report["standings"][STATEMENTS.index(text)]["tally"]["agree"] >= 1
        document = house.read_json("draft", code)
        texts = [part["text"] for kind in ("principles", "annexes", "open", "against") for part in document[kind]]
        assert sorted(texts) == sorted(STATEMENTS)

        out = tmp_path / "release"
        release = house.read_json("release", code, "--out", str(out), "--tier", "T2")
        assert release["is_draft"] is True

        # Every training row walks back to the ballots.
        verification = house.read_json("verify", str(out))
        assert (verification["holds"], verification["level"], verification["rows"]) == (
            True,
            "recomputed",
            len(STATEMENTS),
        )
        for row in read_training_rows(out):
            assert row["text"] == STATEMENTS[row["provenance"]["statement"] - 1]
            assert row["provenance"]["ballots"] == report["ballots_digest"]

        # One ballot flipped, and it is named.
        flip_one_ballot(out / "polis" / "votes.csv")
        refutation = json.loads(house.manage("verify", str(out), "--json", expect=1))
        assert refutation["holds"] is False
        assert "polis/votes.csv" in {problem["where"] for problem in refutation["problems"]}

        # The log proves who decided what.
        assert house.read_json("verify_log")["breaks"] == []


def read_training_rows(folder: Path) -> list[dict]:
    path = folder / "principles.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def flip_one_ballot(path: Path) -> None:
    header, first, *rest = path.read_text().splitlines()
    cells = first.split(",")
    place = header.split(",").index("vote")
    cells[place] = "-1" if cells[place] == "1" else "1"
    path.write_text("\n".join([header, ",".join(cells), *rest]) + "\n")
