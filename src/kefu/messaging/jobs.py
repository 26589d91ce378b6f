"""Carries messages from the outbox to a gateway and what comes back into the house; letters to a mail server.

A message is taken on by a lease; what became of it is written down in one transaction. Who dies in between leaves it in
doubt, and doubt is never answered by sending twice: ADR 0022. A letter that was handed over just before we died is
handed over again, with the same Message-ID: ADR 0028.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.store import find_tenant
from kefu.kernel.ids import TenantId
from kefu.kernel.scope import Scope
from kefu.messaging import rules, service
from kefu.messaging.events import LetterSettled
from kefu.messaging.model import (
    Arrived,
    LetterContentGoneError,
    MessageState,
    Outgoing,
    Part,
    PartState,
    Receipt,
    Submission,
)
from kefu.messaging.ports import (
    GatewayError,
    MailRefusedError,
    MailServer,
    MailUnavailableError,
    RefusedError,
    SmsGateway,
)
from kefu.messaging.store import traffic as store
from kefu.platform.clock import Clock
from kefu.platform.db import Database, DatabaseUnavailableError, enter_scope
from kefu.platform.events import publish
from kefu.platform.jobs import Handler, Job, schedule
from kefu.platform.numbering import parse_number

LEASE = timedelta(minutes=10)
"""Longer than ten parts can wait for their answers."""
WINDOW = 10
"""So many messages are under way to a gateway at once."""
LATE_AT_ONCE = 100
LOOKS_EVERY_S, HURRIES_EVERY_S = 0.5, 0.05
GAUGE_EVERY = timedelta(seconds=10)
STOPS_WITHIN_S = 5
NOTE_TRIES = 30
LETTER_AGAIN_AFTER = timedelta(minutes=2)

SUBMITTED = Counter("kefu_messages", "Messages by what became of an attempt to send them", ["gateway", "outcome"])
RECEIPTS = Counter(
    "kefu_message_receipts", "Receipts by what they say; unmatched: of nothing known", ["gateway", "state"]
)
WAITING = Gauge("kefu_messages_waiting", "Messages that wait for a gateway", ["gateway"])
OLDEST = Gauge("kefu_messages_oldest_seconds", "Age of the oldest message that waits for a gateway", ["gateway"])
logger = structlog.get_logger(__name__)


class Sender:
    """Serves one gateway, for every tenant or for one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gateway: SmsGateway,
        *,
        per_second: float,
        tenant_code: str | None = None,
        window: int = WINDOW,
    ) -> None:
        self.gateway = gateway
        self._database, self._clock = database, clock
        self._per_second, self._window = per_second, window
        self._tenant_code = tenant_code
        self._tenant_id: TenantId | None = None
        self._allowance = rules.Allowance(1.0, clock())
        self._failures = 0
        self._rests_until = self._gauged_at = clock() - GAUGE_EVERY
        self._under_way: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send, and to listen."""
        self.gateway.start(self)
        self._task = asyncio.create_task(self._work(), name=f"messages {self.gateway.name}")

    async def stop(self) -> None:
        """Stop when what is under way has been answered and written down."""
        if self._under_way is not None:
            await asyncio.wait([self._under_way], timeout=STOPS_WITHIN_S)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.gateway.stop()

    async def send_due(self) -> int:
        """Send what may be sent now, in the order in which it was asked for; return how many messages were handled.

        Raises: DatabaseUnavailableError.
        """
        now = self._clock()
        if not await self._knows_tenant():
            return 0
        handled = await self._drop_late(now)
        self._allowance = rules.refill(self._allowance, now, self._per_second)
        most = min(self._window, int(self._allowance.parts))
        if not self.gateway.is_available or now < self._rests_until or most < 1:
            return handled
        messages = await self._claim(now, most, is_late_only=False)
        self._under_way = asyncio.get_running_loop().create_future()
        try:
            turns = await asyncio.gather(*(self._send_in_turn(each) for each in rules.by_phone(messages)))
        finally:
            self._under_way.set_result(None)
            self._under_way = None
        results = [result for turn in turns for result in turn]
        for error in results:
            if isinstance(error, BaseException):
                raise error
        if any(results):
            self._failures += 1
            self._rests_until = self._clock() + rules.back_off(self._failures)
        elif messages:
            self._failures = 0
        return handled + len(messages)

    async def on_receipt(self, receipt: Receipt) -> bool:
        """Take note of a receipt, also of one that comes before the answer to what it is about."""
        under_way = self._under_way  # before we look: it may end while we do
        is_known = await self._is_noted(receipt)
        if not is_known and under_way is not None:
            await asyncio.wait([under_way])
            is_known = await self._is_noted(receipt)
        RECEIPTS.labels(self.gateway.name, receipt.state if is_known else "unmatched").inc()
        return is_known

    async def on_arrived(self, arrived: Arrived) -> None:
        """Take in what somebody wrote; it belongs to the tenant that wrote to him last, or to the gateway's own."""
        number = parse_number(arrived.sender).key
        async with self._database.transaction(None) as session:
            last = await store.last_message_to(session, self.gateway.name, number)
            own = await find_tenant(session, self._tenant_code)
        tenant_id = own if self._tenant_code or last is None else last[0]
        if tenant_id is None:
            logger.error("a message came for no tenant we know", gateway=self.gateway.name)
            return
        is_answer = last is not None and last[0] == tenant_id
        async with self._database.transaction(Scope(tenant_id)) as session:
            await service.receive(
                session,
                tenant_id=tenant_id,
                gateway=self.gateway.name,
                arrived=arrived,
                in_reply_to=last[1] if last and is_answer else None,
                local_network_id=last[2] if last and is_answer else None,
                now=self._clock(),
            )

    async def _work(self) -> None:
        while True:
            handled = 0
            try:
                handled = await self.send_due()
                await self._gauge()
            except DatabaseUnavailableError:
                logger.warning("no messages are sent, the database is gone")
            except Exception:
                logger.exception("sending messages failed")
            await asyncio.sleep(HURRIES_EVERY_S if handled else LOOKS_EVERY_S)

    async def _knows_tenant(self) -> bool:
        """Find the tenant of a gateway that belongs to one; it may come into being later."""
        if self._tenant_code and self._tenant_id is None:
            async with self._database.transaction(None) as session:
                self._tenant_id = await find_tenant(session, self._tenant_code)
        return not self._tenant_code or self._tenant_id is not None

    async def _claim(self, now: datetime, most: int, *, is_late_only: bool) -> list[Outgoing]:
        async with self._database.transaction(None) as session:
            return await store.claim(
                session,
                gateway=self.gateway.name,
                tenant_id=self._tenant_id,
                now=now,
                lease=LEASE,
                most=most,
                is_late_only=is_late_only,
            )

    async def _drop_late(self, now: datetime) -> int:
        """Give up what nobody needs any more, also while the gateway is down."""
        late = await self._claim(now, LATE_AT_ONCE, is_late_only=True)
        for message in late:
            parts = await self._parts(message)
            if message.is_stale and not self.gateway.deduplicates:
                parts = rules.abandoned(parts or rules.first_parts(self.gateway.cut(message.text)))
            await self._note(message, rules.too_late(parts))
        return len(late)

    async def _send_in_turn(self, messages: Sequence[Outgoing]) -> list[bool | BaseException]:
        """Send what goes to one phone, one after the other; what goes wrong with one keeps no other back."""
        results: list[bool | BaseException] = []
        for message in messages:
            results += await asyncio.gather(self._send(message), return_exceptions=True)
        return results

    async def _send(self, message: Outgoing) -> bool:
        """Offer a message's parts that wait; tell whether the gateway wants nothing now."""
        parts = list(await self._parts(message) or rules.first_parts(self.gateway.cut(message.text)))
        if message.is_stale and not self.gateway.deduplicates:
            await self._note(message, rules.abandoned(parts))
            return False
        texts = self.gateway.cut(message.text)
        failure: GatewayError | None = None
        for at, part in enumerate(parts):
            if part.state is not PartState.WAITING or failure is not None or not rules.is_offered(parts):
                continue
            self._allowance = replace(self._allowance, parts=self._allowance.parts - 1)
            try:
                name = await self.gateway.submit(self._submission(message, part, texts))
            except GatewayError as error:
                failure = error
                parts[at] = rules.after_failure(part, error, deduplicates=self.gateway.deduplicates)
            else:
                parts[at] = replace(part, state=PartState.ACCEPTED, gateway_message_id=name, error="")
        is_about_it = isinstance(failure, RefusedError)
        rest = rules.back_off(message.attempts) if is_about_it else timedelta(0)
        await self._note(message, parts, self._clock() + rest)
        return failure is not None and not is_about_it

    def _submission(self, message: Outgoing, part: Part, texts: Sequence[str]) -> Submission:
        return Submission(
            key=key_of(message.message_id, part.position),
            to=message.to,
            text=texts[part.position - 1],
            encoding=rules.encoding_of(message.text),
            position=part.position,
            total=len(texts),
            group=rules.reference_of(message.message_id.int, 0),
            reference=rules.reference_of(message.message_id.int, part.position),
            valid_for=message.valid_until - self._clock(),
        )

    async def _parts(self, message: Outgoing) -> tuple[Part, ...]:
        if message.attempts == 1:
            return ()
        async with self._database.transaction(Scope(message.tenant_id)) as session:
            return await store.parts(session, message.message_id)

    async def _note(self, message: Outgoing, parts: Sequence[Part], next_try_at: datetime | None = None) -> None:
        state = await self._written(message, parts, next_try_at)
        SUBMITTED.labels(self.gateway.name, state or "taken_over").inc()
        if state is MessageState.UNKNOWN:
            logger.warning("nobody knows whether a message was sent", message_id=str(message.message_id))

    async def _written(
        self, message: Outgoing, parts: Sequence[Part], next_try_at: datetime | None
    ) -> MessageState | None:
        """Write down what became of a message; a database that is gone for a moment is waited for."""
        for tried in range(NOTE_TRIES):
            now = self._clock()
            try:
                async with self._database.transaction(Scope(message.tenant_id)) as session:
                    return await service.note_submitted(
                        session,
                        message=message,
                        gateway=self.gateway.name,
                        parts=parts,
                        next_try_at=next_try_at or now,
                        now=now,
                    )
            except DatabaseUnavailableError:
                if tried == NOTE_TRIES - 1:
                    raise
            await asyncio.sleep(1)
        return None

    async def _is_noted(self, receipt: Receipt) -> bool:
        """Find whose part a receipt is about, and write it down there."""
        message_id, position = message_of(receipt.key)
        async with self._database.transaction(None) as session:
            address = await store.find_part(
                session,
                gateway=self.gateway.name,
                gateway_message_id=receipt.gateway_message_id,
                message_id=message_id,
                position=position,
                to=parse_number(receipt.to).key if receipt.to else "",
                reference=receipt.reference,
            )
            if address is None:
                return False
            await enter_scope(session, Scope(address.tenant_id))
            await service.note_receipt(session, address=address, receipt=receipt, now=self._clock())
        return True

    async def _gauge(self) -> None:
        now = self._clock()
        if now - self._gauged_at < GAUGE_EVERY:
            return
        self._gauged_at = now
        async with self._database.transaction(None) as session:
            count, since = await store.waiting(session, self.gateway.name, self._tenant_id)
        WAITING.labels(self.gateway.name).set(count)
        OLDEST.labels(self.gateway.name).set(0 if since is None else (now - since).total_seconds())


