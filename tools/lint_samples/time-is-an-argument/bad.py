# file: src/kefu/tickets/rules.py
import datetime as d
from datetime import date, datetime


def is_late(due):
    return datetime.now() > due or d.datetime.utcnow() > due  # breach  # breach


def is_today(day, today=date.today):  # breach
    return day == today()


# file: src/kefu/acd/core/strategies.py
import random
from uuid import uuid4


def pick(agents):
    random.shuffle(agents)  # breach
    return uuid4(), agents  # breach


# file: src/kefu/journeys/inbound_call/machine.py
from kefu.platform.clock import now_ms
from kefu.platform.ids import new_id


def step(state):
    return now_ms(), new_id()  # breach  # breach


# file: src/kefu/tickets/service.py
from kefu.platform import clock


async def close(session, *, ticket_id):
    await store.close(session, ticket_id, clock.utc_now())  # breach


# file: src/kefu/kernel/instant.py
def late():
    import time

    return time.time()  # breach
