# file: src/kefu/customers/service.py
from kefu.customers import store


async def rename(session, customer_id, name, now):  # breach
    await store.update_name(session, customer_id, name, now)


async def forget(*, customer_id, now):  # breach
    await store.delete(customer_id, now)


# file: src/kefu/orders/service/submit.py
async def submit(order, *, now):  # breach
    return order
