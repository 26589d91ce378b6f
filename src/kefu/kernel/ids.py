"""Typed identifiers: UUIDv7, ordered by time, made in the application."""

from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
LocalNetworkId = NewType("LocalNetworkId", UUID)
SiteId = NewType("SiteId", UUID)
GroupId = NewType("GroupId", UUID)
PersonId = NewType("PersonId", UUID)
AgentId = NewType("AgentId", UUID)
QueueId = NewType("QueueId", UUID)
SkillId = NewType("SkillId", UUID)
CalendarId = NewType("CalendarId", UUID)
CallId = NewType("CallId", UUID)
ConnectionId = NewType("ConnectionId", str)
CustomerId = NewType("CustomerId", UUID)
InteractionId = NewType("InteractionId", UUID)
RecordingId = NewType("RecordingId", UUID)
FormId = NewType("FormId", UUID)
MessageId = NewType("MessageId", UUID)
TicketId = NewType("TicketId", UUID)
DepartmentId = NewType("DepartmentId", UUID)
WorkOrderId = NewType("WorkOrderId", UUID)
AreaId = NewType("AreaId", UUID)
CrewId = NewType("CrewId", UUID)
OutageId = NewType("OutageId", UUID)
SurveyGroupId = NewType("SurveyGroupId", UUID)
SurveyCaseId = NewType("SurveyCaseId", UUID)


def uuid7(at_ms: int, entropy: bytes) -> UUID:
    """Build a UUID version 7 from a Unix time in milliseconds and 10 random bytes.

    Raises: ValueError when there are not exactly 10 bytes.
    Source: RFC 9562, section 5.7.
    """
    if len(entropy) != 10:
        raise ValueError("a UUIDv7 takes 10 bytes of entropy")
    rand = int.from_bytes(entropy, "big")
    value = (at_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (rand >> 68 & 0xFFF) << 64 | 0b10 << 62 | rand & (1 << 62) - 1
    return UUID(int=value)
