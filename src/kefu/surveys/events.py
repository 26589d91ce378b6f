"""What surveys tell the others."""

from dataclasses import dataclass

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import CustomerId, LocalNetworkId, SurveyCaseId, SurveyGroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(DomainEvent):
    """A customer has answered; `source_kind` and `source_id` say about what."""

    case_id: SurveyCaseId
    group_id: SurveyGroupId
    local_network_id: LocalNetworkId | None
    customer_id: CustomerId | None
    source_kind: str
    source_id: str
    is_satisfied: bool | None
    nps: int | None
