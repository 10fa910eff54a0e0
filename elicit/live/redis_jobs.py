"""Hints between server processes, when a Redis is configured. One channel-layer member per process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

from .hints import GROUP
from .relay import SOON, Relay

RETRY = 5.0  # seconds before a Redis that cannot be reached is tried again

logger = logging.getLogger(__name__)


def make_redis_jobs(relay: Relay) -> list[Callable[[], Awaitable[None]]]:
    """Jobs that never end: telling other processes, and hearing them. None where there are no others."""
    if not settings.REDIS_URL:
        return []
    return [lambda: _retry(_tell, relay), lambda: _retry(_hear, relay)]


async def _retry(job: Callable[[Relay], Awaitable[None]], relay: Relay) -> None:
    while True:
        try:
            await job(relay)
        except (RedisError, OSError) as error:
            logger.warning("Redis cannot be reached (%s). Open pages see changes within a second.", error)
            await asyncio.sleep(RETRY)


async def _tell(relay: Relay) -> None:
    layer = get_channel_layer()
    while True:
        codes = await relay.take_changes()
        await layer.group_send(GROUP, {"type": "hint", "codes": sorted(codes), "sender": relay.process})
        await asyncio.sleep(SOON)


async def _hear(relay: Relay) -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel()
    try:
        await layer.group_add(GROUP, channel)
        while True:
            message = await layer.receive(channel)
            if message["sender"] != relay.process:
                relay.hear(message["codes"])
    finally:
        await layer.flush()
