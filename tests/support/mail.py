"""A mail server with a mind of its own, over real SMTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from kefu.adapters.mail.smtp import MailAddress, SmtpServer
from kefu.platform.jobs import Worker

from .web import Wristwatch


class Postmaster:
    """A mail server's own mind."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.letters: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("2"):
            content: Any = envelope.content
            letter: Any = message_from_bytes(content, policy=default)
            self.letters.append(letter)
        return self.answer


@asynccontextmanager
async def listening(postmaster: Postmaster) -> AsyncIterator[SmtpServer]:
    """Let a postmaster listen; yields the way to him."""
    async with addressed(postmaster) as address:
        yield SmtpServer(MailAddress.parse(address))


@asynccontextmanager
async def addressed(postmaster: Postmaster) -> AsyncIterator[str]:
    """Let a postmaster listen; yields what KEFU_MAIL is then."""
    loop = asyncio.get_running_loop()
    running = await loop.create_server(lambda: SMTP(postmaster, loop=loop), "127.0.0.1", 0)
    async with running:
        port = running.sockets[0].getsockname()[1]
        yield f"smtp://127.0.0.1:{port}?from=service@kefu.example&tls=none"


class Post:
    """The worker that makes and carries, and what has arrived."""

    def __init__(self, worker: Worker, clock: Wristwatch, postmaster: Postmaster) -> None:
        self.worker, self.clock, self.postmaster = worker, clock, postmaster

    async def at(self, moment: datetime) -> list[EmailMessage]:
        """Let it be then; return what has arrived since."""
        self.clock.now = moment
        before = len(self.postmaster.letters)
        while await self.worker.run_due():
            pass
        return self.postmaster.letters[before:]
