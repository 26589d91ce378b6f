# file: src/kefu/recordings/jobs.py
import asyncpg
from sqlalchemy.ext import asyncio as sa
from sqlalchemy.ext.asyncio import AsyncSession as Session


async def expire(url, engine):
    connection = await asyncpg.connect(url)  # breach
    engine = sa.create_async_engine(url)  # breach
    async with Session(engine) as session:  # breach
        await store.delete_old(session)
