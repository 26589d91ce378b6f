"""Supervisors read calls that are over: by names, page by page, numbers only for those who may see them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio

from kefu.acd import http as acd_http
from kefu.acd import service as acd
from kefu.acd.core.model import QueueConfig
from kefu.acd.model import CallbackStatus, CallbackWish, Queue, ResultCode, SettledCallback
from kefu.calls import service as calls
from kefu.calls.model import CallFact, EndedCall
from kefu.identity import service as identity
from kefu.journeys.call_history import http
from kefu.kernel.ids import CallId, LocalNetworkId, QueueId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import organisation, web
from support.organisation import NOW, Organisation
from support.postgres import Tenants

FAULTS = {"zh-CN": "故障报修", "en": "Faults"}
SPAN = {"from": NOW.isoformat(), "to": (NOW + timedelta(hours=1)).isoformat()}
MOBILE = "+8613812342246"


class Centre:
    """One tenant with a queue and an agent, and calls that are over."""

    def __init__(self, database: Database, tenant: Organisation) -> None:
        self.database = database
        self.tenant = tenant
        self.queue_id = QueueId(new_id())
        self.app = web.make_app(database, http.router, acd_http.router)

    async def set_up(self) -> None:
        """Make the queue and a result."""
        queue = Queue(
            config=QueueConfig(queue_id=self.queue_id, name="faults"),
            code="faults",
            name_zh=FAULTS["zh-CN"],
            name_en=FAULTS["en"],
        )
        async with self.database.transaction(self.tenant.scope) as session:
            await acd.create_queue(session, tenant_id=self.tenant.tenant_id, queue=queue, now=NOW)
            results = [ResultCode(code="solved", name_zh="已解决", name_en="Solved")]
            await acd.create_result_codes(session, tenant_id=self.tenant.tenant_id, results=results)

    async def add_call(self, after_s: int = 0, network: LocalNetworkId | None = None) -> CallId:
        """Let a call be over: it waited 4 s and talked 20 s."""
        call_id, agent_id, queue_id = CallId(new_id()), str(self.tenant.agent_id), str(self.queue_id)
        place = None if network is None else str(network)
        why = {"choice": "best_call", "candidates": 2, "guest_of": queue_id}
        story: list[tuple[int, str, dict[str, Any]]] = [
            (0, "offered_in", {"direction": "inbound", "number": MOBILE, "caller": MOBILE, "called": "96296"}),
            (1_000, "queued", {"queue_id": queue_id, "priority": 0, "is_front": False}),
            (4_000, "offered", {"agent_id": agent_id, "queue_id": queue_id, "why": why}),
            (5_000, "established", {"agent_id": agent_id, "queue_id": queue_id}),
            (25_000, "cleared", {"outcome": "answered", "cause": "normal", "local_network_id": place}),
            (30_000, "wrapped_up", {"agent_id": agent_id, "result_code": "solved"}),
        ]
        facts = [
            CallFact(
                tenant_id=self.tenant.tenant_id,
                call_id=call_id,
                seq=seq,
                at_ms=to_ms(NOW) + after_s * 1000 + at_ms,
                kind=kind,
                data=data,
            )
            for seq, (at_ms, kind, data) in enumerate(story, 1)
        ]
        async with self.database.transaction(self.tenant.scope) as session:
            await calls.append_facts(session, entries=facts)
            await calls.close_calls(session, entries=[EndedCall(call_id=call_id, facts=facts)])
        return call_id

    async def add_supervisor(self, login: str, *, networks: list[LocalNetworkId] | None = None) -> None:
        """Let somebody read calls, but no customers' numbers."""
        async with self.database.transaction(self.tenant.scope) as session:
            self.tenant.roles[login] = await identity.create_role(
                session,
                tenant_id=self.tenant.tenant_id,
                code=login,
                name=login,
                permissions=frozenset({"board.view"}),
                now=NOW,
            )
            await organisation.add_person(session, self.tenant, login, role=login, networks=networks)

    async def get(self, path: str, login: str = "admin", *, expect: int = 200, **parameters: Any) -> Any:
        """Read as somebody."""
        async with web.browse(self.app, login, tenant=self.tenant.code) as client:
            answer: httpx.Response = await client.get(path, params=parameters)
            assert answer.status_code == expect, answer.text
            return answer.json()


@pytest_asyncio.fixture
async def centre(database: Database, two_tenants: Tenants) -> AsyncIterator[Centre]:
    centre = Centre(database, two_tenants[0])
    await centre.set_up()
    yield centre


async def test_a_call_is_listed_with_the_names_of_its_queue_and_agent(centre: Centre) -> None:
    call_id = await centre.add_call()
    (call,) = await centre.get("/api/calls", **SPAN)
    assert call == {
        "call_id": str(call_id),
        "direction": "inbound",
        "number": MOBILE,
        "called": "96296",
        "local_network_id": None,
        "customer_id": None,
        "queue_id": str(centre.queue_id),
        "agent_id": str(centre.tenant.agent_id),
        "started_at": "2026-03-02T01:00:00Z",
        "queued_at": "2026-03-02T01:00:01Z",
        "established_at": "2026-03-02T01:00:05Z",
        "ended_at": "2026-03-02T01:00:25Z",
        "wait_ms": 4_000,
        "talk_ms": 20_000,
        "hold_ms": 0,
        "transfers": 0,
        "is_recorded": False,
        "is_short_abandon": False,
        "outcome": "answered",
        "cause": "normal",
        "queue": FAULTS,
        "agent": {"zh-CN": "Agent 1001", "en": "Agent 1001"},
    }


