"""Questions that come one by one and are answered many at a time: what one answer costs, many cost hardly more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """While one batch is answered the next gathers: nobody waits for a batch to fill. For one event loop."""

    def __init__(self, answer: Callable[[list[Question]], Awaitable[Sequence[Answer]]], most: int) -> None:
        """answer: gives as many answers as it gets questions, in their order. most: questions in one batch."""
        self._answer, self._most = answer, most
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """Raises what the batch raised."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
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
