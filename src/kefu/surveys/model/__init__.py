"""Words of callback surveys: groups, cases, what comes of a call, what files bring."""

from kefu.surveys.model.cases import (
    ASKED,
    FINAL,
    Attempt,
    Case,
    Holding,
    NewCase,
    Outcome,
    Policy,
    ServiceKind,
    State,
    Subject,
    service_of,
)
from kefu.surveys.model.groups import Group, Source, SourceKind

__all__ = [
    "ASKED",
    "FINAL",
    "Attempt",
    "Case",
    "Group",
    "Holding",
    "NewCase",
    "Outcome",
    "Policy",
    "ServiceKind",
    "Source",
    "SourceKind",
    "State",
    "Subject",
    "service_of",
]
