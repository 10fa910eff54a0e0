"""The page for newcomers is true: its changes apply, and its test fails before them and passes after."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.shared import ROOT

PAGE = ROOT / "docs" / "first-change.md"
PARTS = ("elicit", "templates", "static", "tests", "manage.py", "pyproject.toml")


def read_blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(tmp_path):
    """A copy of the project, and how to run a program in it."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    env = os.environ | {"ELICIT_VAR": str(tmp_path / "var"), "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    for name in [name for name in env if name.startswith("PYTEST_")]:
        del env[name]
    (tmp_path / "var").mkdir()

    def run(*words, text=""):
        return subprocess.run(words, cwd=tmp_path, env=env, input=text, capture_output=True, text=True)

    return run


def run_line(checkout, start):
    """A line of the page that starts so, with the Python that runs this."""
    [line] = [line for block in read_blocks("sh") for line in block.splitlines() if line.startswith(start)]
    program, *words = line.split()
    module = ["-m", "pytest"] if program.endswith("pytest") else []
    return checkout(sys.executable, *module, *words)


def apply(checkout, *changes):
    result = checkout("git", "apply", "--verbose", "-", text="".join(changes))
    assert result.returncode == 0, result.stderr


def test_each_layer_is_visited_once_on_the_way_down():
    paths = [re.search(r"^\+\+\+ b/(\S+)", change, re.MULTILINE)[1] for change in read_blocks("diff")]

    layers = [path.removeprefix("elicit/").split("/")[0] for path in paths]
    assert layers == ["tests", "models", "actions", "forms", "views", "templates"]
    assert ["community" in path for path in paths] == [True] * 6


@pytest.mark.timeout(600)
def test_the_test_of_the_page_fails_before_its_changes_and_passes_after(checkout):
    test, *changes = read_blocks("diff")

    apply(checkout, test)
    before = run_line(checkout, ".venv/bin/pytest")
    assert (before.returncode, "2 failed" in before.stdout) == (1, True), before.stdout + before.stderr

    apply(checkout, *changes)
    migration = run_line(checkout, ".venv/bin/python manage.py makemigrations")
    assert "Add field note to invitation" in migration.stdout, migration.stderr
    after = run_line(checkout, ".venv/bin/pytest")
    assert (after.returncode, "2 passed" in after.stdout) == (0, True), after.stdout + after.stderr
