"""What an administrator changes of an agent reaches the live centre."""

from typing import Any, cast

from kefu.identity.administration.events import OrganisationChanged
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.inputs import AgentConfigured
from kefu.journeys.inbound_call.routing import Routing
from kefu.platform.db import Database
from support import web
from support.administration import make_app
from support.organisation import Organisation


class Posts:
    """Stands where the centre stands, and keeps what is posted."""

    def __init__(self) -> None:
        self.posted: list[Any] = []

    def post(self, posted: Any) -> None:
        self.posted.append(posted)

    def agents(self) -> list[AgentConfigured]:
        """Return what was said of agents since the last time."""
        found = [each for each in self.posted if isinstance(each, AgentConfigured)]
        self.posted.clear()
        return found


async def test_a_moved_agent_reaches_the_live_centre(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east, _ = two_tenants
    told: list[OrganisationChanged] = []
    centre = Posts()
    routing = Routing(cast("Centre", centre), database)
    await routing.look()
    assert sorted((each.name, each.group) for each in centre.agents()) == [("Agent", "Day"), ("Agent", "Day")]
    async with web.browse(make_app(database, told), "admin", tenant="east") as admin:
        suzhou = str(east.networks["suzhou"])
        site = {"code": "sz", "name": "Suzhou", "local_network_id": suzhou}
        site_id = (await admin.post("/api/sites", json=site)).json()["site_id"]
        group = (await admin.post("/api/agent-groups", json={"name": "South", "site_id": site_id})).json()
        [agent] = (await admin.get("/api/people", params={"words": "1001"})).json()["people"]
        sent = {name: agent[name] for name in ("login", "roles", "version")} | {"name": "Wang Fang"}
        moved = agent["agent"] | {"group_id": group["group_id"]}
        assert (await admin.put(f"/api/people/{agent['person_id']}", json=sent | {"agent": moved})).status_code == 200
        assert len(told) == 2
        await routing.look()
        [change] = centre.agents()
        assert (change.config.agent_id, change.name, change.group, change.local_network_id) == (
            east.agent_id,
            "Wang Fang",
            "South",
            east.networks["suzhou"],
        )
    await routing.look()
    assert centre.agents() == []
