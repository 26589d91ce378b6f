"""HTTP of the IVR: flows, their versions, publishing, dialled numbers; for administrators.

A flow document is the whole body of its request, so that it is read strictly (`kefu.ivr.parsing`).
"""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import HTTPConnection

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.ivr import rules, service
from kefu.ivr.library import FlowId, FlowSummary, FlowVersion
from kefu.ivr.model import Flow, Text
from kefu.ivr.parsing import MAX_BYTES, flow_schema, parse_flow
from kefu.ivr.ports import SurroundingsSource
from kefu.ivr.service import Editor, problem_json
from kefu.kernel.ids import TenantId
from kefu.kernel.instant import to_ms
from kefu.platform.web import ClockDep, body_limit

router = APIRouter(prefix="/api/ivr", tags=["ivr"])

Reader = Annotated[Principal, Depends(require(service.PERMISSION))]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Number = Annotated[str, Path(pattern=r"^\+?[0-9]{1,20}$")]
Version = Annotated[int, Field(ge=0, lt=2**31)]
_DOCUMENT = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
}


async def editor_of(principal: Reader) -> Editor:
    """Let the person who asks edit flows."""
    return Editor.of(principal)


async def surroundings_of(connection: HTTPConnection) -> SurroundingsSource:
    """Give a route what flows may refer to: the composition root sets `ivr_surroundings`."""
    source: SurroundingsSource = connection.app.state.ivr_surroundings
    return source


async def on_changed_of(connection: HTTPConnection) -> Callable[[TenantId], None]:
    """Give a route whom to tell that published flows or numbers changed: the composition root sets `on_ivr_changed`."""
    on_changed: Callable[[TenantId], None] = connection.app.state.on_ivr_changed
    return on_changed


async def document_of(request: Request) -> Flow:
    """Read the body as a flow document.

    Raises: FlowNotJsonError, FlowTooLargeError, FlowMalformedError.
    """
    return parse_flow(await request.body())


EditorDep = Annotated[Editor, Depends(editor_of)]
Around = Annotated[SurroundingsSource, Depends(surroundings_of)]
OnChanged = Annotated[Callable[[TenantId], None], Depends(on_changed_of)]
Document = Annotated[Flow, Depends(document_of)]


