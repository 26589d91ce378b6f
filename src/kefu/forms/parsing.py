"""Reads definitions from JSON, and refuses with a clear error whatever is not one."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kefu.forms.model import Definition
from kefu.kernel import strict_json
from kefu.kernel.errors import InvalidError

MAX_BYTES = 256 * 1024
MAX_ERRORS = 20

_DEFINITION: TypeAdapter[Definition] = TypeAdapter(Definition)


class FormNotJsonError(InvalidError):
    """The text is not JSON as we take it. `facts.reason` says why."""

    code = "form-not-json"
    title = "The form is not valid JSON"


class FormTooLargeError(InvalidError):
    """The text is longer than MAX_BYTES."""

    code = "form-too-large"
    status = 413
    title = "The form is too large"


class FormMalformedError(InvalidError):
    """The JSON does not describe a form. `facts.errors` lists the places."""

    code = "form-malformed"
    title = "The document does not have the form of a form"


def parse_definition(text: bytes | str) -> Definition:
    """Read a definition.

    Raises: FormTooLargeError, FormNotJsonError, FormMalformedError.
    """
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(body) > MAX_BYTES:
        raise FormTooLargeError(size=len(body), limit=MAX_BYTES)
    try:
        document = strict_json.read(body, is_fraction_allowed=True)
    except strict_json.NotStrictJsonError as error:
        raise FormNotJsonError(str(error), reason=error.reason, limit=strict_json.MAX_DEPTH) from error
    return load_definition(document)


def load_definition(document: Any) -> Definition:
    """Read a definition from a JSON value.

    Raises: FormMalformedError.
    """
    try:
        return _DEFINITION.validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        raise FormMalformedError(errors=_places(error)) from error


@lru_cache(maxsize=512)
def read_stored(text: str) -> Definition:
    """Read a definition that was published; published ones never change, and the same few come again and again."""
    return _DEFINITION.validate_json(text, strict=True)


def definition_json(definition: Definition) -> dict[str, Any]:
    """Return a definition as the JSON object it was read from; what is at its default is left out."""
    document: dict[str, Any] = _DEFINITION.dump_python(definition, mode="json", exclude_defaults=True)
    return {"format": definition.format, **document}


def definition_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of the format, for editors."""
    return _DEFINITION.json_schema()


def _places(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"field": ".".join(map(str, found["loc"])), "code": found["type"].replace("_", "-"), "detail": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)[:MAX_ERRORS]
    ]
