"""What an action says when it does not do what was asked: a code for programs, a sentence for people."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """Nothing was written. `status` is the HTTP status a door answers with."""

    status = 400

    def __init__(self, code: str, sentence: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class Invalid(Refused):
    """What was sent cannot be used as it is."""


class Missing(Refused):
    status = 404


class Conflict(Refused):
    """What was sent is fine, but things have moved on."""

    status = 409
