"""Letters by mail: written down as a job in the transaction that wants them, handed to a mail server, told of.

A letter that was handed over just before we died is handed over again, with the same Message-ID. ADR 0028.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.errors import KefuError
from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import TenantId
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.platform.jobs import Handler, Job

KIND = "mail.send"
VALID_FOR = timedelta(days=2)
AGAIN_AFTER = timedelta(minutes=2)
logger = structlog.get_logger(__name__)


class MailRefusedError(KefuError):
    """The server will never take this letter: no such mailbox, not from us."""

    code = "mail-refused"
    title = "The mail server refuses this letter"


class MailUnavailableError(KefuError):
    """The server does not answer, or says: later."""

    code = "mail-unavailable"
    title = "The mail server does not take letters now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of plain text; `key` names it for ever."""

    key: str
    to: str
    subject: str
    text: str


class MailServer(Protocol):
    """A way to mailboxes."""

    async def hand_over(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises: MailRefusedError, MailUnavailableError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSettled(DomainEvent):
    """A letter is with the mail server, or will never be."""

    subject_kind: str
    subject_id: str
    is_sent: bool


async def send_letter(
    session: AsyncSession, *, tenant_id: TenantId, letter: Letter, subject_kind: str, subject_id: str, now: datetime
) -> None:
    """Have a letter sent; asked twice with one key, it is one letter."""
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "valid_until": (now + VALID_FOR).isoformat()}
    await jobs.schedule(
        session, tenant_id=tenant_id, kind=KIND, key=letter.key, run_at=now, payload=asdict(letter) | about
    )


def handler(server: MailServer | None) -> Handler:
    """Make what carries letters to a server; without one they are never sent, and that is told."""

    async def carry(session: AsyncSession, job: Job, now: datetime) -> None:
        letter = Letter(**{name: job.payload[name] for name in ("key", "to", "subject", "text")})
        is_sent = False
        try:
            if server is not None:
                await server.hand_over(letter)
                is_sent = True
        except MailUnavailableError as error:
            if now + AGAIN_AFTER < datetime.fromisoformat(job.payload["valid_until"]):
                await _try_again(session, job, now)
                return
            logger.warning("a letter has become too old", code=error.code)
        except MailRefusedError as error:
            logger.warning("a letter is refused", detail=error.detail)
        about: dict[str, Any] = {name: job.payload[name] for name in ("subject_kind", "subject_id")}
        await publish(session, LetterSettled(tenant_id=job.tenant_id, at=now, is_sent=is_sent, **about))

    return carry


async def _try_again(session: AsyncSession, job: Job, now: datetime) -> None:
    await jobs.schedule(
        session, tenant_id=job.tenant_id, kind=KIND, key=job.key, run_at=now + AGAIN_AFTER, payload=job.payload
    )
