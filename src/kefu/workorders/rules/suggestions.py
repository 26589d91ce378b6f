"""Which crew should have an order, and why: every point is accounted for."""

from collections.abc import Iterable

from kefu.kernel.ids import AreaId
from kefu.workorders.model.orders import Reason, Suggestion
from kefu.workorders.model.organisation import Crew, Member
from kefu.workorders.rules.places import distance_km

AREA, PARENT_AREA, SKILL = 50, 25, 20
PER_ORDER, LOAD_MOST = -4, -40
PER_KM, DISTANCE_MOST = -2, -20
NO_PHONE, NO_MEMBERS = -10, -60


def suggest(
    crews: Iterable[Crew],
    *,
    type_code: str,
    crew_of_area: Crew | None,
    crew_of_parent: Crew | None,
    place: tuple[float, float] | None,
) -> tuple[Suggestion, ...]:
    """Rank crews for an order: whose area it is, who is able to, who has little to do, who is near. The best first."""
    ranked = [
        _judge(crew, type_code=type_code, area=crew_of_area, parent=crew_of_parent, place=place)
        for crew in crews
        if crew.is_active
    ]
    return tuple(sorted(ranked, key=lambda each: (-each.points, str(each.crew_id))))


def _judge(
    crew: Crew, *, type_code: str, area: Crew | None, parent: Crew | None, place: tuple[float, float] | None
) -> Suggestion:
    reasons: list[Reason] = []
    if area is not None and crew.crew_id == area.crew_id:
        reasons.append(Reason(code="area", points=AREA))
    elif parent is not None and crew.crew_id == parent.crew_id:
        reasons.append(Reason(code="parent-area", points=PARENT_AREA))
    members = [member for member in crew.members if member.is_active]
    able = [member for member in members if type_code in member.skills]
    if able:
        reasons.append(Reason(code="skill", points=SKILL, value=len(able)))
    if not members:
        reasons.append(Reason(code="no-members", points=NO_MEMBERS))
    load = crew.open_orders / max(len(members), 1)
    reasons.append(Reason(code="load", points=max(LOAD_MOST, round(PER_ORDER * load)), value=round(load, 1)))
    person, km = _nearest(able or members, place)
    if km is not None:
        reasons.append(Reason(code="distance", points=max(DISTANCE_MOST, round(PER_KM * km)), value=round(km, 1)))
    if not crew.phone:
        reasons.append(Reason(code="no-phone", points=NO_PHONE))
    return Suggestion(
        crew_id=crew.crew_id,
        person_id=person.person_id if person else None,
        points=sum(reason.points for reason in reasons),
        reasons=tuple(reasons),
    )


def _nearest(members: list[Member], place: tuple[float, float] | None) -> tuple[Member | None, float | None]:
    """Return who is nearest to the place and how far that is; without positions, who has the fewest orders."""
    measured = [
        (distance_km(place, (at.lon, at.lat)), member.open_orders, str(member.person_id), member)
        for member, at in ((member, member.position) for member in members)
        if place is not None and at is not None
    ]
    if measured:
        km, _, _, member = min(measured, key=lambda each: each[:3])
        return member, km
    return min(members, key=lambda each: (each.open_orders, str(each.person_id)), default=None), None


def parents(area_id: AreaId | None, parent_of: dict[AreaId, AreaId | None]) -> list[AreaId]:
    """List the areas around an area, the nearest first; a circle is walked once."""
    found: list[AreaId] = []
    above = parent_of.get(area_id) if area_id else None
    while above is not None and above not in found and above != area_id:
        found.append(above)
        above = parent_of.get(above)
    return found
