"""The demonstration's tickets: what is seeded passes the rules of the product, and has a department."""

from datetime import timedelta

import pytest

from kefu.identity import service as identity
from kefu.platform.db import Database
from kefu.tickets import service
from kefu.tickets.model import TicketKind
from kefu_lab.seed import tickets
from kefu_lab.seed.forms import FORMS, publish_forms
from support.organisation import NOW, PASSWORD, Organisation

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def seeded(database: Database, two_tenants: Tenants) -> Organisation:
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        await publish_forms(session, east.tenant_id, now=NOW)
        role_id = await identity.create_role(
            session,
            tenant_id=east.tenant_id,
            code="department",
            name="x",
            permissions={"ticket.view", "ticket.handle"},
            now=NOW,
        )
        staffing = tickets.Staffing(tenant_id=east.tenant_id, role_id=role_id, password=PASSWORD, now=NOW)
        await tickets.build(session, staffing)
    return east


async def test_the_demonstration_accepts_everything_a_customer_may_want(
    database: Database, seeded: Organisation
) -> None:
    async with database.transaction(seeded.scope) as session:
        found = await service.settings(session)
        people = {login for _, _, login in await service.colleagues(session)}
    parents = {each.parent_code for each in found.categories}
    leaves = [each for each in found.categories if each.code not in parents]
    departments = {each.code: each for each in found.departments}
    assert len(leaves) >= 40
    assert {each.kind for each in leaves} == set(TicketKind)
    assert {each.department_code for each in leaves} == set(departments) == set(tickets.DEPARTMENTS)
    assert {each.form_code for each in leaves} <= set(FORMS)
    assert all(each.parent_code and each.limit >= timedelta(hours=8) for each in leaves)
    assert [len(each.ladder) for each in departments.values()] == [3] * 5
    assert people >= {"director", *(f"dept{n}{end}" for n in range(1, 6) for end in ("", "-lead"))}
    assert [each.code for each in found.regulators] == ["12300", "12345", "miit", "media"]
