"""Field work of the demonstration: what is set, areas of all cities, crews with their people, a dispatcher."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.kernel.ids import AreaId, CrewId, LocalNetworkId, PersonId, TenantId
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.workorders.model.organisation import Area, Crew, GeoJson, Member, Slot
from kefu.workorders.model.settings import Choice, ChoiceKind, Level, OrderType, Setting, Severity, Whom
from kefu.workorders.rules.life import DEFAULT
from kefu.workorders.service import organisation
from kefu.workorders.service import settings as work_order_settings
from kefu_lab.people import words
from kefu_lab.seed.places import CITIES, City

CREW_SIZE = 3
_RADIUS = 0.055
"""Of an area's hexagon, in degrees of latitude."""
_CENTRES = {
    "nanjing": (118.797, 32.060),
    "wuxi": (120.312, 31.491),
    "zhenjiang": (119.425, 32.188),
    "suzhou": (120.585, 31.299),
    "nantong": (120.894, 31.980),
    "yangzhou": (119.413, 32.394),
    "yancheng": (120.163, 33.348),
    "xuzhou": (117.284, 34.206),
    "huaian": (119.015, 33.610),
    "lianyungang": (119.222, 34.597),
    "changzhou": (119.974, 31.811),
    "taizhou": (119.923, 32.456),
    "suqian": (118.275, 33.963),
    "huzhou": (120.087, 30.894),
}
"""Longitude and latitude of the cities, WGS 84."""
_NAMES = ("赵强", "钱勇", "孙斌", "李峰", "周涛", "吴刚", "郑杰", "王磊", "冯军", "陈鹏", "褚亮", "卫东", "蒋明")
_SKILLS = (frozenset({"repair", "inspection"}), frozenset({"repair", "installation"}), frozenset({"repair"}))


def _text(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}


def _choices(kind: ChoiceKind, *listed: tuple[str, str, str]) -> Iterator[Choice]:
    for position, (code, zh, en) in enumerate(listed):
        is_fixed = kind is ChoiceKind.RESULT and position < 2
        yield Choice(kind=kind, code=code, text=_text(zh, en), position=position, is_fixed=is_fixed)


