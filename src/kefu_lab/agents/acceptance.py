"""What an agent writes down of a call: a report, a complaint, a question. Pure but for what it is handed."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

_KINDS = {"fault": "report", "complaint": "complaint", "service": "consultation"}
"""What calls to the queues whose codes end so are about."""
_WORDS = {
    "report": (
        "晚上七点后断网",
        "电视没有信号，显示 E04",
        "宽带拨号失败，光信号灯红色",
        "Internet drops every evening",
    ),
    "complaint": ("预约后无人上门", "多次报修没有解决", "账单多收费，要求核实", "装机超时，态度差"),
    "consultation": ("咨询千兆套餐资费", "咨询移机流程", "Asked about the student plan"),
    "enquiry": ("查询本月账单明细", "查询装机进度"),
}
_SETTLED = {"consultation": 0.9, "enquiry": 0.8, "report": 0.25, "complaint": 0.0}
"""How often the phone call settles it."""

Category = Mapping[str, Any]


def kind_of(queue: str, random: Random) -> str:
    """Tell what kind of wish a call to a queue was, by the queue's English name."""
    for word, kind in _KINDS.items():
        if word in queue.lower():
            return kind
    return random.choice(("enquiry", "consultation", "report"))


def leaves(categories: Sequence[Category], kind: str) -> list[Category]:
    """List the categories of a kind that can be chosen."""
    parents = {each["parent_code"] for each in categories}
    return [each for each in categories if each["kind"] == kind and each["is_active"] and each["code"] not in parents]


def ticket(
    random: Random, *, kind: str, category: Category, call: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Draw the ticket of a call whose customer is known."""
    is_settled = random.random() < _SETTLED[kind]
    customer = call["customer"]
    return {
        "key": f"lab-{call['call_id']}",
        "kind": kind,
        "category_code": category["code"],
        "customer_id": customer["customer_id"],
        "call_id": call["call_id"],
        "address": customer["address"],
        "description": random.choice(_WORDS[kind]),
        "reply_by": "none" if is_settled else random.choice(("phone", "sms")),
        "is_settled_now": is_settled,
        **({} if is_settled else {"answers": dict(answers)}),
    }
