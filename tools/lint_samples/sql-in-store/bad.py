# file: src/kefu/customers/service.py
import sqlalchemy as sa
from sqlalchemy import select


async def find(session, *, phone):
    await session.execute("SELECT 1")  # breach
    await session.execute(select(1))  # breach
    await session.execute(sa.update(None))  # breach


# file: src/kefu/journeys/repair_loop/service.py
LATE = "DELETE FROM ticket"  # breach
OPEN = f"SELECT {LATE}"  # breach
