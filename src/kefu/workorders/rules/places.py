"""Addresses, district paths, polygons and distances."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

_NUMBER = re.compile(r"\d|[一二三四五六七八九十百]+[号幢栋座室]")
_SPACE = re.compile(r"[\s,，。.、#\-—_]+")
POINTS_MAX = 2_000
_EARTH_KM = 6371.0


def address_key(address: str) -> str:
    """Return what two spellings of one address share: full width folded, blanks and dots left out."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", address)).casefold()


def is_vague(address: str) -> bool:
    """Tell whether an address names no house: it has no number."""
    return _NUMBER.search(unicodedata.normalize("NFKC", address)) is None


def prefixes(district_path: str) -> list[str]:
    """List the paths that lead to a district, itself included: "常州/天宁区" -> ["常州", "常州/天宁区"]."""
    parts = [part for part in district_path.split("/") if part]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def polygon_problems(polygon: Any) -> Iterator[str]:
    """List why something is no GeoJSON Polygon or MultiPolygon. Source: RFC 7946, 3.1.6 and 3.1.7."""
    rings = _rings(polygon)
    if rings is None:
        yield "not a Polygon or MultiPolygon with coordinates"
        return
    if not rings:
        yield "no ring"
    for ring in rings:
        if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
            yield "a ring takes four points or more, the last one like the first"
        elif not all(map(_is_point, ring)):
            yield "a point is [longitude, latitude], within the globe"
    if sum(len(ring) for ring in rings if isinstance(ring, list)) > POINTS_MAX:
        yield f"more than {POINTS_MAX} points"


def centre(polygon: Any) -> tuple[float, float] | None:
    """Return the middle of a polygon's first ring as (longitude, latitude), None without one."""
    rings = _rings(polygon)
    if not rings:
        return None
    points = rings[0][:-1]
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (longitude, latitude), in km. Source: haversine formula."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _rings(polygon: Any) -> Sequence[Any] | None:
    match polygon:
        case {"type": "Polygon", "coordinates": list(rings)}:
            return rings
        case {"type": "MultiPolygon", "coordinates": list(polygons)} if all(isinstance(p, list) for p in polygons):
            return [ring for rings in polygons for ring in rings]
    return None


def _is_point(point: Any) -> bool:
    match point:
        case [int() | float() as lon, int() | float() as lat, *_]:
            return -180 <= lon <= 180 and -90 <= lat <= 90
    return False
