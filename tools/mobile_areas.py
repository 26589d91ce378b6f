"""Makes src/kefu/platform/mobile_areas.bin: the area code behind every Chinese mobile prefix of seven digits.

The `phonenumbers` package knows the city of each prefix, at 100 MB of memory; the table holds the same in 1.4 MB.
After an update of the package: python -m tools.mobile_areas
"""

import re
import sys
import zlib
from array import array
from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

FIRST, LAST = 1_300_000, 2_000_000
OUT = Path(__file__).parents[1] / "src/kefu/platform/mobile_areas.bin"
_PROVINCE = re.compile(
    r".+?省|内蒙古(?:自治区)?|广西(?:壮族自治区)?|新疆(?:维吾尔自治区)?|西藏(?:自治区)?|宁夏(?:回族自治区)?"
)
# Cities that now share a neighbour's area code, or that the package spells unlike their fixed lines.
_MOVED = {"陕西咸阳": "29", "河南开封": "371", "湖南湘潭": "731", "湖南株洲": "731", "天津": "22", "山东莱芜": "634"}


def city_key(name: str) -> str:
    """Shorten "江苏省常州市" and "内蒙古自治区呼伦贝尔" to two characters each: spellings differ only behind them."""
    province, city = split(name)
    return province[:2] + city[:2]


def split(name: str) -> tuple[str, str]:
    """Split a name into province and city; the four cities that are provinces have no other."""
    found = _PROVINCE.match(name)
    province = found[0] if found else ""
    return province, name.removeprefix(province)


def area_codes() -> dict[str, str]:
    """Map the key of each city to its area code; a code that several cities share is listed under each."""
    found: dict[str, str] = {}
    for prefix, names in GEOCODE_DATA.items():
        if len(prefix) > 5 or not prefix.startswith("86") or (prefix[2] == "1" and prefix != "8610"):
            continue
        first, *others = names["zh"].split("、")
        province, _ = split(first)
        for city in (first, *(province + other for other in others)):
            found.setdefault(city_key(city), prefix[2:])
    return found | _MOVED


def table() -> "array[int]":
    """Lay out the area codes by prefix; 0 where the city is not known. A shorter prefix stands for all longer ones."""
    codes = area_codes()
    areas = array("H", bytes(2 * (LAST - FIRST)))
    prefixes = sorted((p for p in GEOCODE_DATA if p.startswith("861") and p[3] != "0"), key=len)
    for prefix in prefixes:
        area = int(codes.get(city_key(GEOCODE_DATA[prefix].get("zh", "?")), "0"))
        width = 10 ** (9 - len(prefix))
        start = int(prefix[2:]) * width - FIRST
        areas[start : start + width] = array("H", [area] * width)
    return areas


def main() -> None:
    """Write the table."""
    areas = table()
    if sys.byteorder == "big":
        areas.byteswap()
    OUT.write_bytes(zlib.compress(areas.tobytes(), 9))
    print(f"{OUT.name}: {sum(map(bool, areas))} prefixes, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
