"""Tickets of the demonstration: what customers want of a cable and broadband operator, who answers, who is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.store import calendars
from kefu.identity import service as identity
from kefu.identity import store as identity_store
from kefu.kernel.ids import DepartmentId, PersonId, TenantId
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.tickets import service
from kefu.tickets.model import Category, Department, Member, Regulator, Rung, RungTo, Severity, TicketKind

DEPARTMENTS = {
    "network": ("网络运维部", "Network operations", "沈志强", "曹国华"),
    "quality": ("服务质量部", "Service quality", "许文静", "严丽娟"),
    "billing": ("计费账务部", "Billing", "魏小红", "陶建平"),
    "marketing": ("市场营销部", "Marketing", "姜海涛", "戚雅琴"),
    "construction": ("工程建设部", "Construction", "谢永刚", "邹学明"),
}
"""Names, who does the work (dept1, dept2, ...), who is told first (dept1-lead, ...); by code."""
DIRECTOR = ("director", "章立新")
"""Who is told second of everything; the third one is the supervisor."""
URGENT: dict[str, Any] = {"severity": Severity.URGENT, "limit_h": 24}
_REPAIR: dict[str, Any] = {"form_code": "repair-report", "department_code": "network", "work_order_type": "repair"}
_COMPLAINT: dict[str, Any] = {"form_code": "complaint", "first_answer_h": 4}
_OFFICE = "office"

Leaf = tuple[str, str, str, dict[str, Any]]
Branch = tuple[str, str, str, dict[str, Any], tuple[Leaf, ...]]
"""Code, names, what holds for all leaves, the leaves."""

REPORTS: tuple[Branch, ...] = (
    (
        "tv",
        "电视故障",
        "Television",
        _REPAIR,
        (
            ("tv-no-signal", "无信号", "No signal", URGENT),
            ("tv-mosaic", "马赛克、卡顿", "Mosaic, stutter", {}),
            ("tv-no-sound", "无声音", "No sound", {}),
            ("tv-channels", "部分频道缺失", "Channels missing", {}),
            ("tv-smart-card", "智能卡故障", "Smart card", {}),
            ("tv-box", "机顶盒故障", "Set-top box", {}),
        ),
    ),
    (
        "broadband",
        "宽带故障",
        "Broadband",
        _REPAIR,
        (
            ("net-down", "无法上网", "No connection", URGENT),
            ("net-slow", "网速慢", "Slow", {}),
            ("net-drops", "频繁掉线", "Drops often", {}),
            ("net-onu", "光猫亮红灯", "ONU shows red", URGENT),
            ("net-wifi", "无线信号差", "Weak Wi-Fi", {}),
        ),
    ),
    (
        "line",
        "线路设施",
        "Lines and plant",
        _REPAIR | {"department_code": "construction"},
        (
            ("line-cut", "线缆断落", "Cable down", URGENT),
            ("line-box", "分线箱损坏", "Damaged cabinet", {}),
            ("line-no-show", "装机人员未到", "Installer did not come", {"work_order_type": "installation"}),
        ),
    ),
)
COMPLAINTS: tuple[Branch, ...] = (
    (
        "fees",
        "资费争议",
        "Charges",
        _COMPLAINT | {"department_code": "billing"},
        (
            ("fee-wrong", "多收费", "Charged too much", {}),
            ("fee-unknown", "不明扣费", "Unknown charge", {}),
            ("fee-refund", "退费未到", "Refund missing", {}),
            ("fee-invoice", "发票问题", "Invoice", {}),
            ("fee-stopped", "缴费后未开通", "Paid, still cut off", URGENT),
        ),
    ),
    (
        "service",
        "服务态度",
        "Service",
        _COMPLAINT | {"department_code": "quality"},
        (
            ("service-agent", "热线人员态度", "Hotline staff", {}),
            ("service-hall", "营业厅态度", "Hall staff", {}),
            ("service-repairman", "维修人员态度", "Repairman", {}),
            ("service-late", "未按时上门", "Did not come in time", {}),
            ("service-fees-taken", "上门乱收费", "Took money at the door", URGENT),
        ),
    ),
    (
        "faults-again",
        "故障投诉",
        "Faults",
        _COMPLAINT | {"department_code": "network"},
        (
            ("fault-repeated", "反复报修未解决", "Repaired again and again", URGENT),
            ("fault-area", "区域长期故障", "Area down for long", URGENT),
            ("fault-speed", "网速不达标", "Speed not as sold", {}),
        ),
    ),
    (
        "sales",
        "营销投诉",
        "Sales",
        _COMPLAINT | {"department_code": "marketing"},
        (
            ("sales-misled", "虚假宣传", "Misleading promise", {}),
            ("sales-disturbed", "营销骚扰", "Unwanted calls", {}),
            ("sales-no-consent", "未经同意办理", "Ordered without consent", URGENT),
        ),
    ),
    (
        "works",
        "施工投诉",
        "Works",
        _COMPLAINT | {"department_code": "construction"},
        (
            ("works-damage", "施工损坏", "Damage done", {}),
            ("works-left", "线路杂乱、未恢复", "Left untidy", {}),
        ),
    ),
)
_ENQUIRY: dict[str, Any] = {"form_code": "enquiry", "department_code": "billing", "limit_h": 8, "calendar": _OFFICE}
ENQUIRIES: tuple[Branch, ...] = (
    (
        "account",
        "账务查询",
        "Account",
        _ENQUIRY,
        (
            ("ask-bill", "账单明细", "Bill", {}),
            ("ask-balance", "余额欠费", "Balance", {}),
            ("ask-payment", "缴费记录", "Payments", {}),
        ),
    ),
    (
        "progress",
        "进度查询",
        "Progress",
        _ENQUIRY | {"department_code": "quality"},
        (
            ("ask-order", "工单进度", "Work order", {}),
            ("ask-complaint", "投诉进度", "Complaint", {}),
            ("ask-outage", "停断通知", "Outages", {}),
        ),
    ),
)
_CONSULTATION: dict[str, Any] = _ENQUIRY | {"department_code": "marketing", "limit_h": 16}
CONSULTATIONS: tuple[Branch, ...] = (
    (
        "business",
        "业务咨询",
        "Services",
        _CONSULTATION,
        (
            ("advise-plans", "套餐资费", "Plans", {}),
            ("advise-install", "新装条件", "New connection", {}),
            ("advise-move", "移机过户", "Moving, change of owner", {}),
            ("advise-stop", "停机销户", "Suspending, leaving", {}),
            ("advise-company", "集团业务", "For companies", {}),
        ),
    ),
)
TREES = {
    TicketKind.REPORT: REPORTS,
    TicketKind.COMPLAINT: COMPLAINTS,
    TicketKind.ENQUIRY: ENQUIRIES,
    TicketKind.CONSULTATION: CONSULTATIONS,
}
REGULATORS = (
    Regulator(code="12300", name={"zh-CN": "12300 电信用户申诉", "en": "12300 telecom appeals"}, limit_h=48),
    Regulator(code="12345", name={"zh-CN": "12345 政务热线", "en": "12345 city line"}, limit_h=72, position=1),
    Regulator(code="miit", name={"zh-CN": "工信部", "en": "MIIT"}, limit_h=48, position=2),
    Regulator(code="media", name={"zh-CN": "媒体", "en": "Press"}, limit_h=24, position=3),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Into what the departments are employed."""

    tenant_id: TenantId
    role_id: UUID
    password: str
    now: datetime


