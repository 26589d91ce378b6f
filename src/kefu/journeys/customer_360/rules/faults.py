"""When faults are told to come again: what wears a customer out, and a repairman should know before he sets out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kefu.journeys.customer_360.model import Fault, Repeat

REPEAT_DAYS = 30
REPEAT_FAULTS = 2


def repeat_of(faults: Iterable[Fault], *, now: datetime) -> Repeat | None:
    """Warn when a customer, or one product of his, had two faults or more within thirty days; None: he had not.

    A fault that was reported again while it was being mended is one fault.
    """
    known = {fault.item_id: fault for fault in faults}
    since = now - timedelta(days=REPEAT_DAYS)
    recent = [fault for fault in known.values() if since < fault.at <= now]
    counted = [fault for fault in recent if not _is_echo(fault, known)]
    if len(counted) < REPEAT_FAULTS:
        return None
    products = Counter(fault.product for fault in counted if fault.product)
    product, times = max(products.items(), key=lambda each: (each[1], each[0]), default=("", 0))
    return Repeat(
        product=product if times >= REPEAT_FAULTS else "",
        faults=tuple(sorted(counted, key=lambda fault: (fault.at, fault.item_id), reverse=True)),
    )


def _is_echo(fault: Fault, known: Mapping[UUID, Fault]) -> bool:
    earlier = known.get(fault.repeat_of) if fault.repeat_of else None
    return earlier is not None and earlier.at <= fault.at and (earlier.ended_at is None or earlier.ended_at > fault.at)
