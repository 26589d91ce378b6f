# file: src/kefu/platform/db.py
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://")


# file: src/kefu/recordings/jobs.py
from sqlalchemy.ext.asyncio import AsyncSession


async def expire(database, scope):
    async with database.transaction(scope) as session:
        await delete_old(session)


async def delete_old(session: AsyncSession):
    await store.delete_old(session)