async def test_calls_come_page_by_page_even_if_they_began_together(centre: Centre) -> None:
    made = [str(await centre.add_call(after_s)) for after_s in (0, 60, 60, 60, 3600)]
    first = await centre.get("/api/calls", **SPAN, limit=2)
    second = await centre.get("/api/calls", **SPAN, limit=2, before=first[-1]["call_id"])
    assert [call["call_id"] for call in first + second] == [*sorted(made[1:4], reverse=True), made[0]]
    assert await centre.get("/api/calls", **SPAN, before=second[-1]["call_id"]) == []
    unknown = await centre.get("/api/calls", **SPAN, before=str(new_id()), expect=404)
    assert unknown["code"] == "call-not-found"


async def test_a_history_says_what_its_ids_are_called(centre: Centre) -> None:
    call_id = await centre.add_call()
    events = await centre.get(f"/api/calls/{call_id}/events")
    agent = {"zh-CN": "Agent 1001", "en": "Agent 1001"}
    assert [(event["seq"], event["kind"], event["names"]) for event in events] == [
        (1, "offered_in", {}),
        (2, "queued", {"queue_id": FAULTS}),
        (3, "offered", {"agent_id": agent, "queue_id": FAULTS, "guest_of": FAULTS}),
        (4, "established", {"agent_id": agent, "queue_id": FAULTS}),
        (5, "cleared", {}),
        (6, "wrapped_up", {"agent_id": agent, "result_code": {"zh-CN": "已解决", "en": "Solved"}}),
    ]
    assert events[0]["data"]["caller"] == MOBILE
    assert events[2]["at"] == "2026-03-02T01:00:04Z"


async def test_numbers_are_masked_for_who_may_not_see_them(centre: Centre) -> None:
    await centre.add_supervisor("discreet")
    call_id = await centre.add_call()
    (call,) = await centre.get("/api/calls", "discreet", **SPAN)
    assert (call["number"], call["called"]) == ("+86138****2246", "96296")
    arrived = (await centre.get(f"/api/calls/{call_id}/events", "discreet"))[0]["data"]
    assert (arrived["number"], arrived["caller"], arrived["called"]) == ("+86138****2246", "+86138****2246", "96296")


async def test_a_supervisor_of_one_city_sees_its_calls_only(centre: Centre, two_tenants: Tenants) -> None:
    networks = centre.tenant.networks
    await centre.add_supervisor("local", networks=[networks["changzhou"]])
    own, other = await centre.add_call(0, networks["changzhou"]), await centre.add_call(1, networks["suzhou"])
    assert [call["call_id"] for call in await centre.get("/api/calls", "local", **SPAN)] == [str(own)]
    assert len(await centre.get("/api/calls", **SPAN)) == 2
    await centre.get(f"/api/calls/{other}/events", "local", expect=404)
    await centre.get("/api/calls", "local", **SPAN, before=str(other), expect=404)
    stranger = Centre(centre.database, two_tenants[1])
    assert await stranger.get("/api/calls", **SPAN) == []
    await stranger.get(f"/api/calls/{own}/events", expect=404)


async def test_agents_may_not_read_calls(centre: Centre) -> None:
    call_id = await centre.add_call()
    await centre.get("/api/calls", "agent", **SPAN, expect=403)
    await centre.get(f"/api/calls/{call_id}/events", "agent", expect=403)


# -- callbacks -------------------------------------------------------------------------------------------------------


async def ask_back(centre: Centre, after_s: int, network: str | None = None, *, has_queue: bool = True) -> CallId:
    """Let somebody ask to be called back."""
    call_id = CallId(new_id())
    wish = CallbackWish(
        tenant_id=centre.tenant.tenant_id,
        call_id=call_id,
        queue_id=centre.queue_id if has_queue else None,
        local_network_id=centre.tenant.networks[network] if network else None,
        number=MOBILE,
        requested_at=NOW + timedelta(seconds=after_s),
    )
    async with centre.database.transaction(centre.tenant.scope) as session:
        await acd.request_callbacks(session, entries=[wish])
    return call_id


async def test_open_callbacks_come_first_then_the_latest(centre: Centre) -> None:
    made = [await ask_back(centre, after_s, has_queue=after_s > 0) for after_s in (0, 10, 20, 30)]
    settled = [SettledCallback(made[2], CallbackStatus.DONE), SettledCallback(made[3], CallbackStatus.FAILED)]
    async with centre.database.transaction(centre.tenant.scope) as session:
        await acd.settle_callbacks(session, entries=settled)
    found = await centre.get("/api/callbacks")
    assert [(wish["call_id"], wish["status"]) for wish in found] == [
        (str(made[1]), "open"),
        (str(made[0]), "open"),
        (str(made[3]), "failed"),
        (str(made[2]), "done"),
    ]
    assert found[0] == {
        "call_id": str(made[1]),
        "queue": FAULTS,
        "number": MOBILE,
        "requested_at": "2026-03-02T01:00:10Z",
        "status": "open",
    }
    assert found[1]["queue"] is None
    assert await centre.get("/api/callbacks", limit=2) == found[:2]
    await centre.get("/api/callbacks", limit=501, expect=422)


async def test_callbacks_stay_in_their_city_and_their_numbers_with_who_may_see_them(
    centre: Centre, two_tenants: Tenants
) -> None:
    await centre.add_supervisor("local", networks=[centre.tenant.networks["changzhou"]])
    own = await ask_back(centre, 0, "changzhou")
    await ask_back(centre, 1, "suzhou")
    (wish,) = await centre.get("/api/callbacks", "local")
    assert (wish["call_id"], wish["number"]) == (str(own), "+86138****2246")
    assert len(await centre.get("/api/callbacks")) == 2
    assert await Centre(centre.database, two_tenants[1]).get("/api/callbacks") == []
    await centre.get("/api/callbacks", "agent", expect=403)
