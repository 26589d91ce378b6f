"""Reasons and results as they stand and as they are to be."""

from dataclasses import dataclass

from kefu.kernel.ids import QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose, by its code, which stays for ever: facts name it. Out of use it is only read."""

    code: str
    name_zh: str
    name_en: str
    position: int = 0
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Choice):
    """A reason for not_ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Choice):
    """What a call was about; below another one perhaps; of one queue, or (None) of all."""

    parent_code: str | None = None
    queue_id: QueueId | None = None