class NameBody(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    zh: str = Field(alias="zh-CN", min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=60)


class NewFlowBody(BaseModel):
    """A flow that is to be."""

    code: Code
    name: NameBody


class FlowView(BaseModel):
    """A flow; versions count from 1, 0 is none."""

    flow_id: UUID
    code: str
    name: NameBody
    live_version: int
    latest_version: int


class VersionView(BaseModel):
    """One saved state of a flow."""

    version: int
    note: str
    created_by: UUID | None
    created_at_ms: int


class FlowDetailView(FlowView):
    """A flow with its versions, latest first."""

    versions: list[VersionView]


class ProblemView(BaseModel):
    """Why a flow may not be published."""

    field: str
    code: str
    detail: str
    facts: dict[str, Any]


class ProblemsView(BaseModel):
    """Everything that is wrong with a flow."""

    problems: list[ProblemView]


class SavedView(ProblemsView):
    """The new version."""

    version: int


class PublishBody(BaseModel):
    """Which version callers shall hear."""

    version: Version


class NumberBody(BaseModel):
    """The flow that answers."""

    flow_id: UUID


class NumberView(NumberBody):
    """A dialled number and the flow that answers it."""

    number: str


def _flow_view(flow: FlowSummary) -> FlowView:
    return FlowView(
        flow_id=flow.flow_id,
        code=flow.code,
        name=NameBody(zh=flow.name_zh, en=flow.name_en),
        live_version=flow.live_version,
        latest_version=flow.latest_version,
    )


def _version_view(version: FlowVersion) -> VersionView:
    return VersionView(
        version=version.version,
        note=version.note,
        created_by=version.created_by,
        created_at_ms=to_ms(version.created_at),
    )


@router.get("/schema")
async def schema(reader: Reader) -> dict[str, Any]:
    """Return the JSON Schema of flow documents."""
    return flow_schema()


@router.get("/flows")
async def list_flows(reader: Reader, session: Tx) -> list[FlowView]:
    """List the flows."""
    return [_flow_view(flow) for flow in await service.flows(session)]


@router.post("/flows", status_code=201)
async def create_flow(body: NewFlowBody, editor: EditorDep, session: Tx, clock: ClockDep) -> FlowView:
    """Add a flow; its first version is saved separately."""
    name = Text(zh_cn=body.name.zh, en=body.name.en)
    flow_id = await service.create_flow(session, editor=editor, code=body.code, name=name, now=clock())
    summary, _ = await service.flow(session, flow_id=flow_id)
    return _flow_view(summary)


@router.post("/flows/validate", openapi_extra=_DOCUMENT)
@body_limit(MAX_BYTES)
async def validate(reader: Reader, document: Document, session: Tx, around: Around) -> ProblemsView:
    """List what is wrong with a document, without saving it."""
    problems = rules.validate(document, await around(session))
    return ProblemsView(problems=[ProblemView(**problem_json(problem)) for problem in problems])


@router.get("/flows/{flow_id}")
async def show_flow(flow_id: UUID, reader: Reader, session: Tx) -> FlowDetailView:
    """Show a flow and its versions."""
    summary, versions = await service.flow(session, flow_id=FlowId(flow_id))
    return FlowDetailView(**dict(_flow_view(summary)), versions=[_version_view(version) for version in versions])


@router.get("/flows/{flow_id}/versions/{version}")
async def show_version(flow_id: UUID, version: Version, reader: Reader, session: Tx) -> dict[str, Any]:
    """Show a version's document."""
    return await service.definition(session, flow_id=FlowId(flow_id), version=version)


@router.post("/flows/{flow_id}/versions", status_code=201, openapi_extra=_DOCUMENT)
@body_limit(MAX_BYTES)
async def save(
    flow_id: UUID,
    editor: EditorDep,
    document: Document,
    session: Tx,
    around: Around,
    clock: ClockDep,
    base_version: Annotated[int, Query(ge=0, lt=2**31)],
    note: Annotated[str, Query(max_length=200)] = "",
) -> SavedView:
    """Save a document as the flow's next version; problems are told, and only stop publishing."""
    version = await service.save(
        session,
        editor=editor,
        flow_id=FlowId(flow_id),
        base_version=base_version,
        flow=document,
        note=note,
        now=clock(),
    )
    problems = rules.validate(document, await around(session))
    return SavedView(version=version, problems=[ProblemView(**problem_json(problem)) for problem in problems])


@router.put("/flows/{flow_id}/live", status_code=204)
async def publish(
    flow_id: UUID,
    body: PublishBody,
    editor: EditorDep,
    session: Tx,
    around: Around,
    clock: ClockDep,
    on_changed: OnChanged,
) -> None:
    """Let callers hear a version; an earlier one rolls back. Refused while it has problems."""
    await service.publish(
        session,
        editor=editor,
        flow_id=FlowId(flow_id),
        version=body.version,
        around=await around(session),
        now=clock(),
        on_changed=on_changed,
    )


@router.get("/numbers")
async def list_numbers(reader: Reader, session: Tx) -> list[NumberView]:
    """List the dialled numbers."""
    numbers = await service.numbers(session)
    return [NumberView(number=number, flow_id=flow_id) for number, flow_id in numbers.items()]


@router.put("/numbers/{number}", status_code=204)
async def set_number(
    number: Number, body: NumberBody, editor: EditorDep, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> None:
    """Let a dialled number start a flow."""
    await service.set_number(
        session, editor=editor, number=number, flow_id=FlowId(body.flow_id), now=clock(), on_changed=on_changed
    )


@router.delete("/numbers/{number}", status_code=204)
async def remove_number(number: Number, editor: EditorDep, session: Tx, clock: ClockDep, on_changed: OnChanged) -> None:
    """Let nothing answer a dialled number."""
    await service.remove_number(session, editor=editor, number=number, now=clock(), on_changed=on_changed)
