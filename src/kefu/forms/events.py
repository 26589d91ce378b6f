"""Facts that forms publish."""

from dataclasses import dataclass

from kefu.forms.model import Purpose
from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import FormId


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPublished(DomainEvent):
    """A version is live from now on."""

    form_id: FormId
    code: str
    purpose: Purpose
    version: int
