from kefu.platform.db import Database
from support import web
from support.organisation import Organisation


async def test_me_tells_who_is_logged_in(database: Database, two_tenants: tuple[Organisation, Organisation]) -> None:
    east, _ = two_tenants
    async with web.browse(web.make_app(database), "agent", tenant="east") as client:
        me = (await client.get("/api/me")).json()
    assert me["person"] == {"id": str(east.people["agent"]), "name": "Agent", "login": "agent"}
    assert me["agent"] == {"id": str(east.agent_id), "number": "1001", "device_kind": "web_phone"}
    assert me["local_networks"] == "all"
