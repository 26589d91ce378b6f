"""Counts the calls that were refused for want of room, by tenant: for the monitor, and by the minute in the log."""

from collections import Counter

import structlog
from prometheus_client import Counter as Figure

from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import CallEnded, CallTurnedAway
from kefu.kernel.ids import TenantId

CALLS_REFUSED = Figure(
    "kefu_calls_refused",
    "Calls refused for want of room: by the full switch, or by the product because the tenant had its part",
    ["tenant", "by"],
)
_MINUTE_MS = 60_000
logger = structlog.get_logger(__name__)


class Refusals:
    """Listens to the centre and counts."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._minute = 0
        self._in_minute: Counter[tuple[TenantId, str]] = Counter()
        centre.on(CallTurnedAway, lambda effect: self._count(effect.tenant_id, "switch"))
        centre.on(CallEnded, self._on_ended)

    def _on_ended(self, effect: CallEnded) -> None:
        if effect.call.outcome == "refused":
            self._count(effect.call.tenant_id, "product")

    def _count(self, tenant_id: TenantId, by: str) -> None:
        CALLS_REFUSED.labels(str(tenant_id), by).inc()
        minute = self._centre.clock_ms() // _MINUTE_MS
        if minute != self._minute:
            self._minute = minute
            self._tell()
        self._in_minute[tenant_id, by] += 1

    def _tell(self) -> None:
        """Log what was refused in the last minute in which something was."""
        for (tenant_id, by), calls in self._in_minute.items():
            logger.warning("calls refused", tenant_id=str(tenant_id), by=by, calls=calls)
        self._in_minute.clear()
