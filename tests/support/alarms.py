"""What tests of alarms look at: a live centre that says how many wait, what was written, sent and shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx

from kefu.insight.rules.alarms import Kind, Reading, Subject
from kefu.kernel.ids import QueueId, TenantId


def body(**more: Any) -> dict[str, Any]:
    return {"name": {"zh-CN": "人多", "en": "Crowded"}, "kind": "waiting", "threshold": 3, **more}


@dataclass
class Live:
    """What stands in for the live centre: how many wait in which queue."""

    waiting: dict[QueueId, int] = field(default_factory=dict)
    networks: dict[QueueId, Any] = field(default_factory=dict)

    def subjects(self, tenant_id: TenantId) -> dict[QueueId, Subject]:
        name = {"zh-CN": "障碍", "en": "Faults"}
        return {
            each: Subject(kind="queue", subject_id=str(each), name=name, local_network_id=self.networks.get(each))
            for each in self.waiting
        }

    def sense(self, tenant_id: TenantId, kinds: frozenset[Kind]) -> Iterable[Reading]:
        if Kind.WAITING in kinds:
            for queue_id, subject in self.subjects(tenant_id).items():
                yield Reading(kind=Kind.WAITING, subject=subject, value=self.waiting[queue_id])


async def audited(superuser: asyncpg.Connection) -> list[tuple[str, str]]:
    query = "SELECT action, actor_name FROM audit_entry WHERE action LIKE 'alarm%' ORDER BY seq"
    return [tuple(row) for row in await superuser.fetch(query)]


async def sent(superuser: asyncpg.Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in await superuser.fetch("SELECT to_number, text FROM message ORDER BY to_number")]


async def shown(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/api/alarms")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def kept(superuser: asyncpg.Connection) -> list[Any]:
    """Return all that a refusal must not change."""
    tables = ("alarm_rule", "alarm", "alarm_contact")
    rows = [await superuser.fetch(f"SELECT to_jsonb(t) FROM {table} t ORDER BY 1") for table in tables]
    return [*rows, await audited(superuser)]
