"""What passed between a customer and us: recorded once, linked to whom it belongs, shown page by page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kefu.acd import service as acd
from kefu.acd.model import ResultCode
from kefu.interactions import service
from kefu.interactions.model import Channel, Direction, Interaction, Outcome, WrapUp
from kefu.kernel.ids import CallId, CustomerId, InteractionId, QueueId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.customers import ids_of, make_app, settle
from support.organisation import NOW, Organisation
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def customer_ids(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> list[CustomerId]:
    """Give four customers of east: two of Suzhou (0, 2), two of Changzhou (1, 3)."""
    people = await settle(database, database_urls, two_tenants[0], 4)
    ids = await ids_of(superuser, two_tenants[0])
    return [CustomerId(ids[one.account_no]) for one in people]


def contact(
    organisation: Organisation, customer_id: CustomerId | None, minutes: int = 0, **changed: Any
) -> Interaction:
    call_id = CallId(new_id())
    made = Interaction(
        interaction_id=InteractionId(call_id),
        tenant_id=organisation.tenant_id,
        channel=Channel.VOICE,
        direction=Direction.INBOUND,
        number="+8613812342246",
        started_at=NOW + timedelta(minutes=minutes),
        answered_at=NOW + timedelta(minutes=minutes, seconds=20),
        ended_at=NOW + timedelta(minutes=minutes, seconds=95),
        outcome=Outcome.ANSWERED,
        call_id=call_id,
        customer_id=customer_id,
        agent_id=organisation.agent_id,
        ivr_path=({"zh-CN": "故障申告", "en": "Report a fault"},),
    )
    return replace(made, **changed)


async def record(database: Database, organisation: Organisation, *interactions: Interaction) -> None:
    async with database.transaction(organisation.scope) as session:
        await service.record(session, entries=interactions)


async def link(
    database: Database, organisation: Organisation, interaction: Interaction, customer_id: CustomerId
) -> None:
    async with database.transaction(organisation.scope) as session:
        await service.link(
            session,
            tenant_id=organisation.tenant_id,
            interaction_id=interaction.interaction_id,
            customer_id=customer_id,
            started_at=interaction.started_at,
            agent_id=organisation.agent_id,
            now=NOW,
        )


async def timelines(database: Database, customer_ids: Sequence[CustomerId], login: str = "admin") -> list[list[str]]:
    """Read everybody's whole timeline over HTTP, as ids."""
    shown = []
    async with web.browse(make_app(database), login, tenant="east") as client:
        for customer_id in customer_ids:
            answer = await client.get(f"/api/customers/{customer_id}/timeline")
            shown.append([item["item_id"] for item in answer.json().get("items", [])])
    return shown


