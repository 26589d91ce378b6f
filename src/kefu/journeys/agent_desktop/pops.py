"""What a desk will show of a caller, fetched while he still listens to the greeting; the event then carries it."""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from kefu.customers.model import AccountRef, Profile
from kefu.identity.model import Principal
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import CustomerFile, PopView
from kefu.journeys.customer_360.service import Customer360
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import CallArrived, CallEnded
from kefu.journeys.inbound_call.inputs import CustomerLinked
from kefu.journeys.inbound_call.model import LiveCall
from kefu.kernel.ids import CallId, CustomerId
from kefu.kernel.scope import Scope
from kefu.platform.clock import Clock
from kefu.platform.db import Database

KEPT_AFTER_CALL = 1_000
_VIEW = TypeAdapter(PopView)


def linked(call_id: CallId, profile: Profile, file: CustomerFile) -> CustomerLinked:
    """Make the input that tells who the caller is, and how he is to be served."""
    return CustomerLinked(
        call_id=call_id,
        customer_id=profile.customer_id,
        local_network_id=profile.local_network_id,
        last_agent_id=file.situation.last_agent_id,
        account_manager_id=profile.account_manager.agent_id if profile.account_manager else None,
        level=profile.level.code,
        level_priority=profile.level.priority,
    )


class Pops:
    """Customer files of live calls, unmasked; each viewer is shown what he may see."""

    def __init__(self, centre: Centre, database: Database, customer_360: Customer360, clock: Clock) -> None:
        self._centre, self._database, self._customer_360, self._clock = centre, database, customer_360, clock
        self._files: dict[CallId, CustomerFile] = {}
        self._over: list[CallId] = []
        self.on_changed: Callable[[LiveCall], None] = lambda call: None
        centre.on(CallArrived, lambda effect: self.prepare(effect.call))
        centre.on(CallEnded, self._on_ended)

    def view(self, call: LiveCall, viewer: Principal) -> dict[str, Any]:
        """Show a call's customer, or the candidates, to one viewer."""
        file = self._files.get(call.call_id)
        if file is None:
            return {"customer": None, "candidates": []}
        shown: dict[str, Any] = _VIEW.dump_python(rules.seen_by(file, viewer), mode="json")
        return shown

    def prepare(self, call: LiveCall) -> None:
        """Fetch the file of a call's customer unless it is there already."""
        customer = self._known(call)
        if customer is None or (call.customer_id is not None and customer.customer_id != call.customer_id):
            self._centre.spawn(self._fetch(call), "pop")

    def refresh(self, customer_id: CustomerId) -> None:
        """Fetch again what is shown of a customer who has changed."""
        for call in self._centre.state.calls.values():
            if call.customer_id == customer_id and call.call_id in self._files:
                self._centre.spawn(self._fetch(call), "pop")

    def _known(self, call: LiveCall) -> Any:
        file = self._files.get(call.call_id)
        return file.match.customer if file else None

    async def _fetch(self, call: LiveCall) -> None:
        async with self._database.read(Scope(call.tenant_id)) as reader:
            if call.customer_id is None:
                file = await self._customer_360.pop(reader, call.number, now=self._clock())
            else:
                file = await self._customer_360.file(reader, call.customer_id, now=self._clock())
        self._keep(call, file)
        self._keep(call, await self._customer_360.with_billing(file))

    def _keep(self, call: LiveCall, file: CustomerFile) -> None:
        if self._files.get(call.call_id) == file:
            return
        self._files[call.call_id] = file
        customer = file.match.customer
        if customer is not None and call.customer_id is None and call.ended_at_ms is None:
            self._centre.post(linked(call.call_id, customer, file))
        else:
            self.on_changed(call)

    def account(self, call: LiveCall) -> AccountRef | None:
        """Return the billing account of a call's customer, once he is known."""
        file = self._files.get(call.call_id)
        return file.account if file else None

    def _on_ended(self, effect: CallEnded) -> None:
        """Keep files a little longer than calls: the agent still wraps up."""
        self._over.append(effect.call.call_id)
        if len(self._over) > KEPT_AFTER_CALL:
            self._files.pop(self._over.pop(0), None)
