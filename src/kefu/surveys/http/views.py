"""What screens are told of cases; numbers are masked for those who may not read them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from kefu.calls.rules import sees_numbers
from kefu.identity.model import Principal
from kefu.kernel.instant import to_ms
from kefu.kernel.phone import show_phone
from kefu.kernel.words import Text
from kefu.surveys.model import Attempt, Case, Group, Outcome, ServiceKind, SourceKind, State


class AttemptView(BaseModel):
    """One call of a case."""

    number: int
    agent_name: str
    call_id: UUID | None
    dialled_at_ms: int
    ended_at_ms: int
    outcome: Outcome


class CaseSummary(BaseModel):
    """A case in a list."""

    case_id: UUID
    group_id: UUID
    service: ServiceKind
    source_kind: SourceKind
    state: State
    outcome: Outcome | None
    customer_id: UUID | None
    name: str
    number: str
    language: str
    subject: dict[str, Any]
    attempts: int
    next_at_ms: int
    created_at_ms: int
    ended_at_ms: int | None
    agent_name: str
    is_satisfied: bool | None
    nps: int | None


class CaseView(CaseSummary):
    """A case with all that an agent needs; `version` is that of his next change."""

    version: int
    attempts_max: int
    script: Text
    form_code: str
    form_version: int | None
    answers: dict[str, Any]
    points: int
    max_points: int
    call_id: UUID | None
    held_until_ms: int | None
    history: list[AttemptView]


def summary(case: Case, agent_name: str, viewer: Principal) -> dict[str, Any]:
    """Return what a list shows of a case."""
    return {
        "case_id": case.case_id,
        "group_id": case.group_id,
        "service": case.service,
        "source_kind": case.source_kind,
        "state": case.state,
        "outcome": case.outcome,
        "customer_id": case.customer_id,
        "name": case.name,
        "number": show_phone(case.number, sees_pii=sees_numbers(viewer, case.local_network_id)),
        "language": case.language,
        "subject": dict(case.subject),
        "attempts": case.attempts,
        "next_at_ms": to_ms(case.next_at),
        "created_at_ms": to_ms(case.created_at),
        "ended_at_ms": _ms(case.ended_at),
        "agent_name": agent_name,
        "is_satisfied": case.is_satisfied,
        "nps": case.nps,
    }


def case_view(case: Case, group: Group, history: list[tuple[Attempt, str]], viewer: Principal) -> CaseView:
    """Return a whole case."""
    holding = case.holding
    return CaseView(
        **summary(case, "", viewer),
        version=case.version,
        attempts_max=group.attempts_max,
        script=group.script,
        form_code=case.form_code,
        form_version=case.form_version,
        answers=dict(case.answers),
        points=case.points,
        max_points=case.max_points,
        call_id=holding.call_id if holding else None,
        held_until_ms=_ms(holding.until if holding else None),
        history=[
            AttemptView(
                number=attempt.number,
                agent_name=name,
                call_id=attempt.call_id,
                dialled_at_ms=to_ms(attempt.dialled_at),
                ended_at_ms=to_ms(attempt.at),
                outcome=attempt.outcome,
            )
            for attempt, name in history
        ],
    )


def _ms(at: datetime | None) -> int | None:
    return None if at is None else to_ms(at)
