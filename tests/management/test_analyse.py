"""`manage.py analyse` says in plain words what the page says, and with --json the report itself."""

import json

import pytest
from django.core.management import call_command

from elicit.actions.statements import writing
from elicit.analysis import Report
from tests import factories


@pytest.fixture
def analyse(capsys, deliberation):
    def analyse(*words):
        call_command("analyse", deliberation.code, *words)
        return capsys.readouterr().out

    return analyse


@pytest.fixture
def camps(deliberation, ada, now):
    writing.seed(deliberation=deliberation, texts=["Be brief.", "Be thorough."], by=ada, now=now)
    factories.room(deliberation, *["aadpad"] * 20, *["adapda"] * 20)


def test_blocs_verdicts_and_how_sure_they_are(analyse, camps):
    lines = analyse().splitlines()

    assert lines[0] == "40 people grouped of 40, 240 votes, 6 statements, 2 blocs, 0 people between blocs."
    assert "Final: it does not change any more." in lines
    assert any("every bloc counts (foretells best, verdicts)" in line for line in lines)
    assert any(
        line.startswith("Bloc A: 20 people, found again in redraws with an overlap of 1.00") for line in lines
    )
    assert "settled: 1" in lines
    assert f"    100% (94%-100%) agree: {factories.TEXTS[0]}" in lines
    assert any(
        "agree, held by A, opposed by B: " in line or "agree, held by B, opposed by A: " in line for line in lines
    )
    assert any(line.startswith("Expected not to be agreed to as widely, of those settled: 0.0") for line in lines)
    assert "Yes-saying is not known: no statement was also asked the other way round." in lines
    assert "People were drawn again 100 times." in lines


def test_a_deliberation_without_blocs_or_answers_says_so(analyse, deliberation):
    factories.room(deliberation, "a")
    out = analyse()

    assert "These votes do not support separate blocs." in out
    assert "settled: 0" in out
    assert "Expected not to be agreed to" not in out


def test_nobody_at_all_is_no_error(analyse):
    assert analyse().startswith("0 people grouped of 0, 0 votes, ")


def test_json_is_the_report_and_nothing_else(analyse, camps):
    report = json.loads(analyse("--json"))

    assert Report.from_dict(report).digest == report["digest"]