SETTINGS: tuple[Setting, ...] = (
    OrderType(code="repair", text=_text("维修", "Repair"), form_code="repair-done", lifecycle=DEFAULT),
    OrderType(code="installation", text=_text("装机", "Installation"), position=1, lifecycle=DEFAULT),
    OrderType(code="inspection", text=_text("巡检", "Inspection"), position=2, lifecycle=DEFAULT),
    Severity(
        code="urgent",
        text=_text("紧急", "Urgent"),
        within_min=24 * 60,
        accept_within_min=30,
        ladder=(
            Level(after_min=0, whom=Whom.CREW_LEAD),
            Level(after_min=2 * 60, whom=Whom.DISPATCHER),
            Level(after_min=8 * 60, whom=Whom.MANAGER),
        ),
    ),
    Severity(
        code="ordinary",
        text=_text("一般", "Ordinary"),
        position=1,
        within_min=48 * 60,
        accept_within_min=30,
        ladder=(Level(after_min=0, whom=Whom.CREW_LEAD), Level(after_min=12 * 60, whom=Whom.DISPATCHER)),
    ),
    *_choices(
        ChoiceKind.RESULT,
        ("fixed", "已修复", "Fixed"),
        ("found-well", "到场正常", "Found in order"),
        ("not-fixed", "未修复", "Not fixed"),
        ("customer-away", "客户不在", "Customer away"),
    ),
    *_choices(
        ChoiceKind.CAUSE,
        ("cable", "线缆损坏", "Damaged cable"),
        ("connector", "接头松动", "Loose connector"),
        ("device", "终端故障", "Faulty device"),
        ("trunk", "干线故障", "Trunk fault"),
        ("power", "停电", "Power cut"),
        ("customer", "用户操作", "Customer's own doing"),
    ),
    *_choices(
        ChoiceKind.PART,
        ("connector", "F 头", "F connector"),
        ("splitter", "分支器", "Splitter"),
        ("cable-m", "同轴电缆（米）", "Coaxial cable (m)"),
        ("fibre-m", "皮线光缆（米）", "Drop fibre (m)"),
        ("set-top-box", "机顶盒", "Set-top box"),
        ("onu", "光猫", "ONU"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Into what the crews are employed."""

    tenant_id: TenantId
    networks: Mapping[str, LocalNetworkId]
    role_id: UUID
    password: str
    now: datetime


async def build(session: AsyncSession, staffing: Staffing) -> None:
    """Set what orders need, and give every city areas and a crew: repair1, repair2, ... in the order of the cities."""
    await work_order_settings.define(session, tenant_id=staffing.tenant_id, settings=SETTINGS)
    for number, city in enumerate(CITIES):
        crew = await _crew(session, staffing, city, number)
        areas = tuple(_areas(city, crew))
        slots = tuple(slot for area in areas for slot in _slots(area))
        await organisation.set_up(session, tenant_id=staffing.tenant_id, crew=crew, areas=areas, slots=slots)


async def _crew(session: AsyncSession, staffing: Staffing, city: City, number: int) -> Crew:
    members = []
    for place in range(CREW_SIZE):
        serial = number * CREW_SIZE + place + 1
        person_id = await _employ(session, staffing, city, serial)
        members.append(Member(person_id=person_id, phone=f"+861390512{serial:04d}", skills=_SKILLS[place]))
    return Crew(
        crew_id=CrewId(new_id()),
        code=city.code,
        text=_text(f"{city.name_zh}维修班", f"{city.name_en} crew"),
        local_network_id=staffing.networks[city.code],
        phone=members[0].phone,
        lead_id=members[0].person_id,
        members=tuple(members),
    )


async def _employ(session: AsyncSession, staffing: Staffing, city: City, serial: int) -> PersonId:
    person_id = await identity.create_person(
        session,
        tenant_id=staffing.tenant_id,
        login=f"repair{serial}",
        name=_NAMES[(serial - 1) % len(_NAMES)],
        password=staffing.password,
        now=staffing.now,
    )
    await identity.grant_role(
        session,
        tenant_id=staffing.tenant_id,
        person_id=person_id,
        role_id=staffing.role_id,
        local_network_ids=[staffing.networks[city.code]],
        now=staffing.now,
    )
    return person_id


def _areas(city: City, crew: Crew) -> Iterator[Area]:
    """Give a city as a whole, and each of its districts as a hexagon in rings around the middle."""
    whole = AreaId(new_id())
    yield Area(
        area_id=whole,
        code=city.code,
        text=_text(f"{city.name_zh}市", city.name_en),
        local_network_id=crew.local_network_id,
        district_path=city.name_zh,
        crew_id=crew.crew_id,
        polygon=_hexagon(*_CENTRES[city.code], 4 * _RADIUS),
    )
    districts = words.DISTRICTS.get(city.area_code, words.OTHER_DISTRICTS)
    for place, district in enumerate(districts):
        yield Area(
            area_id=AreaId(new_id()),
            code=f"{city.code}-{place + 1}",
            text=_text(district, f"{city.name_en} district {place + 1}"),
            local_network_id=crew.local_network_id,
            district_path=f"{city.name_zh}/{district}",
            parent_id=whole,
            crew_id=crew.crew_id,
            polygon=_hexagon(*_beside(_CENTRES[city.code], place), _RADIUS),
        )


def _slots(area: Area) -> Iterator[Slot]:
    for begins, ends in (("08:30", "11:30"), ("13:30", "17:30"), ("18:00", "20:00")):
        yield Slot(
            slot_id=new_id(),
            area_id=area.area_id,
            weekdays=frozenset(range(1, 8)),
            begins=begins,
            ends=ends,
            capacity=4,
        )


def _beside(centre: tuple[float, float], place: int) -> tuple[float, float]:
    """Return the middle of a city's first district, or of one of the six around it, or of the ring beyond."""
    if place == 0:
        return centre
    ring, at = divmod(place - 1, 6)
    turn, far = math.radians(60 * at + 30 * ring), _RADIUS * math.sqrt(3) * (ring + 1)
    return centre[0] + far * math.cos(turn) / math.cos(math.radians(centre[1])), centre[1] + far * math.sin(turn)


def _hexagon(lon: float, lat: float, radius: float) -> GeoJson:
    wide = radius / math.cos(math.radians(lat))
    turns = [math.radians(60 * corner) for corner in range(6)]
    ring = [[round(lon + wide * math.cos(t), 5), round(lat + radius * math.sin(t), 5)] for t in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
