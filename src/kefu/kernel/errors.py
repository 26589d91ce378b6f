"""The house's errors: a stable kebab-case code, an HTTP status, facts for the reader."""

from collections.abc import Mapping
from typing import Any, ClassVar


class KefuError(Exception):
    """An expected failure with a stable code; subclasses live beside the code that raises them.

    `code` is what the screens translate; `detail` is English for logs and integrators; `facts` fills the sentence.
    """

    code: ClassVar[str] = "internal-error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.facts: Mapping[str, Any] = facts


class NotFoundError(KefuError):
    """The thing does not exist, or not for this reader."""

    code = "not-found"
    status = 404
    title = "Not found"


class ForbiddenError(KefuError):
    """The reader is known but may not do this."""

    code = "forbidden"
    status = 403
    title = "Not permitted"


class ConflictError(KefuError):
    """The thing is not in a state that allows this."""

    code = "conflict"
    status = 409
    title = "Conflict with the current state"


class InvalidError(KefuError):
    """The input is well-formed but wrong. `errors` is a list of {"field", "code", "detail"}."""

    code = "invalid-input"
    status = 422
    title = "Invalid input"


class UnavailableError(KefuError):
    """A part that is needed does not answer now; trying again later is right."""

    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"
