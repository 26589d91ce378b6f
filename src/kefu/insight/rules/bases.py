"""What is counted in each quarter of an hour: the sums that every measure is made of, with their names."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kefu.kernel.words import Text

EDGES_S = (5, 8, 10, 15, 20, 30, 60, 90, 120, 180, 300, 600, 1200)
"""Waits are told exactly up to these; a service level is promised at one of them."""
QUARTER_MS = 900_000


class Source(StrEnum):
    """Where a sum is kept."""

    QUEUE = "queue"  # calls by queue, booked to the entry into it; what ended, to its end
    AGENT = "agent"  # calls by agent, booked to the ring, to the answer, and when all is done to the end of wrap-up
    TIME = "time"  # agents' states, split at each boundary


def _text(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def _within(code: str, zh: str, en: str) -> Iterable[tuple[str, Text]]:
    return ((f"{code}_{edge}", _text(f"{edge} 秒内{zh}", f"{en} within {edge} s")) for edge in EDGES_S)


QUEUE: Mapping[str, Text] = {
    "offered": _text("呼入排队", "offered"),
    "transferred_in": _text("转入", "transferred in"),
    "overflowed_in": _text("溢入", "overflowed in"),
    "returned": _text("回到队列", "returned"),
    "waiting": _text("仍在等待", "waiting still"),
    "answered": _text("接听", "answered"),
    "abandoned": _text("放弃", "abandoned"),
    "short_abandoned": _text("短时放弃", "abandoned at once"),
    "overflowed": _text("溢出", "overflowed"),
    "callback": _text("预约回呼", "callback wanted"),
    "timed_out": _text("等待超时", "timed out"),
    "refused": _text("队列拒绝", "refused"),
    "left_queue": _text("返回菜单", "back to the menu"),
    "deflected": _text("振铃转走", "deflected"),
    "failed": _text("失败", "failed"),
    "requested": _text("要求人工", "asked for a person"),
    "requests_answered": _text("要求人工后接通", "reached a person"),
    **dict(_within("answered", "接听", "answered")),
    **dict(_within("abandoned", "放弃", "abandoned")),
    **dict(_within("request", "接通人工", "reached a person")),
    "ended_answered": _text("本时段接听", "answered in the span"),
    "ended_abandoned": _text("本时段放弃", "abandoned in the span"),
    "ended_overflowed": _text("本时段溢出", "overflowed in the span"),
    "ended_callback": _text("本时段预约回呼", "callback wanted in the span"),
    "ended_timed_out": _text("本时段等待超时", "timed out in the span"),
    "ended_other": _text("本时段其他离队", "left otherwise in the span"),
}
QUEUE_MS: Mapping[str, Text] = {
    "answer_wait_ms": _text("接听前等待时长", "waiting of the answered"),
    "abandon_wait_ms": _text("放弃前等待时长", "waiting of the abandoned"),
    "request_wait_ms": _text("要求人工到接通时长", "from asking to a person"),
    "longest_wait_ms": _text("最长等待", "longest wait"),
}
AGENT: Mapping[str, Text] = {
    "offers": _text("振铃", "offered to agents"),
    "missed": _text("未接振铃", "not answered"),
    "rejected": _text("拒接", "declined"),
    "answered": _text("接听", "answered"),
    "dialled": _text("外呼", "dialled"),
    "reached": _text("外呼接通", "reached"),
    "handled": _text("处理完毕", "handled"),
    "consultations": _text("被求助咨询", "consulted"),
    "holds": _text("保持次数", "holds"),
    "transfers": _text("转出", "transferred"),
}
AGENT_MS: Mapping[str, Text] = {
    "ring_ms": _text("振铃时长", "ringing"),
    "talk_ms": _text("通话时长", "talk"),
    "hold_ms": _text("保持时长", "hold"),
    "wrap_ms": _text("话后时长", "wrap-up"),
    "longest_talk_ms": _text("最长通话", "longest talk"),
}
STATES: Mapping[str, Text] = {
    "not_ready": _text("示忙时长", "not ready"),
    "ready": _text("示闲时长", "ready"),
    "reserved": _text("振铃状态时长", "reserved"),
    "busy": _text("通话状态时长", "busy"),
    "working_after_call": _text("话后状态时长", "working after call"),
}
TIME: Mapping[str, Text] = {
    "signed_in_ms": _text("签入时长", "signed in"),
    **{f"{state}_ms": text for state, text in STATES.items()},
}
LONGEST = frozenset({"longest_wait_ms", "longest_talk_ms"})
"""Of these the greatest is told, not the sum."""
SOURCES: Mapping[Source, Mapping[str, Text]] = {
    Source.QUEUE: {**QUEUE, **QUEUE_MS},
    Source.AGENT: {**AGENT, **AGENT_MS},
    Source.TIME: TIME,
}


def quarter_of(at_ms: int) -> int:
    """Return when the quarter of an hour began; those of every zone lie on those of UTC."""
    return at_ms - at_ms % QUARTER_MS


def day_of(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the day began and ends on a clock, in UTC; one day has 23 hours, another 25."""
    on = at.astimezone(zone).date()
    first, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (on, on + timedelta(days=1)))
    return first, end
