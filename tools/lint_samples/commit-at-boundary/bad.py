# file: src/kefu/customers/service.py
async def rename(session, *, customer_id, name, now):
    await store.rename(session, customer_id, name, now)
    await session.commit()  # breach


async def merge(session, *, one, other, now):
    async with session.begin_nested():  # breach
        await store.merge(session, one, other, now)


# file: src/kefu/app/worker.py
async def work(engine):
    async with engine.begin() as connection:  # breach
        await connection.rollback()  # breach
