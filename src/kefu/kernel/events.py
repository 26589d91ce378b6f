"""The base of every fact that a room publishes."""

from dataclasses import dataclass
from datetime import datetime

from kefu.kernel.ids import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """Something that has happened, named in the past tense."""

    tenant_id: TenantId
    at: datetime
