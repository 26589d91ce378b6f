"""The demonstration's field work: whoever lives there belongs to an area with a crew that can be told."""

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.kernel.ids import LocalNetworkId, TenantId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from kefu.workorders import service
from kefu.workorders.model.orders import NewWorkOrder
from kefu.workorders.rules.places import polygon_problems
from kefu.workorders.service import organisation
from kefu_lab.people import Network, person
from kefu_lab.seed import fieldwork
from kefu_lab.seed.places import CITIES
from support.organisation import NOW


async def _networks(session: AsyncSession, tenant_id: TenantId) -> dict[str, LocalNetworkId]:
    await identity.create_tenant(session, tenant_id=tenant_id, code="demo", name="Demo", now=NOW)
    return {
        city.code: await identity.create_local_network(
            session,
            tenant_id=tenant_id,
            code=city.code,
            name_zh=city.name_zh,
            name_en=city.name_en,
            area_code=city.area_code,
            now=NOW,
        )
        for city in CITIES
    }


async def test_everybody_in_the_fourteen_cities_has_an_area_and_a_crew(database: Database) -> None:
    tenant_id = TenantId(new_id())
    async with database.transaction(Scope(tenant_id)) as session:
        ids = await _networks(session, tenant_id)
        role_id = await identity.create_role(
            session, tenant_id=tenant_id, code="repairman", name="R", permissions={"field.use"}, now=NOW
        )
        staffing = fieldwork.Staffing(tenant_id=tenant_id, networks=ids, role_id=role_id, password="x", now=NOW)
        await fieldwork.build(session, staffing)
        areas, crews = await organisation.areas(session), await organisation.crews(session)
        assert {len(crew.members) for crew in crews} == {fieldwork.CREW_SIZE}
        assert len(crews) == len({crew.local_network_id for crew in crews}) == len(CITIES)
        assert [fault for area in areas for fault in polygon_problems(area.polygon)] == []
        networks = tuple(Network(ids[city.code], city.name_zh, city.area_code) for city in CITIES)
        paths = {area.area_id: area.district_path for area in areas}
        for index in range(len(CITIES) * 3):
            who = person(1, index, networks)
            new = NewWorkOrder(
                type_code="repair", severity_code="urgent", address=who.address, district_path=who.district_path
            )
            opened = await service.open_order(session, tenant_id=tenant_id, principal=None, new=new, now=NOW)
            assert opened.order.area_id is not None
            assert paths[opened.order.area_id] == who.district_path
            assert (opened.order.local_network_id, opened.order.is_address_vague) == (
                who.network.local_network_id, False,
            )  # fmt: skip
