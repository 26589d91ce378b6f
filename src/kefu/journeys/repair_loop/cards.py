"""Tells tickets who a customer is."""

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.customers import store as customers
from kefu.kernel.ids import CustomerId
from kefu.tickets.model import CustomerCard


async def customer_card(session: AsyncSession, *, customer_id: CustomerId) -> CustomerCard | None:
    """Return what a ticket keeps of a customer; None when there is none for this reader."""
    reader = await customers.reader_of(session)
    found = await customers.candidates(reader, [customer_id])
    if not found:
        return None
    address, district_path = await customers.home(reader, customer_id)
    return CustomerCard(
        local_network_id=found[0].local_network_id,
        name=found[0].name,
        number=found[0].phone,
        address=address,
        district_path=district_path,
    )
