"""What a desk needs from the rooms: an agent's seat, the choices on his screen, whether what he says is a choice."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.acd.core.model import WrapUpMode
from kefu.acd.model import ResultCode
from kefu.calls.model import Device, DeviceKind
from kefu.identity import store as identity
from kefu.identity.model import Principal, RecordingPolicy
from kefu.journeys.agent_desktop.errors import NotSignedOnError
from kefu.journeys.inbound_call.inputs import LogOn
from kefu.journeys.inbound_call.model import QueueInfo
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import QueueId
from kefu.platform.db import Database
from kefu.recordings.model import Policy

_POLICIES = {
    RecordingPolicy.BY_QUEUE: Policy.ON_DEMAND,
    RecordingPolicy.ALWAYS: Policy.ALWAYS,
    RecordingPolicy.NEVER: Policy.NEVER,
}


class ResultUnknownError(InvalidError):
    """The tenant has no such result, it is a heading, or it belongs to another queue."""

    code = "result-unknown"
    title = "This result cannot be chosen"


class ResultRequiredError(InvalidError):
    """The queue asks for a result of every call."""

    code = "result-required"
    title = "Say what the call was about first"


class Seating:
    """Reads what people and routing say of a desk."""

    async def log_on(self, session: AsyncSession, principal: Principal) -> LogOn:
        """Make the input that opens an agent's seat.

        Raises: NotSignedOnError when the person is no agent.
        """
        if principal.agent_id is None:
            raise NotSignedOnError
        agent = await identity.agent(session, principal.agent_id)
        routed = await acd.routed_agent(session, agent_id=principal.agent_id)
        place = (await identity.agent_places(session, principal.agent_id))[principal.agent_id]
        return LogOn(
            agent_id=principal.agent_id,
            tenant_id=principal.tenant_id,
            number=agent.number,
            name=principal.name,
            group=place.group,
            device=Device(DeviceKind(agent.device_kind), agent.number),
            recording=_POLICIES[RecordingPolicy(agent.recording_policy)],
            config=routed.config,
            local_network_id=place.local_network_id,
            site=place.site,
            group_id=place.group_id,
        )

    def config_source(self, database: Database) -> Callable[[Principal], Awaitable[dict[str, Any]]]:
        """Return what loads the choices on a desk: reasons and results."""

        async def config(principal: Principal) -> dict[str, Any]:
            async with database.transaction(principal.scope) as session:
                reasons = await acd.not_ready_reasons(session)
                results = await acd.result_codes(session)
            return {
                "reasons": [{"code": r.code, "text": {"zh-CN": r.name_zh, "en": r.name_en}} for r in reasons],
                "results": [_result(each) for each in results],
            }

        return config

    async def check_result(self, session: AsyncSession, code: str | None, queue: QueueInfo | None) -> None:
        """Refuse a result that is none, and a missing one where the queue asks for it.

        Raises: ResultRequiredError, ResultUnknownError.
        """
        if code is None:
            if queue is not None and queue.wrap_up_mode is WrapUpMode.MANDATORY:
                raise ResultRequiredError(errors=[{"field": "result_code", "code": "missing", "detail": ""}])
            return
        queue_id = queue.queue_id if queue else None
        if not any(_is_choice(each, code, queue_id) for each in await acd.result_codes(session)):
            raise ResultUnknownError(f"no result {code} to choose", result_code=code)


def _is_choice(result: ResultCode, code: str, queue_id: QueueId | None) -> bool:
    """Tell whether a code is a leaf below this result, for this queue or for all."""
    if result.queue_id not in (None, queue_id):
        return False
    if result.children:
        return any(_is_choice(child, code, queue_id) for child in result.children)
    return result.code == code


def _result(result: ResultCode) -> dict[str, Any]:
    node: dict[str, Any] = {
        "code": result.code,
        "text": {"zh-CN": result.name_zh, "en": result.name_en},
        "queue_id": str(result.queue_id) if result.queue_id else None,
    }
    if result.children:
        node["children"] = [_result(each) for each in result.children]
    return node
