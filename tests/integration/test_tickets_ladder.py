"""Late complaints with a clock to be cranked and a worker: ladders, replies by SMS, drafts that are forgotten."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets import service
from kefu.tickets.events import TicketClosed, TicketOverdue, TicketReopened, TicketReplied, TicketUnanswered
from support import web
from support.organisation import NOW, Organisation
from support.tickets import ServiceDesk, complaint, set_up

Tenants = tuple[Organisation, Organisation]
HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(database: Database, two_tenants: Tenants) -> ServiceDesk:
    return await set_up(database, two_tenants[0])


def at(desk: ServiceDesk, login: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
    """Log somebody in now: time flies, and sessions end."""
    return web.browse(desk.app, login, tenant="east")


async def act(desk: ServiceDesk, login: str, ticket_id: str, action: str, **more: Any) -> dict[str, Any]:
    async with at(desk, login) as client:
        ticket = (await client.get(f"/api/tickets/{ticket_id}")).json()
        body = {"action": action, "version": ticket["version"], "key": str(new_id())} | more
        answer = await client.post(f"/api/tickets/{ticket_id}/actions", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def expected(desk: ServiceDesk, login: str) -> list[tuple[str, bool, bool]]:
    async with at(desk, login) as client:
        tasks = (await client.get("/api/tasks")).json()["tasks"]
    return [(task["expected"], task["is_overdue"], task["is_alarm"]) for task in tasks]


async def accept(desk: ServiceDesk, **more: Any) -> str:
    async with at(desk, "asked") as client:
        answer = await client.post("/api/tickets", json=complaint(**more))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ticket_id"])


async def test_a_complaint_climbs_two_levels_is_answered_by_sms_reopened_once_and_closed(
    desk: ServiceDesk, two_tenants: Tenants
) -> None:
    ticket_id = await accept(desk)
    await _climbs_two_levels(desk, ticket_id, two_tenants[0])
    await _is_answered_by_sms(desk, ticket_id)
    await _is_reopened_at_the_third(desk, ticket_id)
    await act(desk, "clerk", ticket_id, "answer", text="已上门", by="none")
    await act(desk, "asked", ticket_id, "confirm", is_satisfied=True)
    closed = await act(desk, "asked", ticket_id, "close")
    assert (closed["is_final"], closed["is_satisfied"]) == (True, True)
    assert [(each.is_cancelled, each.is_satisfied) for each in desk.told(TicketClosed)] == [(False, True)]
    happened = "accept unanswered take overdue overdue answer note reopen answer confirm close"
    assert [each["action"] for each in closed["events"]] == happened.split()
    assert {each["person"] for each in closed["events"] if each["action"] == "overdue"} == {None}
    assert await desk.rings(NOW + 9000 * HOUR) == 0


async def _climbs_two_levels(desk: ServiceDesk, ticket_id: str, organisation: Organisation) -> None:
    assert await desk.rings(NOW + 3.9 * HOUR) == 0
    assert await desk.rings(NOW + 4 * HOUR) == 1
    assert [str(each.ticket_id) for each in desk.told(TicketUnanswered)] == [ticket_id]
    assert await expected(desk, "clerk") == [("take", False, True)]
    await act(desk, "clerk", ticket_id, "take")
    assert await expected(desk, "clerk2") == []
    assert await desk.rings(NOW + 47.9 * HOUR) == 0
    assert await desk.rings(NOW + 48 * HOUR) == 1
    assert await expected(desk, "lead") == [("escalated", False, True)]  # due now, overdue in a moment
    assert await expected(desk, "head") == []
    assert await desk.rings(NOW + 52 * HOUR) == 1
    assert await expected(desk, "head") == await expected(desk, "lead") == [("escalated", True, True)]
    assert await expected(desk, "asked") == [("see_to_the_end", True, True)]
    people = organisation.people
    assert [(each.level, each.person_ids) for each in desk.told(TicketOverdue)] == [
        (1, (people["lead"],)),
        (2, (people["head"],)),
    ]


async def _is_answered_by_sms(desk: ServiceDesk, ticket_id: str) -> None:
    answered = await act(desk, "clerk", ticket_id, "answer", text="已致歉，责任人已培训", by="sms")
    [told] = desk.told(TicketReplied)
    there = {"tenant_id": told.tenant_id, "reply_id": told.reply_id, "is_delivered": True}
    async with desk.database.transaction(desk.organisation.scope) as session:
        for _ in range(2):  # a receipt may come twice
            await service.note_delivery(session, **there, now=NOW + 53 * HOUR)
    assert answered["state"] == "answered"
    assert await expected(desk, "lead") == await expected(desk, "clerk") == []
    assert await expected(desk, "asked") == [("confirm", False, False)]
    assert await desk.rings(NOW + 90 * HOUR) == 0


async def _is_reopened_at_the_third(desk: ServiceDesk, ticket_id: str) -> None:
    again = await act(desk, "asked", ticket_id, "confirm", is_satisfied=False, note="没有人来过")
    assert (again["state"], again["level"], again["reopened_count"]) == ("reopened", 3, 1)
    assert [each.level for each in desk.told(TicketReopened)] == [3]
    assert await expected(desk, "auditor") == [("escalated", False, True)]  # by permission
    assert await desk.rings(NOW + 900 * HOUR) == 0  # everybody knows


async def test_whoever_slept_for_a_week_tells_every_level_once_and_in_order(desk: ServiceDesk) -> None:
    await accept(desk)
    assert await desk.rings(NOW + 200 * HOUR) == 4  # three rungs, and the first answer
    assert [each.level for each in desk.told(TicketOverdue)] == [1, 2, 3]
    assert await desk.rings(NOW + 400 * HOUR) == 0


async def test_another_department_has_its_own_time_and_its_own_ladder(desk: ServiceDesk) -> None:
    ticket_id = await accept(desk)
    await desk.rings(NOW + 49 * HOUR)
    network = str(desk.departments["network"])
    moved = await act(desk, "asked", ticket_id, "hand_over", department_id=network)
    assert (moved["level"], moved["due_at"]) == (0, "2026-03-06T02:00:00Z")
    assert await expected(desk, "lead") == []
    assert await desk.rings(NOW + 96.9 * HOUR) == 0
    assert await desk.rings(NOW + 97 * HOUR) == 1
    assert await expected(desk, "asked") == [("escalated", False, True)]  # no ladder: whoever was asked


async def test_a_reply_that_is_lost_makes_it_ring_again(desk: ServiceDesk, two_tenants: Tenants) -> None:
    ticket_id = await accept(desk)
    await act(desk, "clerk", ticket_id, "answer", text="x", by="sms")
    [told] = desk.told(TicketReplied)
    async with desk.database.transaction(two_tenants[0].scope) as session:
        lost = {"tenant_id": told.tenant_id, "reply_id": told.reply_id, "is_delivered": False}
        await service.note_delivery(session, **lost, now=NOW + HOUR)
        await service.note_delivery(session, **(lost | {"reply_id": new_id()}), now=NOW + HOUR)
    async with at(desk, "asked") as client:
        file = (await client.get(f"/api/tickets/{ticket_id}")).json()
    assert (file["state"], file["answered_at"], file["is_reply_lost"]) == ("in_progress", None, True)
    assert [each["state"] for each in file["replies"]] == ["failed"]
    assert await desk.rings(NOW + 48 * HOUR) == 1
    assert len(desk.told(TicketOverdue)) == 1


async def test_a_receipt_after_the_next_reply_changes_that_reply_only(desk: ServiceDesk, two_tenants: Tenants) -> None:
    ticket_id = await accept(desk)
    await act(desk, "clerk", ticket_id, "answer", text="x", by="sms")
    await act(desk, "asked", ticket_id, "reopen", reason="x")
    await act(desk, "clerk", ticket_id, "answer", text="y", by="none")
    [told] = desk.told(TicketReplied)
    async with desk.database.transaction(two_tenants[0].scope) as session:
        lost = {"tenant_id": told.tenant_id, "reply_id": told.reply_id, "is_delivered": False}
        await service.note_delivery(session, **lost, now=NOW + HOUR)
    async with at(desk, "asked") as client:
        file = (await client.get(f"/api/tickets/{ticket_id}")).json()
    assert (file["state"], [each["state"] for each in file["replies"]]) == ("answered", ["failed", "given"])


async def test_drafts_are_saved_by_version_taken_by_acceptance_and_forgotten_after_a_week(
    desk: ServiceDesk, superuser: asyncpg.Connection
) -> None:
    async with at(desk, "asked") as client, at(desk, "clerk") as other:
        path = "/api/tickets/drafts/new"
        assert (await client.get(path)).json()["code"] == "draft-not-found"
        first = (await client.put(path, json={"version": 0, "content": {"description": "张"}})).json()
        assert (first["slot"], first["version"], first["content"]) == ("new", 1, {"description": "张"})
        second = (await client.put(path, json={"version": 1, "content": {"description": "张三"}})).json()
        assert (await client.get(path)).json() == second
        for version in (0, 1, 7):
            refused = await client.put(path, json={"version": version, "content": {}})
            assert (refused.status_code, refused.json()["code"]) == (409, "draft-changed")
            assert refused.json()["facts"]["draft"]["content"] == {"description": "张三"}
        assert (await other.get(path)).status_code == 404
        assert (await other.delete(path)).status_code == 204
        assert (await client.get(path)).json() == second
        await client.put("/api/tickets/drafts/other", json={"version": 0, "content": {}})
        await client.post("/api/tickets", json=complaint(draft_slot="new"))
        assert (await client.get(path)).status_code == 404
    await desk.rings(NOW + timedelta(days=5))
    async with at(desk, "asked") as client:
        touched = await client.put("/api/tickets/drafts/other", json={"version": 1, "content": {"a": 1}})
        assert touched.status_code == 200
    await desk.rings(NOW + timedelta(days=11, hours=23))
    assert await superuser.fetchval("SELECT count(*) FROM ticket_draft") == 1
    await desk.rings(NOW + timedelta(days=12))
    assert await superuser.fetchval("SELECT count(*) FROM ticket_draft") == 0
