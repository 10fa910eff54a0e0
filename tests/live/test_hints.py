"""Hints make changes appear sooner; without them they appear all the same, and no action fails over one."""

from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import transaction

from elicit import live
from elicit.actions.votes import casting
from elicit.live import hints

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def codes(monkeypatch):
    """Every hint given, instead of telling a ticker."""
    codes: list[str] = []
    monkeypatch.setattr(hints, "hint", codes.append)
    return codes


@pytest.fixture
def no_ticker(monkeypatch):
    """As in a command or a worker: this process has no ticker of its own."""
    monkeypatch.setattr(hints, "_listeners", {})
    monkeypatch.setattr(hints, "_hinted_at", {})


@pytest.fixture
def redis_outage(settings):
    settings.REDIS_URL = NOWHERE
    layer = {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [NOWHERE]}}
    settings.CHANNEL_LAYERS = {"default": layer}


@pytest.mark.django_db(transaction=True)
def test_a_hint_waits_for_the_commit(deliberation, codes):
    with transaction.atomic():
        live.after_commit(deliberation)
        assert codes == []

    assert codes == [deliberation.code]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_gives_no_hint(deliberation, codes):
    with transaction.atomic():
        live.after_commit(deliberation)
        transaction.set_rollback(True)

    assert codes == []


@pytest.mark.usefixtures("no_ticker", "redis_outage")
@pytest.mark.django_db(transaction=True)
def test_a_vote_is_kept_when_redis_cannot_be_reached(deliberation, ben, statement, now, caplog):
    hints._hinted_at.clear()  # making the cast has hinted already

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    assert deliberation.votes.count() == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.django_db(transaction=True)
def test_pages_follow_when_redis_cannot_be_reached(redis_outage, open_page, deliberation, ben, statement, now):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    wall.until("1 vote")


@pytest.mark.usefixtures("no_ticker", "redis_outage")
def test_a_process_without_pages_hints_at_most_twice_a_second(monkeypatch):
    codes: list[str] = []
    monkeypatch.setattr(hints, "_publish", codes.append)

    for eighth in range(9):
        now = 7 + eighth / 8
        monkeypatch.setattr(hints, "time", SimpleNamespace(monotonic=lambda now=now: now))
        for _vote in range(20):
            hints.hint("KX7M2P")

    assert codes == ["KX7M2P"] * 3  # at once, after half a second, and after another


@pytest.mark.skipif(not django_settings.REDIS_URL, reason="needs a Redis between processes (REDIS_URL)")
@pytest.mark.usefixtures("hints_alone")
@pytest.mark.django_db(transaction=True)
def test_a_hint_from_another_process_does_not_wait_for_the_next_second(
    open_page, deliberation, ben, statement, now, monkeypatch
):
    wall = open_page(deliberation, "screen")
    wall.until(deliberation.prompt)
    monkeypatch.setattr(hints, "_listeners", {})  # from here on, this is a process without a ticker

    casting.cast(participant=ben, statement=statement, choice=1, now=now)

    wall.until("1 vote")
