"""Letters over real SMTP: taken, refused, told to come later; the job that carries them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP, Envelope, Session

from kefu.adapters.mail.smtp import MailAddress, MailAddressError, SmtpServer
from kefu.messaging import mailing
from kefu.messaging.mailing import KIND, Letter, LetterSettled, MailRefusedError, MailUnavailableError, send_letter
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from support import web
from support.organisation import NOW, Organisation

LETTER = Letter(key="reply:1", to="wang@example.net", subject="Re: C261122-0000001", text="您好，𠮷先生：\n已处理。\n")


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


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest_asyncio.fixture
async def server(postmaster: Postmaster) -> AsyncIterator[SmtpServer]:
    loop = asyncio.get_running_loop()
    running = await loop.create_server(lambda: SMTP(postmaster, loop=loop), "127.0.0.1", 0)
    async with running:
        port = running.sockets[0].getsockname()[1]
        yield SmtpServer(MailAddress.parse(f"smtp://127.0.0.1:{port}?from=service@kefu.example&tls=none"))


async def test_a_letter_arrives_as_it_was_written(server: SmtpServer, postmaster: Postmaster) -> None:
    for _ in range(2):
        await server.hand_over(LETTER)
    first, second = postmaster.letters
    assert (first["from"], first["to"], first["subject"]) == ("service@kefu.example", LETTER.to, LETTER.subject)
    assert first.get_content().replace("\r\n", "\n") == LETTER.text
    assert first["message-id"] == second["message-id"]


async def test_no_subject_begins_another_header(server: SmtpServer, postmaster: Postmaster) -> None:
    wicked = Letter(key="k", to="wang@example.net", subject="Re: 1\r\nBcc: all@example.net", text="x")
    await server.hand_over(wicked)
    assert (postmaster.letters[0]["bcc"], postmaster.letters[0]["subject"]) == (None, "Re: 1 Bcc: all@example.net")


async def test_never_and_later_are_told_apart(server: SmtpServer, postmaster: Postmaster) -> None:
    with pytest.raises(MailRefusedError):
        await server.hand_over(Letter(key="k", to="nobody@example.net", subject="s", text="t"))
    postmaster.answer = "451 try again later"
    with pytest.raises(MailUnavailableError):
        await server.hand_over(LETTER)
    postmaster.answer = "554 looks like spam"
    with pytest.raises(MailRefusedError):
        await server.hand_over(LETTER)
    nobody_there = SmtpServer(MailAddress.parse("smtp://127.0.0.1:9?from=service@kefu.example&tls=none"))
    with pytest.raises(MailUnavailableError):
        await nobody_there.hand_over(LETTER)


@pytest.mark.parametrize(
    "text", ["mail.example.net", "smtp://?from=a@b", "smtp://host", "pop://h?from=a@b", "smtp://h:x?from=a@b"]
)
def test_an_address_that_cannot_be_meant(text: str) -> None:
    with pytest.raises(MailAddressError):
        MailAddress.parse(text)


class Office:
    """A worker with letters to carry, and what the others hear of them."""

    def __init__(self, database: Database, organisation: Organisation, server: SmtpServer | None) -> None:
        self.database, self.organisation = database, organisation
        self.clock = web.Wristwatch(NOW)
        self.settled: list[tuple[str, bool]] = []
        self.worker = Worker(database, self.clock, {KIND: mailing.handler(server)})
        database.subscriptions.on(LetterSettled, self._hear)

    async def _hear(self, session: object, event: LetterSettled) -> None:
        self.settled.append((event.subject_id, event.is_sent))

    async def write(self, letter: Letter) -> None:
        async with self.database.transaction(self.organisation.scope) as session:
            await send_letter(
                session,
                tenant_id=self.organisation.tenant_id,
                letter=letter,
                subject_kind="ticket_reply",
                subject_id="7",
                now=self.clock(),
            )

    async def after(self, **passed: float) -> list[tuple[str, bool]]:
        self.clock.pass_time(timedelta(**passed))
        await self.worker.run_due()
        return self.settled


@pytest_asyncio.fixture
async def office(
    database: Database, two_tenants: tuple[Organisation, Organisation], server: SmtpServer
) -> AsyncIterator[Office]:
    yield Office(database, two_tenants[0], server)


async def test_a_letter_waits_for_its_server_and_is_sent_once(office: Office, postmaster: Postmaster) -> None:
    postmaster.answer = "421 closing"
    await office.write(LETTER)
    for _ in range(60):  # two hours
        assert await office.after(minutes=2) == []
    postmaster.answer = "250 OK"
    assert await office.after(minutes=2) == [("7", True)]
    assert await office.after(days=1) == [("7", True)]
    assert len(postmaster.letters) == 1


async def test_a_letter_that_cannot_be_sent_is_told_of(office: Office, postmaster: Postmaster) -> None:
    await office.write(Letter(key="k", to="nobody@example.net", subject="s", text="t"))
    assert await office.after(seconds=1) == [("7", False)]
    postmaster.answer = "421 closing"
    await office.write(LETTER)
    await office.after(days=1, hours=23, minutes=59)
    assert await office.after(minutes=2) == [("7", False), ("7", False)]
    assert postmaster.letters == []


async def test_without_a_mail_server_nothing_is_pretended(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    office = Office(database, two_tenants[0], None)
    await office.write(LETTER)
    assert await office.after(seconds=1) == [("7", False)]
