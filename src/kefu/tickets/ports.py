"""What tickets need from outside."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import CustomerId
from kefu.tickets.model import CustomerCard


class CustomerCards(Protocol):
    """Tells who a customer is."""

    async def __call__(self, session: AsyncSession, *, customer_id: CustomerId) -> CustomerCard | None:
        """Return what a ticket keeps of a customer; None when there is none for this reader."""
        ...
