"""A customer with whom something happens in every room: calls, tickets, orders, messages, surveys, outages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from kefu.interactions import service as interactions
from kefu.interactions.model import Channel, Direction, Interaction, Outcome
from kefu.journeys.customer_360.http import router as customer_360_router
from kefu.journeys.customer_360.service import Customer360
from kefu.kernel.ids import AreaId, CallId, CustomerId, InteractionId, LocalNetworkId, MessageId, OutageId
from kefu.messaging import service as messaging
from kefu.messaging.model import Arrived
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets.model import CustomerCard
from kefu.workorders import service as workorders
from kefu.workorders.model.orders import NewWorkOrder
from kefu_lab.people import Person

from . import tickets, web
from . import workorders as field_support
from .customers import VAULT, ids_of, settle
from .organisation import NOW, Organisation
from .postgres import DatabaseUrls
from .tickets import ServiceDesk


@dataclass(slots=True)
class House:
    """One operator with customers, tickets, orders, messages and surveys; `zhou` is of Changzhou."""

    database: Database
    superuser: asyncpg.Connection
    organisation: Organisation
    desk: ServiceDesk
    zhou: Person
    zhou_id: CustomerId

    @property
    def changzhou(self) -> LocalNetworkId:
        """Return the customer's network."""
        return self.organisation.networks["changzhou"]

    async def ticket(self, minutes: int = 0, *, at: datetime = NOW, **more: Any) -> dict[str, Any]:
        """Accept a ticket of the customer's; `minutes` later than `at`."""
        self.desk.watch.now = at + timedelta(minutes=minutes)
        body = {**tickets.complaint(customer_id=str(self.zhou_id)), **more}
        body = {name: value for name, value in body.items() if name not in ("caller_name", "caller_number")}
        async with web.browse(self.desk.app, "asked", tenant="east") as client:
            answer = await client.post("/api/tickets", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def order(self, minutes: int = 0, *, at: datetime = NOW, **more: Any) -> UUID:
        """Open an order for the customer."""
        new = NewWorkOrder(
            type_code="repair",
            severity_code="urgent",
            address=self.zhou.address,
            district_path="常州/天宁区",
            customer_id=self.zhou_id,
            description="无信号",
            **more,
        )
        async with self.database.transaction(self.organisation.scope) as session:
            moment = at + timedelta(minutes=minutes)
            opened = await workorders.open_order(
                session, tenant_id=self.organisation.tenant_id, principal=None, new=new, now=moment
            )
        return opened.order.id

    async def sms(self, minutes: int, text: str = "您的工单已受理", *, to: str = "", **more: Any) -> MessageId:
        """Send the customer an SMS."""
        values: dict[str, Any] = {"purpose": "notice", "local_network_id": self.changzhou}
        async with self.database.transaction(self.organisation.scope) as session:
            return await messaging.send(
                session,
                tenant_id=self.organisation.tenant_id,
                to=to or self.zhou.phones[0],
                text=text,
                key=str(new_id()),
                now=NOW + timedelta(minutes=minutes),
                **(values | more),
            )

    async def writes(self, minutes: int, text: str) -> None:
        """Let the customer write an SMS."""
        async with self.database.transaction(self.organisation.scope) as session:
            await messaging.receive(
                session,
                tenant_id=self.organisation.tenant_id,
                gateway="lab",
                arrived=Arrived(sender=self.zhou.phones[0], to="10650", text=text, external_id=str(new_id())),
                in_reply_to=None,
                local_network_id=self.changzhou,
                now=NOW + timedelta(minutes=minutes),
            )

    async def call(self, minutes: int = 0) -> UUID:
        """Let the customer have called."""
        call_id, at = CallId(new_id()), NOW + timedelta(minutes=minutes)
        entry = Interaction(
            interaction_id=InteractionId(call_id),
            tenant_id=self.organisation.tenant_id,
            local_network_id=self.changzhou,
            channel=Channel.VOICE,
            direction=Direction.INBOUND,
            number=self.zhou.phones[0],
            started_at=at,
            answered_at=at,
            ended_at=at + timedelta(seconds=60),
            outcome=Outcome.ANSWERED,
            call_id=call_id,
            customer_id=self.zhou_id,
            agent_id=self.organisation.agent_id,
        )
        async with self.database.transaction(self.organisation.scope) as session:
            await interactions.record(session, entries=[entry])
        return call_id

    async def survey(self, minutes: int, outcome: str = "success", **more: Any) -> UUID:
        """Let the customer have been called about a repair."""
        case_id, group_id = new_id(), new_id()
        of_tenant: dict[str, Any] = {"tenant_id": self.organisation.tenant_id}
        base = of_tenant | {"local_network_id": self.changzhou}
        at = NOW + timedelta(minutes=minutes)
        calendar = of_tenant | {"id": new_id(), "code": str(group_id), "name_zh": "回访", "name_en": "Survey"}
        group = of_tenant | {"id": group_id, "code": str(group_id), "name_zh": "维修回访", "name_en": "Repairs"}
        group |= {"form_code": "f", "calendar_id": calendar["id"], "sources": [], "script": {}, "is_active": True}
        group |= dict.fromkeys(("attempts_max", "days_back", "sample_pct", "quiet_days", "satisfied_pct", "version"), 1)
        group |= {"retry_after_min": [1], "import_at": "09:00"}
        case = base | {"id": case_id, "group_id": group_id, "source_kind": "file", "source_id": str(case_id)}
        case |= {"service": "repair", "customer_id": self.zhou_id, "name": "", "number": self.zhou.phones[0]}
        case |= {"language": "zh-CN", "subject": {}, "state": "pending", "version": 1, "next_at": at, "attempts": 1}
        case |= {"created_at": at, "form_code": "f", "answers": {}, "points": 0, "max_points": 0}
        attempt = base | {"case_id": case_id, "number": 1, "person_id": self.organisation.people["agent"]}
        attempt |= {"dialled_at": at, "at": at, "outcome": outcome}
        calendar |= {"time_zone": "Asia/Shanghai", "week": [], "days": [], "version": 1}
        await self._insert("calendar", calendar)
        await self._insert("survey_group", group)
        await self._insert("survey_case", case | {"is_satisfied": True} | more)
        await self._insert("survey_attempt", attempt)
        return case_id

    async def _insert(self, table: str, values: Mapping[str, Any]) -> None:
        names = ", ".join(values)
        await self.superuser.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, $1::text::jsonb)",
            json.dumps(dict(values), default=str),
        )

    async def outage(self, path: str, network: str, *, begins: datetime = NOW, **more: Any) -> UUID:
        """Let there be an outage in an area."""
        area_id, outage_id = AreaId(new_id()), OutageId(new_id())
        network_id = self.organisation.networks[network]
        base: dict[str, Any] = {"tenant_id": self.organisation.tenant_id, "local_network_id": network_id}
        area = base | {"id": area_id, "code": str(area_id), "name_zh": path, "name_en": "Area", "version": 1}
        await self._insert("service_area", area | {"district_path": path, "address_fragments": []})
        outage = base | {
            "id": outage_id,
            "area_id": area_id,
            "text_zh": "光缆被挖断",
            "text_en": "Cable cut",
            "version": 1,
        }
        until = NOW + timedelta(hours=3)
        await self._insert("outage", outage | {"begins_at": begins, "expected_until": until, "closed_at": None} | more)
        return outage_id

    async def timeline(self, login: str = "admin", **params: Any) -> list[dict[str, Any]]:
        """Read the customer's timeline."""
        async with web.browse(self.desk.app, login, tenant="east") as client:
            answer = await client.get(f"/api/customers/{self.zhou_id}/timeline", params=params)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def situation(self, login: str = "admin", *, now: datetime = NOW + timedelta(hours=1)) -> dict[str, Any]:
        """Read what is going on with the customer."""
        self.desk.watch.now = now
        async with web.browse(self.desk.app, login, tenant="east") as client:
            answer = await client.get(f"/api/customers/{self.zhou_id}/situation")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def build(
    database: Database, urls: DatabaseUrls, superuser: asyncpg.Connection, organisation: Organisation
) -> House:
    """Build the house in an organisation: customers, a service desk, crews."""
    people = await settle(database, urls, organisation)
    desk = await tickets.set_up(database, organisation, customer_360_router)
    desk.app.state.customer_360 = Customer360(vault=VAULT)
    await field_support.settle(database, organisation)
    zhou = next(each for each in people if each.district_path == "常州/天宁区" and len(each.holdings) > 1)
    zhou_id = CustomerId((await ids_of(superuser, organisation))[zhou.account_no])
    made = House(database, superuser, organisation, desk, zhou, zhou_id)
    card = CustomerCard(local_network_id=made.changzhou, name=zhou.name, number=zhou.phones[0])
    desk.customers[made.zhou_id] = card
    return made
