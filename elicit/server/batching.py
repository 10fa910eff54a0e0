"""Questions that come one by one and are answered many at a time: what one answer costs, many cost hardly more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batcher(Generic[Question, Answer]):
    """While one batch is answered the next gathers: nobody waits for a batch to fill. For one event loop."""

    def __init__(self, answer: Callable[[list[Question]], Awaitable[Sequence[Answer]]], size: int) -> None:
        """answer: gives as many answers as it gets questions, in their order. size: of a batch, at most."""
        self._answer, self._size = answer, size
        self._queue: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer to this question. Raises what the batch raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append((question, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        while self._queue:
            batch, self._queue = self._queue[: self._size], self._queue[self._size :]
            [outcome] = await asyncio.gather(
                self._answer([question for question, _answer in batch]), return_exceptions=True
            )
            for number, (_question, answer) in enumerate(batch):
                if answer.done():
                    continue  # whoever asked has left meanwhile
                if isinstance(outcome, BaseException):
                    answer.set_exception(outcome)
                else:
                    answer.set_result(outcome[number])
