"""Who works there: roles, the log-ins for visitors, and the synthetic agents."""

from dataclasses import dataclass, field

from kefu.identity.model import PERMISSIONS, DeviceKind

_DESK = {"desk.use", "call.outbound", "recording.record", "recording.play", "customer.view", "customer.edit"}
_BOARD = {"board.view", "agent.force_state", "customer.pii.view"}
ROLES = {
    "agent": ("坐席", _DESK),
    "supervisor": ("班长", _DESK | _BOARD),
    "administrator": ("管理员", PERMISSIONS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a log-in; an agent when he has a number. `skills`: level by code, beside the common ones."""

    login: str
    name: str
    role: str = "agent"
    number: str = ""
    device: DeviceKind = DeviceKind.WEB_PHONE
    group: str = ""
    skills: dict[str, int] = field(default_factory=dict)


VISITORS = (
    Person(login="agent", name="林晓燕", number="1001", group="一班", skills={"english": 8}),
    Person(login="agent2", name="周建国", number="1002", group="一班", skills={"english": 6}),
    Person(login="supervisor", name="陈立华", role="supervisor"),
    Person(login="admin", name="系统管理员", role="administrator"),
)
"""Log-ins for people who try the demonstration."""

_NAMES = (
    ("王芳", "一班"),
    ("李娜", "一班"),
    ("张伟", "一班"),
    ("刘洋", "一班"),
    ("陈静", "二班"),
    ("杨帆", "二班"),
    ("赵敏", "二班"),
    ("黄磊", "二班"),
    ("吴倩", "二班"),
    ("徐强", "夜班"),
    ("孙丽", "夜班"),
    ("马超", "夜班"),
)
SYNTHETIC = tuple(
    Person(
        login=f"a{number}",
        name=name,
        number=str(number),
        device=DeviceKind.SIP_PHONE,
        group=group,
        skills={"english": 5} if number % 4 == 0 else {},
    )
    for number, (name, group) in enumerate(_NAMES, 2001)
)
"""Agents whom the laboratory plays."""

GROUPS = ("一班", "二班", "夜班")