async def test_a_contact_is_shown_with_what_came_of_it(
    database: Database, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    east, _ = two_tenants
    one = contact(east, customer_ids[0])
    async with database.transaction(east.scope) as session:
        await acd.create_result_codes(
            session,
            tenant_id=east.tenant_id,
            results=[
                ResultCode(code="fault", name_zh="故障", name_en="Fault"),
                ResultCode(code="bill", name_zh="账单", name_en="Bill"),
            ],
        )
        await service.record(session, entries=[one])
        for minutes, code, note in ((2, "bill", ""), (3, "fault", "机顶盒无信号")):
            said = WrapUp(
                interaction_id=one.interaction_id,
                tenant_id=east.tenant_id,
                agent_id=east.agent_id,
                at=NOW + timedelta(minutes=minutes),
                result_code=code,
                note=note,
            )
            await service.wrap_up(session, entries=[said])
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        page = (await client.get(f"/api/customers/{customer_ids[0]}/timeline")).json()
        file = (await client.get(f"/api/customers/{customer_ids[0]}")).json()
    [item] = page["items"]
    assert item == {
        "kind": "call",
        "item_id": str(one.interaction_id),
        "at_ms": to_ms(NOW),
        "direction": "inbound",
        "title": {"zh-CN": "来电", "en": "Call received"},
        "no": "",
        "subject": None,
        "state": None,
        "detail": "机顶盒无信号",
        "agent_name": "Agent",
        "queue": None,
        "duration_s": 75,
        "result": {"zh-CN": "故障", "en": "Fault"},
        "recordings": [],
        "call_id": None,
        "can_open": False,
    }
    assert page["next_before"] is None
    assert file["timeline"] == page["items"]


async def test_recording_twice_is_once(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    one = contact(two_tenants[0], customer_ids[0])
    await record(database, two_tenants[0], one, one)
    await record(database, two_tenants[0], replace(one, outcome=Outcome.FAILED))
    rows = await superuser.fetch("SELECT outcome FROM interaction")
    assert [row["outcome"] for row in rows] == ["answered"]
    assert await superuser.fetchval("SELECT count(*) FROM interaction_link") == 1


async def test_a_contact_belongs_to_whom_the_newest_link_names(
    database: Database, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    east, _ = two_tenants
    first, second, *_ = customer_ids
    known, unknown, chosen_early = contact(east, first), contact(east, None, 1), contact(east, first, 2)
    await link(database, east, chosen_early, second)  # the agent chooses before the call is over
    await record(database, east, known, unknown, chosen_early)
    ids = [str(each.interaction_id) for each in (known, unknown, chosen_early)]
    assert await timelines(database, customer_ids[:2]) == [[ids[0]], [ids[2]]]
    await link(database, east, unknown, first)
    await link(database, east, unknown, first)
    assert await timelines(database, customer_ids[:2]) == [[ids[1], ids[0]], [ids[2]]]
    await link(database, east, known, second)
    assert await timelines(database, customer_ids[:2]) == [[ids[1]], [ids[2], ids[0]]]
    await link(database, east, known, first)
    assert await timelines(database, customer_ids[:2]) == [[ids[1], ids[0]], [ids[2]]]


async def test_pages_follow_each_other_without_gap_or_repetition(
    database: Database, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    """Also where many contacts began in the same millisecond."""
    east, _ = two_tenants
    made = [contact(east, customer_ids[0], minutes=n // 7) for n in range(45)]
    await record(database, east, *made, contact(east, customer_ids[1]))
    newest_first = sorted(made, key=lambda each: (each.started_at, each.interaction_id), reverse=True)
    seen: list[str] = []
    sizes = []
    before: dict[str, str] = {}
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        while True:
            page = (await client.get(f"/api/customers/{customer_ids[0]}/timeline", params=before)).json()
            seen += [item["item_id"] for item in page["items"]]
            sizes.append(len(page["items"]))
            if page["next_before"] is None:
                break
            before = {"before": page["next_before"]}
        for nonsense in (str(new_id()), "2026-13-01T00:00:00Z~" + str(new_id()), f"2026-01-01T00:00:00~{new_id()}"):
            answer = await client.get(f"/api/customers/{customer_ids[0]}/timeline", params={"before": nonsense})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
    assert sizes == [20, 20, 5]
    assert seen == [str(each.interaction_id) for each in newest_first]


@pytest.mark.parametrize(
    ("direction", "outcome", "title"),
    [
        (Direction.INBOUND, Outcome.ABANDONED, "Caller gave up"),
        (Direction.INBOUND, Outcome.IVR_ONLY, "Self-service call"),
        (Direction.INBOUND, Outcome.VOICEMAIL, "Voicemail"),
        (Direction.INBOUND, Outcome.CALLBACK, "Asked to be called back"),
        (Direction.INBOUND, Outcome.FAILED, "Call failed"),
        (Direction.OUTBOUND, Outcome.ANSWERED, "Call made"),
        (Direction.OUTBOUND, Outcome.FAILED, "Call not answered"),
    ],
)
async def test_the_title_says_how_far_it_got(
    direction: Direction,
    outcome: Outcome,
    title: str,
    database: Database,
    two_tenants: Tenants,
    customer_ids: list[CustomerId],
) -> None:
    nobody = {"answered_at": None, "agent_id": None, "queue_id": QueueId(new_id())}
    one = contact(two_tenants[0], customer_ids[0], direction=direction, outcome=outcome, **nobody)
    await record(database, two_tenants[0], one)
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        (item,) = (await client.get(f"/api/customers/{customer_ids[0]}/timeline")).json()["items"]
    assert (item["title"]["en"], item["agent_name"], item["queue"], item["duration_s"]) == (title, "", None, 0)


async def test_contacts_of_other_networks_and_tenants_are_hidden(
    database: Database, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    east, west = two_tenants
    changzhou = customer_ids[1]
    mine = contact(east, changzhou, 0, local_network_id=east.networks["changzhou"])
    elsewhere = contact(east, changzhou, 1, local_network_id=east.networks["suzhou"])
    nowhere = contact(east, changzhou, 2)
    await record(database, east, mine, elsewhere, nowhere)
    await record(database, west, contact(west, changzhou, 3))  # an id that means nobody there
    assert await timelines(database, [changzhou]) == [[str(each.interaction_id) for each in (nowhere, elsewhere, mine)]]
    assert await timelines(database, [changzhou], "city") == [[str(each.interaction_id) for each in (nowhere, mine)]]


async def test_contacts_are_facts(database: Database, two_tenants: Tenants, customer_ids: list[CustomerId]) -> None:
    east, _ = two_tenants
    await record(database, east, contact(east, customer_ids[0]))

    async def change(statement: str) -> None:
        async with database.transaction(east.scope) as session:
            await session.execute(text(statement))

    for table in ("interaction", "interaction_link", "interaction_wrap_up"):
        for statement in (f"UPDATE {table} SET tenant_id = tenant_id", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="permission denied"):
                await change(statement)


async def test_months_are_prepared_and_used(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, customer_ids: list[CustomerId]
) -> None:
    east, _ = two_tenants

    async def prepare(now: datetime) -> list[str]:
        async with database.transaction(None) as session:
            await service.prepare_months(session, now=now)
        rows = await superuser.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
            " WHERE inhparent = 'interaction'::regclass ORDER BY 1"
        )
        return [row["name"] for row in rows]

    months = ["interaction_2026_03", "interaction_2026_04", "interaction_default"]
    assert await prepare(NOW) == months
    assert await prepare(NOW + timedelta(hours=1)) == months
    assert "interaction_2027_01" in await prepare(NOW.replace(month=12, day=31))
    one, late = contact(east, customer_ids[0]), contact(east, customer_ids[0], minutes=60 * 24 * 31)
    await record(database, east, one, late)
    homes = await superuser.fetch("SELECT id, tableoid::regclass::text AS home FROM interaction")
    assert {row["id"]: row["home"] for row in homes} == {
        UUID(str(one.interaction_id)): "interaction_2026_03",
        UUID(str(late.interaction_id)): "interaction_2026_04",
    }
    assert await timelines(database, customer_ids[:1]) == [[str(late.interaction_id), str(one.interaction_id)]]
