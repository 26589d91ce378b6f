"""Letters over real SMTP: taken, refused, told to come later; the job that carries them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from kefu.adapters.mail.smtp import MailAddress, MailAddressError, SmtpServer
from kefu.messaging import jobs, service
from kefu.messaging.events import LetterSettled
from kefu.messaging.model import Attachment, Letter, LetterContentGoneError
from kefu.messaging.ports import MailRefusedError, MailUnavailableError
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from support import web
from support.mail import Postmaster, listening
from support.organisation import NOW, Organisation

LETTER = Letter(key="reply:1", to="wang@example.net", subject="Re: C261122-0000001", text="您好，𠮷先生：\n已处理。\n")


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest_asyncio.fixture
async def server(postmaster: Postmaster) -> AsyncIterator[SmtpServer]:
    async with listening(postmaster) as found:
        yield found


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
        self.worker = Worker(database, self.clock, jobs.handlers(server))
        database.subscriptions.on(LetterSettled, self._hear)

    async def _hear(self, session: object, event: LetterSettled) -> None:
        self.settled.append((event.subject_id, event.is_sent))

    async def write(self, letter: Letter) -> None:
        async with self.database.transaction(self.organisation.scope) as session:
            await service.send_letter(
                session,
                tenant_id=self.organisation.tenant_id,
                letter=letter,
                subject_kind="ticket_reply",
                subject_id="7",
                now=self.clock(),
            )

    async def keep(self, content: bytes) -> UUID:
        async with self.database.transaction(self.organisation.scope) as session:
            return await service.keep_content(
                session, tenant_id=self.organisation.tenant_id, content=content, now=self.clock()
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


def enclosing(content_id: UUID, key: str = "report:1", to: str = "wang@example.net") -> Letter:
    file = Attachment(name="队列汇总-2026-03-02.csv", media_type="text/csv; charset=utf-8", content_id=content_id)
    return Letter(key=key, to=to, subject="队列汇总", text="见附件\n", attachments=(file,))


async def test_two_letters_share_what_is_attached(
    office: Office, postmaster: Postmaster, superuser: asyncpg.Connection
) -> None:
    content_id = await office.keep("\ufeff队列,接通\r\n".encode())
    await office.write(enclosing(content_id))
    await office.write(enclosing(content_id, key="report:2", to="li@example.net"))
    payloads = await superuser.fetch("SELECT payload::text FROM job WHERE kind = 'mail.send'")
    assert all(len(row["payload"]) < 600 for row in payloads)
    assert await office.after(seconds=1) == [("7", True), ("7", True)]
    for letter in postmaster.letters:
        (file,) = letter.iter_attachments()
        assert (file.get_filename(), file.get_content_type()) == ("队列汇总-2026-03-02.csv", "text/csv")
        assert file.get_payload(decode=True) == "\ufeff队列,接通\r\n".encode()
        assert letter.get_body().get_content().strip() == "见附件"  # type: ignore[union-attr]
    assert await superuser.fetchval("SELECT count(*) FROM letter_content") == 1
    await office.after(days=2)
    assert await superuser.fetchval("SELECT count(*) FROM letter_content") == 0


async def test_no_letter_goes_without_its_attachment(
    office: Office, postmaster: Postmaster, superuser: asyncpg.Connection
) -> None:
    await office.write(enclosing(await office.keep(b"x")))
    await superuser.execute("DELETE FROM letter_content")
    assert await office.after(seconds=1) == [("7", False)]
    assert postmaster.letters == []


async def test_what_is_attached_is_the_tenants_own(
    office: Office, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    letter = enclosing(await office.keep(b"east"))
    async with database.transaction(two_tenants[0].scope) as session:
        assert await service.contents_of(session, letter=letter) == [b"east"]
    async with database.transaction(two_tenants[1].scope) as session:
        with pytest.raises(LetterContentGoneError):
            await service.contents_of(session, letter=letter)
