"""Who works there: sites, groups, roles, the log-ins for visitors, and the synthetic agents."""

from dataclasses import dataclass, field

from kefu.identity.model import PERMISSIONS, DeviceKind

SITES = {"hq": ("总部客服中心", None), "suzhou": ("苏州分中心", "suzhou"), "xuzhou": ("徐州分中心", "xuzhou")}
"""Name and city by code; the headquarters belongs to no city."""
GROUPS = {"一班": "hq", "二班": "hq", "苏南组": "suzhou", "苏北组": "xuzhou"}
"""Site by name."""

_DESK = frozenset({"desk.use", "call.outbound", "recording.record", "recording.play", "customer.view", "customer.edit"})
_TICKETS = frozenset({"ticket.view", "ticket.handle"})
_SUPERVISION = frozenset(
    {
        "board.view",
        "agent.force_state",
        "agent.message",
        "agent.view_screen",
        "call.listen",
        "call.whisper",
        "call.barge",
        "call.take_over",
        "alarm.acknowledge",
        "alarm.manage",
        "queue.switch",
        "agent.assign",
    }
)
_SURVEYS = frozenset({"survey.call", "survey.manage", "figures.view", "appraisal.answer"})
ROLES = {
    "agent": ("坐席", _DESK | _TICKETS | {"survey.call"}),
    "supervisor": ("班长", _DESK | _TICKETS | _SUPERVISION | {"customer.pii.view"} | _SURVEYS),
    "administrator": ("管理员", PERMISSIONS),
    "dispatcher": ("调度员", frozenset({"workorder.view", "workorder.dispatch", "message.view", "figures.view"})),
    "department": ("部门处理人", _TICKETS | {"customer.view", "customer.pii.view"}),
    "repairman": ("维修员", frozenset({"field.use"})),
}
"""Name and permissions by code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a log-in; an agent when he has a number. `skills`: level by code."""

    login: str
    name: str
    role: str = "agent"
    number: str = ""
    device: DeviceKind = DeviceKind.WEB_PHONE
    group: str = ""
    skills: dict[str, int] = field(default_factory=dict)


_EVERYTHING = {"fault": 8, "service": 8, "complaint": 8}
VISITORS = (
    Person(login="agent", name="林晓燕", number="1001", group="一班", skills=_EVERYTHING | {"english": 8}),
    Person(login="agent2", name="周建国", number="1002", group="一班", skills=_EVERYTHING | {"english": 6}),
    Person(login="supervisor", name="陈立华", role="supervisor", number="1009", group="一班"),
    Person(login="admin", name="系统管理员", role="administrator"),
    Person(login="dispatcher", name="何调度", role="dispatcher"),
)
"""Log-ins for people who try the demonstration."""

MAIL_DOMAIN = "kefu.example"
"""Where who is no agent has his mailbox; nobody delivers there."""

OFFICE = (Person(login="d2001", name="韩值班", role="dispatcher"),)
"""Colleagues behind the desks whom the laboratory plays, besides repairmen and clerks."""

_NAMES = {
    "一班": ("王芳", "李娜", "张伟"),
    "二班": ("刘洋", "陈静", "杨帆"),
    "苏南组": ("赵敏", "黄磊", "吴倩"),
    "苏北组": ("徐强", "孙丽", "马超"),
}


def _synthetic() -> tuple[Person, ...]:
    people = [(name, group) for group, names in _NAMES.items() for name in names]
    return tuple(
        Person(
            login=f"a{number}",
            name=name,
            number=str(number),
            device=DeviceKind.SIP_PHONE,
            group=group,
            # every sixth one is new and takes no complaints; every fourth one speaks English
            skills={"fault": 6, "service": 6}
            | ({"complaint": 5} if number % 6 else {})
            | ({} if number % 4 else {"english": 6}),
        )
        for number, (name, group) in enumerate(people, 2001)
    )


SYNTHETIC = _synthetic()
"""Agents whom the laboratory plays."""
