"""Flows as a centre keeps them: on the shelf in versions, one of them live; what surrounds them; what may be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType
from uuid import UUID

from kefu.ivr.model import Flow
from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import PersonId

FlowId = NewType("FlowId", UUID)


class FlowNotFoundError(NotFoundError):
    """There is no such flow, or no such version of it."""

    code = "flow-not-found"
    title = "No such flow"


class FlowInvalidError(InvalidError):
    """A flow has problems and is not published; `errors` lists them."""

    code = "flow-invalid"
    title = "The flow has problems and was not published"


class FlowChangedError(ConflictError):
    """Somebody else has saved the flow since it was read."""

    code = "flow-changed"
    title = "The flow has been changed by somebody else"


class FlowCodeTakenError(ConflictError):
    """Another flow has this code."""

    code = "flow-code-taken"
    title = "This code is in use"


class NumberTakenError(ConflictError):
    """The number belongs to somebody else in this installation."""

    code = "dialled-number-taken"
    title = "This number is in use"


class NumberNotFoundError(NotFoundError):
    """No flow answers this number."""

    code = "dialled-number-not-found"
    title = "No such number"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSummary:
    """A flow on the shelf. `live_version`: what callers hear; `latest_version`: what was saved last; 0 is none."""

    flow_id: FlowId
    code: str
    name_zh: str
    name_en: str
    live_version: int
    latest_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion:
    """One saved state of a flow."""

    version: int
    note: str
    created_by: PersonId | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFlows:
    """What the real-time core needs of one tenant: published flows, and which dialled number starts which."""

    flows: Mapping[FlowId, Flow]
    numbers: Mapping[str, FlowId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A look-up that the installation offers: arguments it needs and may take, fields of its answer."""

    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    results: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What exists around a flow: prompts with their languages, look-ups, queues."""

    prompts: Mapping[str, frozenset[str]]
    capabilities: Mapping[str, Capability]
    queue_codes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a flow may not be published: a stable code, where, and the facts of the sentence."""

    code: str
    node_id: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
