"""Hints make the tickers look before their second is over. They carry nothing and may get lost: the tickers
read the database once a second anyway."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from elicit.models import Deliberation

GROUP = "elicit"
REST = 0.5  # seconds between hints of a process without open pages, per deliberation

logger = logging.getLogger(__name__)

_listeners: dict[Callable[[str], None], asyncio.AbstractEventLoop] = {}
_hinted_at: dict[str, float] = {}


def after_commit(deliberation: Deliberation) -> None:
    """Once the change is durable, hint the tickers to look sooner than their second is over."""
    transaction.on_commit(partial(hint, deliberation.code))


def hint(code: str) -> None:
    """Tell the ticker of this process; without one here, those of others. It never fails its caller."""
    if _listeners:
        for wake, loop in list(_listeners.items()):
            _tell(wake, loop, code)
    elif settings.REDIS_URL and _is_rested(code):
        _publish(code)


def listen(wake: Callable[[str], None], loop: asyncio.AbstractEventLoop) -> None:
    """From now on, hints given in any thread of this process call `wake` on its loop."""
    _listeners[wake] = loop


def forget(wake: Callable[[str], None]) -> None:
    _listeners.pop(wake, None)


def _tell(wake: Callable[[str], None], loop: asyncio.AbstractEventLoop, code: str) -> None:
    try:
        loop.call_soon_threadsafe(wake, code)
    except RuntimeError:  # the loop has closed: the server is on its way out
        forget(wake)


def _is_rested(code: str) -> bool:
    now = time.monotonic()
    if now - _hinted_at.get(code, -REST) < REST:
        return False
    _hinted_at[code] = now
    return True


def _publish(code: str) -> None:
    try:
        async_to_sync(_send_once)(code)
    except (RedisError, OSError) as error:
        logger.warning("No hint was sent for %s (%s). Open pages follow within a second.", code, error)


async def _send_once(code: str) -> None:
    layer = get_channel_layer()
    await layer.group_send(GROUP, {"type": "hint", "codes": [code], "sender": ""})
