"""Reads flows from JSON, and refuses with a clear error whatever is not one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kefu.ivr.model import Flow
from kefu.kernel import strict_json
from kefu.kernel.errors import InvalidError

MAX_BYTES = 256 * 1024
MAX_ERRORS = 20

_FLOW: TypeAdapter[Flow] = TypeAdapter(Flow)


class FlowNotJsonError(InvalidError):
    """The text is not JSON as we take it. `facts.reason` says why."""

    code = "flow-not-json"
    title = "The flow is not valid JSON"


class FlowTooLargeError(InvalidError):
    """The text is longer than MAX_BYTES."""

    code = "flow-too-large"
    status = 413
    title = "The flow is too large"


class FlowMalformedError(InvalidError):
    """The JSON does not describe a flow. `facts.errors` lists the places."""

    code = "flow-malformed"
    title = "The flow does not have the form of a flow"


def parse_flow(text: bytes | str) -> Flow:
    """Read a flow.

    Raises: FlowTooLargeError, FlowNotJsonError, FlowMalformedError.
    """
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(body) > MAX_BYTES:
        raise FlowTooLargeError(size=len(body), limit=MAX_BYTES)
    document = _strict_json(body)
    try:
        return _FLOW.validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        raise FlowMalformedError(errors=_places(error)) from error


def flow_json(flow: Flow) -> dict[str, Any]:
    """Return a flow as the JSON object it was read from, with every default written out."""
    document: dict[str, Any] = _FLOW.dump_python(flow, mode="json", by_alias=True)
    return document


def flow_schema() -> dict[str, Any]:
    """Return the JSON Schema of the format, for editors."""
    return _FLOW.json_schema(by_alias=True)


@cache
def default_flow() -> Flow:
    """Read the flow that a new centre starts with."""
    return parse_flow((Path(__file__).parent / "flows/default.json").read_bytes())


def _strict_json(body: bytes) -> Any:
    try:
        return strict_json.read(body)
    except strict_json.NotStrictJsonError as error:
        raise FlowNotJsonError(str(error), reason=error.reason, limit=strict_json.MAX_DEPTH) from error


def _places(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"field": ".".join(map(str, found["loc"])), "code": found["type"].replace("_", "-"), "detail": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_ERRORS]
    ]
