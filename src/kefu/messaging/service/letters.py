"""Letters by mail: written down as a job in the transaction that wants them. ADR 0028, 0036."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.messaging.model import Attachment, Letter, LetterContentGoneError
from kefu.messaging.store import letters as store
from kefu.platform import jobs
from kefu.platform.ids import new_id

LETTER = "mail.send"
"""The job that carries a letter."""
LETTER_CONTENT = "mail.content"
"""The job that deletes what attachments hold."""
LETTER_VALID_FOR = timedelta(days=2)


async def send_letter(
    session: AsyncSession, *, tenant_id: TenantId, letter: Letter, subject_kind: str, subject_id: str, now: datetime
) -> None:
    """Have a letter sent; asked twice with one key, it is one letter."""
    valid_until = (now + LETTER_VALID_FOR).isoformat()
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "valid_until": valid_until}
    files = [asdict(each) | {"content_id": str(each.content_id)} for each in letter.attachments]
    payload = asdict(letter) | about | {"attachments": files}
    await jobs.schedule(session, tenant_id=tenant_id, kind=LETTER, key=letter.key, run_at=now, payload=payload)


def letter_of(payload: Mapping[str, Any]) -> Letter:
    """Read the letter that a job carries."""
    files = [each | {"content_id": UUID(each["content_id"])} for each in payload.get("attachments", ())]
    return Letter(
        **{name: payload[name] for name in ("key", "to", "subject", "text")},
        attachments=tuple(Attachment(**each) for each in files),
    )


async def keep_content(session: AsyncSession, *, tenant_id: TenantId, content: bytes, now: datetime) -> UUID:
    """Keep what attachments of letters that are written now hold, as long as one of them may wait."""
    content_id = new_id()
    await store.add_content(session, tenant_id, content_id, content)
    await jobs.schedule(
        session, tenant_id=tenant_id, kind=LETTER_CONTENT, key=str(content_id), run_at=now + LETTER_VALID_FOR
    )
    return content_id


async def contents_of(session: AsyncSession, *, letter: Letter) -> list[bytes]:
    """Load what a letter's attachments hold.

    Raises: LetterContentGoneError.
    """
    found = await store.contents(session, [each.content_id for each in letter.attachments])
    try:
        return [found[each.content_id] for each in letter.attachments]
    except KeyError as error:
        raise LetterContentGoneError(str(error)) from None


async def forget_content(session: AsyncSession, *, content_id: UUID) -> None:
    """Delete what attachments held."""
    await store.remove_content(session, content_id)
