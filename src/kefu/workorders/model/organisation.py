"""Who works where: areas, crews and their members, appointment windows, outages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kefu.kernel.ids import AreaId, CrewId, LocalNetworkId, OutageId, PersonId
from kefu.kernel.words import Text

GeoJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where somebody was, in WGS 84."""

    lon: float
    lat: float
    at: datetime
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that a crew looks after. `district_path`: "常州/天宁区"; `address_fragments`: names in addresses."""

    area_id: AreaId
    code: str
    text: Text
    local_network_id: LocalNetworkId | None = None
    district_path: str = ""
    address_fragments: tuple[str, ...] = ()
    parent_id: AreaId | None = None
    crew_id: CrewId | None = None
    polygon: GeoJson | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A repairman in a crew; `phone` is E.164, "" when none is known. `skills` are codes of order types."""

    person_id: PersonId
    phone: str = ""
    skills: frozenset[str] = frozenset()
    is_active: bool = True
    name: str = ""
    position: Position | None = None
    open_orders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A crew; `open_orders` counts the ones that nobody of it has taken yet as well."""

    crew_id: CrewId
    code: str
    text: Text
    local_network_id: LocalNetworkId | None = None
    phone: str = ""
    lead_id: PersonId | None = None
    is_active: bool = True
    members: tuple[Member, ...] = ()
    open_orders: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A window on some days of the week (1 Monday - 7 Sunday): "08:00" to "10:00", for so many customers."""

    slot_id: UUID
    area_id: AreaId
    weekdays: frozenset[int]
    begins: str
    ends: str
    capacity: int
    time_zone: str = "Asia/Shanghai"
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A slot on one day, with what is left of it."""

    slot_id: UUID
    on: date
    from_at: datetime
    to_at: datetime
    capacity: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An outage in an area: nobody there is to be told to wait for a repairman of his own."""

    outage_id: OutageId
    area_id: AreaId
    text: Text
    begins_at: datetime
    expected_until: datetime | None = None
    closed_at: datetime | None = None
    local_network_id: LocalNetworkId | None = None
    version: int = 0
