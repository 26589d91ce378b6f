"""HTTP of quick switches; what is on is shown on the boards."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kefu.acd.http.calendars import Prompts, PromptView
from kefu.acd.http.parts import OnChanged
from kefu.acd.model import QueueSwitch, SwitchKind
from kefu.acd.switches import service
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import QueueId
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["supervision"])
Switcher = Annotated[Principal, Depends(require("queue.switch"))]


class SwitchBody(BaseModel):
    """What is to be on; `until` null: until somebody switches it off."""

    model_config = ConfigDict(extra="forbid")

    until: AwareDatetime | None = None
    prompt: str | None = Field(None, max_length=64)
    to_queue_id: UUID | None = None


@router.get("/queue-switches/prompts")
async def list_prompts(switcher: Switcher, prompts: Prompts) -> list[PromptView]:
    """List the sentences that there are to be said."""
    return [PromptView(name=prompt.name, languages=sorted(prompt.languages), text=prompt.text) for prompt in prompts()]


@router.put("/queues/{queue_id}/switches/{kind}", status_code=204)
async def switch_on(
    queue_id: UUID,
    kind: SwitchKind,
    body: SwitchBody,
    switcher: Switcher,
    session: Tx,
    clock: ClockDep,
    prompts: Prompts,
    on_changed: OnChanged,
) -> None:
    """Switch something on for a queue; it holds at once, for those who wait too."""
    now = clock()
    switch = QueueSwitch(
        queue_id=QueueId(queue_id),
        kind=kind,
        set_at=now,
        set_by=switcher.name,
        until_at=body.until,
        prompt=body.prompt,
        to_queue_id=None if body.to_queue_id is None else QueueId(body.to_queue_id),
    )
    names = frozenset(prompt.name for prompt in prompts())
    await service.switch_on(session, principal=switcher, switch=switch, prompts=names, now=now, on_changed=on_changed)


@router.delete("/queues/{queue_id}/switches/{kind}", status_code=204)
async def switch_off(
    queue_id: UUID, kind: SwitchKind, switcher: Switcher, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> None:
    """Switch something off; the queue is again as it is set up."""
    await service.switch_off(
        session, principal=switcher, queue_id=QueueId(queue_id), kind=kind, now=clock(), on_changed=on_changed
    )
