"""Hands what a room publishes to those who subscribed, in the same transaction: all of it is committed, or nothing.

What must leave the house goes from there into an outbox or a job. ADR 0021.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.events import DomainEvent

E = TypeVar("E", bound=DomainEvent)
Handler = Callable[[AsyncSession, E], Awaitable[None]]
_KEY = "kefu.subscriptions"


class Subscriptions:
    """Who wants to know of which events; filled where the product is put together."""

    def __init__(self) -> None:
        self._handlers: dict[type[DomainEvent], list[Handler[Any]]] = defaultdict(list)

    def on(self, event_type: type[E], handler: Handler[E]) -> None:
        """Call `handler` in the transaction of every event of exactly this type, in the order of subscription."""
        self._handlers[event_type].append(handler)

    def attach(self, session: AsyncSession) -> None:
        """Let a session's events be heard."""
        session.info[_KEY] = self

    async def hand_out(self, session: AsyncSession, event: DomainEvent) -> None:
        """Call whoever wants to know."""
        for handler in self._handlers.get(type(event), ()):
            await handler(session, event)


async def publish(session: AsyncSession, event: DomainEvent) -> None:
    """Tell the others; what they raise undoes everything."""
    subscriptions: Subscriptions | None = session.info.get(_KEY)
    if subscriptions is not None:
        await subscriptions.hand_out(session, event)
