"""Forms as a centre keeps them: a draft that is written on, versions that never change, one of them live."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kefu.forms.model import Definition, Purpose
from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import FormId, PersonId
from kefu.kernel.words import Text


class FormNotFoundError(NotFoundError):
    """There is no such form, or no such version of it."""

    code = "form-not-found"
    title = "No such form"


class FormCodeTakenError(ConflictError):
    """Another form has this code."""

    code = "form-code-taken"
    title = "This code is in use"


class FormChangedError(ConflictError):
    """Somebody else has saved the draft since it was read; the facts hold his."""

    code = "form-changed"
    title = "The form has been changed by somebody else"


class FormUnchangedError(ConflictError):
    """The draft is what is live already."""

    code = "form-unchanged"
    title = "There is nothing new to publish"


class FormArchivedError(ConflictError):
    """The form is archived; it has to be taken back first."""

    code = "form-archived"
    title = "The form is archived"


class FormHasProblemsError(InvalidError):
    """A form has problems and is not published; `errors` lists them."""

    code = "form-has-problems"
    title = "The form has problems and was not published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form on the shelf. `live_version` 0 is none; `draft_version` counts every save of the draft."""

    form_id: FormId
    code: str
    purpose: Purpose
    name: Text
    draft_version: int
    live_version: int
    is_draft_new: bool
    """The draft is not what is live."""
    changed_by: PersonId | None
    changed_by_name: str
    changed_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """A published version, without its definition."""

    version: int
    note: str
    published_by_name: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is filled in."""

    form_id: FormId
    code: str
    purpose: Purpose
    name: Text
    version: int
    definition: Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form with what is being written, as JSON."""

    form: Form
    definition: dict[str, Any]
