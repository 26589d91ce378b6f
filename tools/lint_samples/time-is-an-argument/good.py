# file: src/kefu/ivr/rules.py
from datetime import UTC, datetime, time
from uuid import NAMESPACE_OID, uuid5


def is_open(now: datetime, opens: time) -> bool:
    return now.astimezone(UTC).time() >= opens and opens.hour < 12


def later(time):
    return time.hour, uuid5(NAMESPACE_OID, "the same every time")


# file: src/kefu/tickets/service.py
from kefu.platform.ids import new_id


async def create(session, *, now):
    return new_id()


# file: src/kefu/journeys/inbound_call/centre.py
from kefu.platform.clock import now_ms


async def run(machine):
    machine.step(now_ms())
