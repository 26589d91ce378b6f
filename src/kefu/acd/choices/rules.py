"""What a reason or a result may look like."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from kefu.acd.choices.model import Choice, Reason, Result
from kefu.acd.core.model import SystemReason
from kefu.acd.rules import Fault
from kefu.kernel.ids import QueueId

_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}", re.ASCII)
_NAME_MAX = 100
_DEPTH_MAX = 4
_ENGINES = frozenset(SystemReason)


def reason_faults(reason: Reason) -> list[Fault]:
    """List why a reason cannot be like this; the engine's own are its own."""
    reserved = [_fault("code", "reserved")] if reason.code in _ENGINES else []
    return [*_choice_faults(reason), *reserved]


def result_faults(result: Result, known: Sequence[Result], queue_ids: Set[QueueId]) -> list[Fault]:
    """List why a result cannot be like this."""
    parents = {each.code: each.parent_code for each in known} | {result.code: result.parent_code}
    return [
        *_choice_faults(result),
        *_place_faults(result, parents),
        *([] if result.queue_id is None or result.queue_id in queue_ids else [_fault("queue_id", "unknown")]),
    ]


def _place_faults(result: Result, parents: Mapping[str, str | None]) -> Iterator[Fault]:
    """Find what would break the tree: nothing stands below itself, and nobody looks through more than some levels."""
    if result.parent_code is not None and result.parent_code not in parents:
        yield _fault("parent_code", "unknown")
        return
    for code in parents:
        seen: list[str] = []
        at: str | None = code
        while at is not None and at not in seen:
            seen.append(at)
            at = parents.get(at)
        if at is not None:
            yield _fault("parent_code", "circular")
            return
        if len(seen) > _DEPTH_MAX and result.code in seen:
            yield _fault("parent_code", "too-deep")
            return


def _choice_faults(choice: Choice) -> Iterator[Fault]:
    if not _CODE.fullmatch(choice.code):
        yield _fault("code", "malformed")
    for field, name in (("name.zh-CN", choice.name_zh), ("name.en", choice.name_en)):
        if not name.strip():
            yield _fault(field, "missing")
        elif len(name) > _NAME_MAX:
            yield _fault(field, "too-long")


def _fault(field: str, code: str) -> Fault:
    return {"field": field, "code": code, "detail": f"{field} is {code}"}
