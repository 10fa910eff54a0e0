"""The log's proof, from the terminal."""

import json

import pytest
from django.core.management import CommandError, call_command


def test_a_log_that_holds_is_said_to_hold(deliberation, capsys):
    call_command("verify_log", json=True)

    result = json.loads(capsys.readouterr().out)
    assert (result["breaks"], result["events"]) == ([], deliberation.community.events.count())


def test_an_edited_log_ends_with_exit_code_one_and_names_the_event(deliberation, capsys):
    deliberation.community.events.filter(number=2).update(kind="role_taken")

    with pytest.raises(CommandError) as error:
        call_command("verify_log", community=deliberation.community.slug)

    assert error.value.returncode == 1
    assert capsys.readouterr().out.startswith(f"{deliberation.community.slug}, event 2: its contents")


def test_an_unknown_community_is_named(db):
    with pytest.raises(CommandError, match="no community 'nowhere'"):
        call_command("verify_log", community="nowhere")
