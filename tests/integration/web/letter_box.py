"""A real SMTP server that keeps what it is handed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.e2e.desk import free_port


class Box:
    """Takes in what an SMTP server is handed."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def to(self, email: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if letter["To"] == email]

    def next_to(self, email: str, count: int = 1) -> EmailMessage:
        deadline = time.monotonic() + 20
        while len(self.to(email)) < count:
            assert time.monotonic() < deadline, "no letter came"
            time.sleep(0.05)
        return self.to(email)[-1]


@contextmanager
def letter_box() -> Iterator[tuple[Box, int]]:
    """Run one; yields what it takes in, and its port."""
    taken, port = Box(), free_port()
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield taken, port
    finally:
        server.stop()
