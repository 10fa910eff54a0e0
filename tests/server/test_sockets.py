"""Who is let in, and what reaches an open page."""

import subprocess
import sys
import threading

import pytest
from django.db import connections
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from elicit import access, limits, live
from elicit.actions.community import helping
from elicit.actions.deliberation import lifecycle, showing
from elicit.actions.votes import casting
from elicit.live import relay
from elicit.models import Deliberation, Participant
from elicit.server import sockets
from tests import factories
from tests.servers import build_environment
from tests.shared import ROOT
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_vote_reaches_an_open_page(open_page, deliberation, ben, statement, now):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    wall.until("1 vote")


VOTE = """
import sys
import django
django.setup()
from django.utils import timezone
from elicit.actions.votes import casting
from elicit.models import Participant
person = Participant.objects.select_related("deliberation").get(pk=sys.argv[1])
statement = person.deliberation.statements.get(number=1)
casting.cast(participant=person, statement=statement, choice=1, now=timezone.now())
"""


def test_a_vote_made_by_another_process_reaches_an_open_page(open_page, deliberation, ben):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)

    subprocess.run([sys.executable, "-c", VOTE, str(ben.pk)], env=build_environment(), cwd=ROOT, check=True)

    wall.until("1 vote")


@pytest.mark.usefixtures("hints_alone")
def test_a_hinted_vote_does_not_wait_for_the_next_second(open_page, deliberation, ben, statement, now):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    wall.until("1 vote")


def test_a_frame_is_what_the_page_would_fetch(open_page, deliberation, ben):
    phone = open_page(deliberation, "phone", person=ben)
    phone.until("1 here")

    assert live.render(Deliberation.objects.get(pk=deliberation.pk), "phone") in phone.frames[-1]


def test_sequence_numbers_grow_over_frames_and_over_servers(open_page, start, deliberation, statement, now):
    wall = open_page(deliberation, "screen")
    for number, person in enumerate(factories.room(deliberation, "-", "-"), start=1):
        casting.cast(participant=person, statement=statement, choice=1, now=now)
        wall.until(f"{number} vote")
    later = open_page(deliberation, "screen", on=start())
    later.until("2 vote")

    numbers = wall.sequence + later.sequence

    assert numbers == sorted(set(numbers))


def test_many_changes_are_at_most_one_frame_a_second(open_page, deliberation, statement, now):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)
    for _turn in range(30):
        [person] = factories.room(deliberation, "-")
        casting.cast(participant=person, statement=statement, choice=1, now=now)

    wall.until("30 votes")

    first, *_others, last = wall.sequence  # milliseconds, when each was sent
    assert len(wall.frames) <= (last - first) / (950 * relay.EVERY) + 2


def test_too_many_walls_are_refused_with_a_sentence_and_others_are_not(open_page, deliberation, ben, monkeypatch):
    monkeypatch.setattr(sockets, "WALLS", 2)
    walls = [open_page(deliberation, "screen") for _ in range(2)]
    for wall in walls:
        wall.until(deliberation.prompt)
    third = open_page(deliberation, "screen")

    assert third.read_close_code() == 4429
    assert third.connection.close_reason == sockets.CROWDED
    open_page(deliberation, "phone", person=ben).until(deliberation.prompt)
    walls[0].connection.close()
    open_page(deliberation, "screen").until(deliberation.prompt)


def test_a_console_has_to_connect_again_and_a_helper_who_was_removed_cannot(
    open_page, deliberation, ada, now, monkeypatch
):
    monkeypatch.setattr(sockets, "CONSOLE_LASTS", 0.0)
    _invitation, token = helping.invite(
        deliberation=deliberation, task="observer", days=1, uses=1, by=ada, now=now
    )
    helper = helping.come_in(token=token, name="Mo", now=now)
    assert open_page(deliberation, "console", user=helper.user).wait_for_close() == 1012

    helping.remove(helper=helper, by=ada, now=now)

    assert open_page(deliberation, "console", user=helper.user).read_close_code() == 4403


def test_a_slide_that_is_sent_reaches_the_wall(open_page, deliberation, ada, now):
    wall = open_page(deliberation, "screen")
    wall.until('data-sent="join"')

    showing.show(deliberation=deliberation, slide="prompt", by=ada, now=now)

    wall.until('data-sent="prompt"')


def test_a_client_of_the_api_listens_with_its_token(server, deliberation, ben):
    address = f"ws://127.0.0.1:{server.port}/ws/d/{deliberation.code}/"
    headers = {"Authorization": f"Participant {access.make_token(ben)}"}

    with connect(address, origin=server.origin, additional_headers=headers) as socket:
        assert 'id="live"' in socket.recv(timeout=PATIENCE)


def test_a_client_with_a_forged_token_is_refused(server, deliberation):
    address = f"ws://127.0.0.1:{server.port}/ws/d/{deliberation.code}/"
    headers = {"Authorization": "Participant forged"}

    with connect(address, origin=server.origin, additional_headers=headers) as socket:
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=PATIENCE)
        assert socket.close_code == 4403


