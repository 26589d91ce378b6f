"""HTTP of what an operator sets for work orders."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kefu.identity.http import Tx
from kefu.identity.model import Principal
from kefu.kernel.ids import CalendarId
from kefu.kernel.lifecycle import Lifecycle
from kefu.platform.web import ClockDep
from kefu.workorders.http.parts import Administrator, Code, Reader, Words
from kefu.workorders.model.settings import Choice, ChoiceKind, Level, OrderType, Setting, Settings, Severity, Whom
from kefu.workorders.rules.life import DEFAULT
from kefu.workorders.service import settings as service

router = APIRouter(prefix="/api/work-order-settings", tags=["work orders"])
_LIFECYCLE = TypeAdapter(Lifecycle)


class SettingBody(BaseModel):
    """A setting as it is to be; `version` 0 is a new one, else the one that was read."""

    text: Words
    position: int = 0
    is_active: bool = True
    version: Annotated[int, Field(ge=0)] = 0


class StateBody(BaseModel):
    """A state of an order."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    text: Words
    is_final: bool = False


class TransitionBody(BaseModel):
    """What an action does: from any of these states to one, or to the same (null)."""

    model_config = ConfigDict(extra="forbid")

    action: Code
    from_states: Annotated[list[Code], Field(min_length=1, max_length=50)]
    to: Code | None = None


class LifecycleBody(BaseModel):
    """A state table; the first state is where every order begins."""

    model_config = ConfigDict(extra="forbid")

    states: Annotated[list[StateBody], Field(min_length=1, max_length=50)]
    transitions: Annotated[list[TransitionBody], Field(min_length=1, max_length=200)]


class TypeBody(SettingBody):
    """A kind of order; without a state table it gets the shipped one."""

    form_code: str = Field(default="", max_length=50)
    lifecycle: LifecycleBody | None = None


class LevelBody(BaseModel):
    """A step of the ladder: so many minutes after the deadline this one is told."""

    model_config = ConfigDict(from_attributes=True)

    after_min: Annotated[int, Field(ge=0, le=60 * 24 * 60)]
    whom: Whom


class SeverityBody(SettingBody):
    """How soon an order must be done; without a calendar, by the wall clock."""

    within_min: Annotated[int, Field(ge=1, le=60 * 24 * 365)]
    accept_within_min: Annotated[int | None, Field(ge=1, le=60 * 24 * 30)] = None
    calendar_id: UUID | None = None
    ladder: Annotated[list[LevelBody], Field(max_length=10)] = []


class ChoiceBody(SettingBody):
    """A result, cause or part."""

    is_fixed: bool = False


class TypeView(TypeBody):
    """A kind of order."""

    code: str


class SeverityView(SeverityBody):
    """How soon an order must be done."""

    code: str


class ChoiceView(ChoiceBody):
    """A result, cause or part."""

    code: str


class SettingsView(BaseModel):
    """All that the tenant has set; `default_lifecycle` is what a new type begins with."""

    types: list[TypeView]
    severities: list[SeverityView]
    results: list[ChoiceView]
    causes: list[ChoiceView]
    parts: list[ChoiceView]
    default_lifecycle: LifecycleBody


@router.get("")
async def show(reader: Reader, session: Tx) -> SettingsView:
    """Show all that the tenant has set; whoever works with orders needs the words."""
    return _view(await service.all_settings(session))


@router.put("/types/{code}")
async def put_type(code: Code, body: TypeBody, administrator: Administrator, session: Tx, clock: ClockDep) -> TypeView:
    """Add or change a kind of order; orders that there are follow the new state table at their next step."""
    lifecycle = DEFAULT if body.lifecycle is None else _lifecycle(body.lifecycle)
    wanted = OrderType(**_head(code, body), form_code=body.form_code, lifecycle=lifecycle)
    changed = await service.change(session, principal=administrator, setting=wanted, now=clock())
    return _type(wanted, changed.version)


@router.put("/severities/{code}")
async def put_severity(
    code: Code, body: SeverityBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> SeverityView:
    """Add or change a severity; deadlines that are running stay."""
    wanted = Severity(
        **_head(code, body),
        within_min=body.within_min,
        accept_within_min=body.accept_within_min,
        calendar_id=CalendarId(body.calendar_id) if body.calendar_id else None,
        ladder=tuple(Level(after_min=each.after_min, whom=each.whom) for each in body.ladder),
    )
    changed = await service.change(session, principal=administrator, setting=wanted, now=clock())
    return _severity(wanted, changed.version)


@router.put("/results/{code}")
async def put_result(
    code: Code, body: ChoiceBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> ChoiceView:
    """Add or change a result."""
    return await _put_choice(ChoiceKind.RESULT, code, body, administrator, session, clock)


@router.put("/causes/{code}")
async def put_cause(
    code: Code, body: ChoiceBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> ChoiceView:
    """Add or change a cause."""
    return await _put_choice(ChoiceKind.CAUSE, code, body, administrator, session, clock)


@router.put("/parts/{code}")
async def put_part(
    code: Code, body: ChoiceBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> ChoiceView:
    """Add or change a part."""
    return await _put_choice(ChoiceKind.PART, code, body, administrator, session, clock)


async def _put_choice(
    kind: ChoiceKind, code: str, body: ChoiceBody, administrator: Principal, session: Tx, clock: ClockDep
) -> ChoiceView:
    wanted = Choice(**_head(code, body), kind=kind, is_fixed=body.is_fixed and kind is ChoiceKind.RESULT)
    changed = await service.change(session, principal=administrator, setting=wanted, now=clock())
    return _choice(wanted, changed.version)


def _head(code: str, body: SettingBody) -> dict[str, Any]:
    return {
        "code": code,
        "text": body.text.as_text(),
        "position": body.position,
        "is_active": body.is_active,
        "version": body.version,
    }


def _lifecycle(body: LifecycleBody) -> Lifecycle:
    return _LIFECYCLE.validate_python(body.model_dump(by_alias=True))


def _seen(setting: Setting, version: int | None) -> dict[str, Any]:
    return {
        "code": setting.code,
        "text": Words.of(setting.text),
        "position": setting.position,
        "is_active": setting.is_active,
        "version": setting.version if version is None else version,
    }


def _table(lifecycle: Lifecycle) -> LifecycleBody:
    body = LifecycleBody.model_validate(_LIFECYCLE.dump_python(lifecycle, mode="json"))
    order = [state.code for state in lifecycle.states]
    for each in body.transitions:
        each.from_states.sort(key=order.index)
    return body


def _type(each: OrderType, version: int | None = None) -> TypeView:
    return TypeView(**_seen(each, version), form_code=each.form_code, lifecycle=_table(each.lifecycle))


def _severity(each: Severity, version: int | None = None) -> SeverityView:
    return SeverityView(
        **_seen(each, version),
        within_min=each.within_min,
        accept_within_min=each.accept_within_min,
        calendar_id=each.calendar_id,
        ladder=[LevelBody.model_validate(level) for level in each.ladder],
    )


def _choice(each: Choice, version: int | None = None) -> ChoiceView:
    return ChoiceView(**_seen(each, version), is_fixed=each.is_fixed)


def _view(settings: Settings) -> SettingsView:
    chosen = {kind: [_choice(each) for each in settings.choices if each.kind is kind] for kind in ChoiceKind}
    return SettingsView(
        types=[_type(each) for each in settings.types],
        severities=[_severity(each) for each in settings.severities],
        results=chosen[ChoiceKind.RESULT],
        causes=chosen[ChoiceKind.CAUSE],
        parts=chosen[ChoiceKind.PART],
        default_lifecycle=_table(DEFAULT),
    )
