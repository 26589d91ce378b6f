"""A sender on a real short message centre, with a clock to be cranked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.adapters.sms import parse_gateways
from kefu.adapters.sms.smpp import SmppGateway
from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import MessageId
from kefu.messaging import service
from kefu.messaging.events import MessageDelivered, MessageReceived, MessageUndeliverable
from kefu.messaging.jobs import Sender
from kefu.messaging.ports import SmsGateway
from kefu.platform.db import Database
from kefu_lab.sms import SmsCentre

from .organisation import Organisation
from .web import Wristwatch

ALICE, BOB = "+8613812345678", "+8613987654321"


@dataclass(slots=True)
class Exchange:
    """The product's side, and who hears of what happens."""

    database: Database
    organisation: Organisation
    clock: Wristwatch = field(default_factory=Wristwatch)
    heard: list[DomainEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        for event_type in (MessageDelivered, MessageReceived, MessageUndeliverable):
            self.database.subscriptions.on(event_type, self._hear)

    async def _hear(self, session: AsyncSession, event: Any) -> None:
        self.heard.append(event)

    def sender(self, gateway: SmsGateway, *, per_second: float = 1000, tenant_code: str | None = None) -> Sender:
        """Make a sender that serves a gateway when it is told to."""
        return Sender(self.database, self.clock, gateway, per_second=per_second, tenant_code=tenant_code)

    async def send(self, to: str, text: str, *, key: str = "", **more: Any) -> MessageId:
        """Write a message into the outbox."""
        async with self.database.transaction(self.organisation.scope) as session:
            return await service.send(
                session,
                tenant_id=self.organisation.tenant_id,
                to=to,
                text=text,
                purpose=more.pop("purpose", "test"),
                key=key or f"{to}/{text}",
                now=self.clock(),
                **more,
            )

    async def detail(self, message_id: MessageId) -> service.Detail:
        """Look at a message."""
        async with self.database.transaction(self.organisation.scope) as session:
            return await service.detail(session, message_id=message_id)

    async def state(self, message_id: MessageId) -> str:
        """Tell where a message stands."""
        return (await self.detail(message_id)).message.state

    async def pass_time(self, sender: Sender, span: timedelta, *, step: timedelta = timedelta(seconds=1)) -> None:
        """Let the clock run, and the sender do its work, step by step."""
        end = self.clock() + span
        while self.clock() < end:
            self.clock.pass_time(step)
            await sender.send_due()


@asynccontextmanager
async def bound(exchange: Exchange, centre: SmsCentre, *, options: str = "", **more: Any) -> AsyncIterator[Sender]:
    """Bind to a centre by SMPP; the sender sends when it is told to."""
    [address] = parse_gateways(f"sms={centre.address}{options}")
    gateway = SmppGateway(address, reconnects_after_s=(0.02,), answers_within_s=2)
    sender = exchange.sender(gateway, **more)
    gateway.start(sender)
    try:
        await until_bound(gateway)
        yield sender
    finally:
        await sender.stop()


async def until_bound(gateway: SmppGateway, *, is_bound: bool = True) -> None:
    """Wait until a gateway is bound, or is no more."""
    while gateway.is_available is not is_bound:
        gateway.changed.clear()
        await gateway.changed.wait()
