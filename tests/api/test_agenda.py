"""What is going on, for whoever takes part through the API."""

from elicit.actions.deliberation import agenda, pauses, planning
from elicit.actions.practice import rehearsals


def read_state(client, deliberation):
    return client.get(f"/api/d/{deliberation.code}").json()


def test_it_says_what_is_open_how_long_still_and_what_comes_next(client, deliberation, ada, now):
    planning.plan(deliberation=deliberation, template="quick", by=ada, now=now)
    for _stage in range(2):
        meeting = agenda.begin(deliberation=deliberation, by=ada, now=now)

    body = read_state(client, deliberation)

    assert (body["deliberation"], body["prompt"], body["stage"]) == (meeting.code, meeting.prompt, "open")
    assert (body["writing_open"], body["voting_open"], body["discussion_open"]) == (True, True, False)
    assert body["closes_at"] == meeting.closes_at.isoformat().replace("+00:00", "Z")
    stages = [(stage["kind"], stage["minutes"], stage["started_at"] is not None) for stage in body["agenda"]]
    assert stages == [
        ("lobby", 2, True),
        ("write_and_vote", 10, True),
        ("reveal", 3, False),
        ("close", None, False),
    ]


def test_it_says_that_it_is_paused_and_that_it_is_practice(client, deliberation, ada, now):
    real = read_state(client, deliberation)
    pauses.hold(deliberation=deliberation, by=ada, now=now)
    room = build_agenda_room(deliberation, ada, now)

    assert (real["held_at"], real["is_practice"]) == (None, False)
    assert read_state(client, deliberation)["held_at"] == now.isoformat().replace("+00:00", "Z")
    assert read_state(client, room)["is_practice"] is True


def build_agenda_room(deliberation, ada, now):
    room = rehearsals.prepare(of=deliberation, by=ada, now=now)
    planning.plan(deliberation=room, template="week", by=ada, now=now)
    return agenda.begin(deliberation=room, by=ada, now=now)


def test_a_draft_is_missing_for_strangers(client, draft):
    assert client.get(f"/api/d/{draft.code}").status_code == 404