async def build(session: AsyncSession, staffing: Staffing) -> None:
    """Employ the departments, and set up what can be accepted."""
    director_id = await _employ(session, staffing, *DIRECTOR)
    supervisor = await identity_store.person_by_login(session, "supervisor")
    last = director_id if supervisor is None else PersonId(supervisor.id)
    for number, (code, (zh, en, worker, lead)) in enumerate(DEPARTMENTS.items(), 1):
        members = (
            Member(person_id=await _employ(session, staffing, f"dept{number}", worker)),
            Member(person_id=await _employ(session, staffing, f"dept{number}-lead", lead), level=1),
        )
        ladder = (
            Rung(after_h=0),
            Rung(after_h=4, to=RungTo.PERSON, person_id=director_id),
            Rung(after_h=24, to=RungTo.PERSON, person_id=last),
        )
        department = Department(
            department_id=DepartmentId(new_id()),
            code=code,
            name={"zh-CN": zh, "en": en},
            ladder=ladder,
            members=members,
        )
        await service.define_department(session, tenant_id=staffing.tenant_id, wanted=department)
    calendar_ids = {each.code: each.calendar_id for each in await calendars(session)}
    for category in categories(calendar_ids):
        await service.define_category(session, tenant_id=staffing.tenant_id, wanted=category)
    for regulator in REGULATORS:
        await service.define_regulator(session, tenant_id=staffing.tenant_id, wanted=regulator)


def categories(calendar_ids: Mapping[str, Any]) -> Iterator[Category]:
    """Make the trees, branches before their leaves."""
    for kind, branches in TREES.items():
        for position, (code, zh, en, shared, leaves) in enumerate(branches):
            yield Category(code=code, kind=kind, name=_text(zh, en), position=position)
            for place, (leaf, leaf_zh, leaf_en, own) in enumerate(leaves):
                given = shared | own
                calendar_id = calendar_ids.get(given.pop("calendar", ""))
                yield Category(
                    code=leaf,
                    kind=kind,
                    name=_text(leaf_zh, leaf_en),
                    parent_code=code,
                    position=place,
                    calendar_id=calendar_id,
                    **given,
                )


def _text(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


async def _employ(session: AsyncSession, staffing: Staffing, login: str, name: str) -> PersonId:
    person_id = await identity.create_person(
        session,
        tenant_id=staffing.tenant_id,
        login=login,
        name=name,
        password=staffing.password,
        now=staffing.now,
    )
    await identity.grant_role(
        session, tenant_id=staffing.tenant_id, person_id=person_id, role_id=staffing.role_id, now=staffing.now
    )
    return person_id