def test_a_page_is_shown_in_its_own_language(open_page, server, deliberation, ben, settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    spanish = open_page(deliberation, "phone", person=ben, cookies={"django_language": "es"})
    english = open_page(deliberation, "phone", person=ben)

    spanish.until(deliberation.prompt)
    english.until(deliberation.prompt)

    assert {address.language for address in server.relay.subscribers} == {"es", "en"}


def test_a_phone_without_its_cookie_is_refused(open_page, deliberation):
    assert open_page(deliberation, "phone").read_close_code() == 4403


def test_a_forged_cookie_is_refused(open_page, deliberation, ben):
    token = access.make_token(ben)[:-1] + "x"

    page = open_page(deliberation, "phone", cookies={access.name_cookie(deliberation.code): token})

    assert page.read_close_code() == 4403


def test_a_revoked_participant_is_refused(open_page, deliberation, ben, now):
    Participant.objects.filter(pk=ben.pk).update(revoked_at=now)

    assert open_page(deliberation, "phone", person=ben).read_close_code() == 4403


def test_a_cookie_opens_no_other_deliberation(open_page, deliberation, ben, community, ada, now):
    other = lifecycle.create(community=community, prompt="Another question?", by=ada, now=now)
    other = lifecycle.open_(deliberation=other, by=ada, now=now)
    cookies = {access.name_cookie(other.code): access.make_token(ben)}

    assert open_page(other, "phone", cookies=cookies).read_close_code() == 4403


def test_a_page_of_another_site_cannot_open_a_socket(open_page, deliberation, ben):
    with pytest.raises(InvalidStatus) as error:
        open_page(deliberation, "phone", person=ben, origin="http://elsewhere.example")

    assert error.value.response.status_code == 403


@pytest.mark.parametrize("code", ["AAAAAA", "nonsense", "%00"])
def test_a_guessed_code_is_refused(open_page, deliberation, code):
    assert open_page(code, "screen").read_close_code() == 4403


def test_after_too_many_guesses_a_stranger_is_told_to_come_back_later_and_the_deliberation_stays_open(
    open_page, deliberation, ben, ada
):
    factories.guess(limits.GUESSES + 1)

    for code in ("AAAAAA", deliberation.code):
        assert [open_page(code, audience).read_close_code() for audience in ("screen", "phone")] == [1013, 1013]
    open_page(deliberation, "phone", person=ben).until(deliberation.prompt)
    open_page(deliberation, "screen", user=ada).until(deliberation.prompt)


def test_a_draft_is_refused_to_strangers_and_shown_to_its_members(open_page, draft, ada):
    assert open_page(draft, "screen").read_close_code() == 4403

    open_page(draft, "screen", user=ada).until(draft.prompt)


def test_an_unknown_audience_is_refused(open_page, deliberation, ada):
    assert open_page(deliberation, "everyone", user=ada).read_close_code() == 4404


def test_the_console_is_refused_to_participants_strangers_and_other_communities(
    open_page, deliberation, ben, dora
):
    assert open_page(deliberation, "console", person=ben).read_close_code() == 4403
    assert open_page(deliberation, "console").read_close_code() == 4403
    assert open_page(deliberation, "console", user=dora).read_close_code() == 4403


def test_the_console_is_open_to_those_who_facilitate(open_page, deliberation, ada):
    open_page(deliberation, "console", user=ada).until("People here")


def test_what_clients_say_is_ignored(open_page, deliberation, ben, statement, now):
    phone = open_page(deliberation, "phone", person=ben)
    phone.connection.send('{"type": "vote", "choice": 1}')
    phone.connection.send(b"\x00\xff")

    phone.until(deliberation.prompt)

    assert deliberation.votes.count() == 0


def test_a_client_that_says_too_much_is_put_out(open_page, deliberation, ben):
    phone = open_page(deliberation, "phone", person=ben)
    phone.until(deliberation.prompt)

    phone.connection.send("x" * 5000)

    assert phone.wait_for_close() == 1009


def test_a_deliberation_that_is_deleted_stops_nothing(open_page, deliberation, ben, community, ada, now):
    other = lifecycle.create(community=community, prompt="Will it stay?", by=ada, now=now)
    other = lifecycle.open_(deliberation=other, by=ada, now=now)
    first, second = open_page(other, "screen"), open_page(deliberation, "screen")
    first.until(other.prompt)
    second.until(deliberation.prompt)

    other.delete()
    casting.cast(participant=ben, statement=deliberation.statements.get(number=1), choice=1, now=now)

    second.until("1 vote")


@pytest.mark.usefixtures("hints_alone")
def test_hints_from_any_thread_reach_the_page(open_page, deliberation, ben, statement, now):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)

    def cast():
        casting.cast(participant=ben, statement=statement, choice=1, now=now)
        connections.close_all()

    thread = threading.Thread(target=cast)
    thread.start()
    thread.join()

    wall.until("1 vote")
