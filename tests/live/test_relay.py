"""The relay by itself: mailboxes, subscribers, and what happens when something breaks."""

import asyncio
import logging
import threading

import pytest
from django.db import DatabaseError
from django.template import TemplateSyntaxError

from elicit import asgi
from elicit.live import Address, Mailbox, Relay, relay, states
from elicit.models import Presence
from tests.waiting import PATIENCE, wait_until

AT = Address("KX7M2P", "screen", "en")


def test_a_slow_socket_skips_frames_and_gets_the_newest(in_loop):
    async def collect_newest():
        mailbox = Mailbox()
        for frame in ("first", "second", "third"):
            mailbox.put(frame)
        newest = await mailbox.take()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(mailbox.take(), 0.05)
        return newest

    assert in_loop(collect_newest()) == "third"


def test_a_socket_that_comes_later_gets_the_newest_frame_at_once(in_loop):
    async def join_late():
        hub = Relay()
        with hub.subscribe(1, AT):
            hub._send(hub.subscribers[AT], "<p>now</p>")
            with hub.subscribe(1, AT) as mailbox:
                return await asyncio.wait_for(mailbox.take(), PATIENCE)

    assert "<p>now</p>" in in_loop(join_late())


def test_an_address_is_forgotten_with_its_last_socket(in_loop):
    async def leave_all():
        hub = Relay()
        with hub.subscribe(1, AT), hub.subscribe(1, AT):
            assert list(hub.subscribers) == [AT]
        return hub.subscribers

    assert in_loop(leave_all()) == {}


def test_sequence_numbers_grow_even_when_the_clock_stands_still(in_loop, monkeypatch):
    monkeypatch.setattr(relay.time, "time_ns", lambda: 5_000_000)

    async def list_sequences():
        hub = Relay()
        with hub.subscribe(1, AT):
            sequences = []
            for html in ("a", "b", "c"):
                hub._send(hub.subscribers[AT], html)
                sequences.append(hub.subscribers[AT].sequence)
            return sequences

    assert in_loop(list_sequences()) == [5, 6, 7]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [DatabaseError("locked"), TemplateSyntaxError("broken"), KeyError("odd")])
def test_a_page_that_cannot_be_rendered_stops_no_other_page(
    open_page, deliberation, ben, monkeypatch, caplog, error
):
    whole = states.render

    def render(deliberation, audience):
        if audience == "screen":
            raise error
        return whole(deliberation, audience)

    monkeypatch.setattr(relay, "render", render)
    wall, phone = open_page(deliberation, "screen"), open_page(deliberation, "phone", person=ben)

    phone.until(deliberation.prompt)
    [record, *_more] = wait_until(lambda: [line for line in caplog.records if line.levelno == logging.ERROR])

    assert record.exc_info[1] is error
    assert wall.listen() == []


@pytest.mark.django_db(transaction=True)
def test_a_page_that_could_not_be_rendered_is_tried_again(open_page, deliberation, monkeypatch, caplog):
    whole, failures = states.render, [1]

    def render(deliberation, audience):
        if failures:
            failures.pop()
            raise DatabaseError("locked")
        return whole(deliberation, audience)

    monkeypatch.setattr(relay, "render", render)
    monkeypatch.setattr(relay, "LATER", 0.5)
    wall = open_page(deliberation, "screen")

    wall.until(deliberation.prompt)

    assert "locked" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_read_stops_the_ticker_for_a_moment_only(
    open_page, deliberation, monkeypatch, caplog
):
    whole, failures = relay.read_glances, [1, 1]

    def read_glances(codes, now):
        if failures:
            failures.pop()
            raise DatabaseError("gone away")
        return whole(codes, now)

    monkeypatch.setattr(relay, "read_glances", read_glances)
    wall = open_page(deliberation, "screen")

    wall.until(deliberation.prompt)

    assert "gone away" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_long_write_of_somebody_else_holds_up_no_page(open_page, deliberation, monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(relay.presence, "write", lambda *arguments: release.wait())
    wall = open_page(deliberation, "screen")

    try:
        wall.until(deliberation.prompt)
    finally:
        release.set()


def test_whatever_stops_a_part_of_the_ticker_it_is_logged_and_starts_again(in_loop, monkeypatch, caplog):
    monkeypatch.setattr(asgi, "EVERY", 0.01)
    starts, is_well = [], asyncio.Event()

    async def fail():
        starts.append(1)
        if len(starts) < 3:
            raise ZeroDivisionError("once")
        is_well.set()
        await asyncio.Event().wait()

    async def watch():
        alive = asyncio.create_task(asgi.keep_running(fail))
        await asyncio.wait_for(is_well.wait(), PATIENCE)
        alive.cancel()
        await asyncio.gather(alive, return_exceptions=True)

    in_loop(watch())

    assert len(starts) == 3
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError, ZeroDivisionError]


@pytest.mark.django_db(transaction=True)
def test_the_ticker_ends_when_it_is_cancelled_and_takes_its_presence_back(in_loop, deliberation):
    async def interrupt():
        async with asgi.run_ticker() as hub:
            with hub.subscribe(deliberation.pk, Address(deliberation.code, "phone", "en")) as mailbox:
                while "1 here" not in await mailbox.take():
                    continue
                raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        in_loop(interrupt())

    assert Presence.objects.count() == 0


def test_a_job_that_loses_a_cancellation_does_not_keep_the_server_running(in_loop, monkeypatch):
    monkeypatch.setattr(asgi, "EVERY", 0.05)
    cancellations = []

    async def resist():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as cancellation:
            cancellations.append(cancellation)
        await asyncio.Event().wait()

    async def stop():
        running = [asyncio.create_task(resist()), asyncio.create_task(asyncio.Event().wait())]
        await asyncio.sleep(0)
        await asyncio.wait_for(asgi.cancel(running), PATIENCE)
        return [job.cancelled() for job in running]

    assert in_loop(stop()) == [True, True]
    assert len(cancellations) == 1
