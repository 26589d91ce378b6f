# file: src/kefu/customers/service.py
from kefu.customers import store


async def rename(session, *, customer_id, name, now):
    await store.update_name(session, customer_id, name, now)


async def find(session, *, phone):
    return await store.find(session, phone)


async def log_in(database, *, login, now):
    async with database.transaction(None) as session:
        await store.append_attempt(session, login, now)


def masked(phone):
    return phone[:3]


def _words(name, seen):
    seen.add(name)


# file: src/kefu/customers/rules.py
def tier(amount, orders):
    return min(amount, orders)
