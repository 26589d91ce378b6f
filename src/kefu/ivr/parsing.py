"""Reads flows from JSON, and refuses with a clear error whatever is not one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kefu.ivr.model import Flow
from kefu.kernel.errors import InvalidError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
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


class _RefusedError(ValueError):
    pass


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
    """Read JSON without what readers disagree about: repeated keys, NaN, lone surrogates; without deep nesting."""
    try:
        document = json.loads(
            body.decode(), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_no_fraction
        )
        _check(document)
    except RecursionError:
        raise FlowNotJsonError(reason="too-deep", limit=MAX_DEPTH) from None
    except _RefusedError as error:
        raise FlowNotJsonError(reason=str(error)) from None
    except (ValueError, UnicodeError) as error:  # ValueError: syntax, or an integer of thousands of digits
        raise FlowNotJsonError(str(error), reason="syntax") from error
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedError("repeated-key")
    return found


def _no_constant(_: str) -> None:
    raise _RefusedError("not-a-number")


def _no_fraction(_: str) -> None:
    raise _RefusedError("fraction")


def _check(value: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise _RefusedError("too-deep")
    match value:
        case str():
            if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
                raise _RefusedError("bad-character")
        case dict():
            for key, item in value.items():
                _check(key, depth)
                _check(item, depth + 1)
        case list():
            for item in value:
                _check(item, depth + 1)


def _places(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"field": ".".join(map(str, found["loc"])), "code": found["type"].replace("_", "-"), "detail": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_ERRORS]
    ]
