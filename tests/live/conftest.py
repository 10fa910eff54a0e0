"""Fixtures that other tests do not need: a server, its sockets, and the rules that come with them."""

from tests.servers import _idle, _no_pictures_by_the_way, hints_alone, in_loop, open_page, server, start, worker

__all__ = ["_idle", "_no_pictures_by_the_way", "hints_alone", "in_loop", "open_page", "server", "start", "worker"]
