# file: src/kefu/platform/db.py
async def transaction(sessions):
    async with sessions() as session, session.begin():
        yield session


# file: src/kefu/customers/service.py
async def rename(session, *, customer_id, name, now):
    await store.rename(session, customer_id, name, now)


# file: src/kefu_lab/seed.py
async def fill(connection):
    await connection.commit()
