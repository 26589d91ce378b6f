"""A morning of calls of every kind, as facts."""

from typing import Any

from kefu.calls.model import CallFact
from kefu.kernel.ids import AgentId, QueueId
from kefu.platform.ids import new_id

from .figures import Books

Q1, Q2 = QueueId(new_id()), QueueId(new_id())
ANNA = AgentId(new_id())


def queued(after_s: float, queue: QueueId = Q1, **more: Any) -> tuple[float, str, dict[str, Any]]:
    return after_s, "queued", {"queue_id": queue, "short_abandon_s": 5, **more}


def cleared(after_s: float, by: str = "customer", outcome: str = "answered") -> tuple[float, str, dict[str, Any]]:
    return after_s, "cleared", {"outcome": outcome, "ended_by": by, "cause": "normal"}


def answered_call(books: Books, at_s: float, wait_s: float, talk_s: float, queue: QueueId = Q1) -> list[CallFact]:
    """A call that waits and is answered by Anna."""
    script = [
        (5, "human_requested", {}),
        queued(6, queue),
        (6 + wait_s - 2, "offered", {"agent_id": ANNA, "queue_id": queue}),
        (6 + wait_s, "established", {"agent_id": ANNA, "queue_id": queue}),
        (6 + wait_s + talk_s, "agent_left", {"agent_id": ANNA}),
        cleared(6 + wait_s + talk_s),
    ]
    return books.call(at_s, script)


def abandoned_call(books: Books, at_s: float, wait_s: float) -> list[CallFact]:
    return books.call(at_s, [queued(6), cleared(6 + wait_s, outcome="abandoned")])


def morning(books: Books) -> list[list[CallFact]]:
    """Calls of every kind, over several quarters and over midnight of UTC."""
    overflow, anna = {"from_queue_id": Q1, "to_queue_id": Q2}, {"agent_id": ANNA}
    return [
        answered_call(books, 0, 10, 60),
        answered_call(books, 100, 20, 1000),
        answered_call(books, 890, 15, 30),
        abandoned_call(books, 200, 3),
        abandoned_call(books, 300, 40),
        abandoned_call(books, 880, 70),
        books.call(400, [queued(2), (30, "overflowed", overflow), (50, "established", anna), cleared(90)]),
        books.call(500, [queued(2), (302, "refused", {"code": "waited-too-long"}), cleared(310, "system", "failed")]),
        books.call(600, [queued(2), (32, "callback_requested", {}), cleared(33, "system", "callback")]),
        books.call(700, [queued(2), (22, "left_queue", {}), queued(40, Q2), cleared(45, outcome="abandoned")]),
        books.call(800, [queued(2)]),
        answered_call(books, 14.99 * 3600, 300, 7200),
    ]