def key_of(message_id: UUID, position: int) -> str:
    """Name a part for gateways."""
    return f"{message_id.hex}-{position}"


def message_of(key: str) -> tuple[UUID | None, int]:
    """Read a part's name; what is none is nobody's."""
    name, _, position = key.partition("-")
    try:
        return UUID(hex=name), int(position)
    except ValueError:
        return None, 0


def handlers(server: MailServer | None) -> dict[str, Handler]:
    """Make what does this room's jobs; without a server letters are never sent, and that is told."""

    async def carry(session: AsyncSession, job: Job, now: datetime) -> None:
        letter = service.letter_of(job.payload)
        is_sent = False
        try:
            if server is not None:
                await server.hand_over(letter, await service.contents_of(session, letter=letter))
                is_sent = True
        except LetterContentGoneError:
            logger.warning("a letter's attachment is gone, it has become too old")
        except MailUnavailableError as error:
            if now + LETTER_AGAIN_AFTER < datetime.fromisoformat(job.payload["valid_until"]):
                await _try_again(session, job, now)
                return
            logger.warning("a letter has become too old", code=error.code)
        except MailRefusedError as error:
            logger.warning("a letter is refused", detail=error.detail)
        about: dict[str, Any] = {name: job.payload[name] for name in ("subject_kind", "subject_id")}
        await publish(session, LetterSettled(tenant_id=job.tenant_id, at=now, is_sent=is_sent, **about))

    return {service.LETTER: carry, service.LETTER_CONTENT: _forget_content, service.INCOMPLETE: _incomplete}


async def _forget_content(session: AsyncSession, job: Job, now: datetime) -> None:
    await service.forget_content(session, content_id=UUID(job.key))


async def _incomplete(session: AsyncSession, job: Job, now: datetime) -> None:
    await service.receive_incomplete(session, tenant_id=job.tenant_id, payload=job.payload, now=now)


async def _try_again(session: AsyncSession, job: Job, now: datetime) -> None:
    await schedule(
        session,
        tenant_id=job.tenant_id,
        kind=job.kind,
        key=job.key,
        run_at=now + LETTER_AGAIN_AFTER,
        payload=job.payload,
    )
