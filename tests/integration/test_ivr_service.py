"""Flows without a browser."""

import pytest

from kefu.ivr import service
from kefu.ivr.model import Text
from kefu.ivr.service import Editor
from kefu.kernel.ids import TenantId
from kefu.platform.db import Database
from support import organisation
from support.organisation import NOW


async def test_nothing_is_told_when_the_transaction_fails(database: Database) -> None:
    east = await organisation.build(database, "east")
    told: list[TenantId] = []
    editor = Editor(tenant_id=east.tenant_id)

    async def fail_halfway() -> None:
        async with database.transaction(east.scope) as session:
            name = Text(zh_cn="主流程", en="Main")
            flow_id = await service.create_flow(session, editor=editor, code="main", name=name, now=NOW)
            await service.set_number(
                session, editor=editor, number="96296", flow_id=flow_id, now=NOW, on_changed=told.append
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_halfway()
    assert told == []
    async with database.transaction(east.scope) as session:
        assert (await service.load_live(session)).numbers == {}
