"""The demonstration's survey groups take the forms and order types that it has."""

from kefu.identity import service as identity
from kefu.kernel.ids import TenantId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from kefu.surveys.model import SourceKind
from kefu.surveys.service.groups import list_groups
from kefu_lab.seed import fieldwork, surveys
from kefu_lab.seed.forms import publish_forms
from support.organisation import NOW


async def test_two_groups_are_made(database: Database) -> None:
    tenant_id = TenantId(new_id())
    async with database.transaction(Scope(tenant_id)) as session:
        await identity.create_tenant(session, tenant_id=tenant_id, code="demo", name="Demo", now=NOW)
        await publish_forms(session, tenant_id, now=NOW)
        await surveys.build(session, tenant_id, now=NOW)
        halls, repairs = await list_groups(session)
    assert (halls.code, repairs.code) == ("halls", "repairs")
    assert halls.takes(SourceKind.FILE)
    types = {each.code for each in fieldwork.SETTINGS if type(each).__name__ == "OrderType"}
    assert {code for source in repairs.sources for code in source.codes} <= types
