"""One synthetic customer, computed from the seed and his number alone, whoever else is made or not."""

import hashlib
import sys
import zlib
from array import array
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from operator import mul

from pypinyin import lazy_pinyin

from kefu.customers.model import DEFAULT_LEVELS, PartyKind, ProductStatus
from kefu.customers.pinyin import in_pinyin
from kefu.kernel.ids import LocalNetworkId
from kefu_lab.people import words

TODAY = date(2026, 11, 22)
"""Contracts run as of this day, so that the same seed gives the same customers for ever."""
_FIRST_MOBILE_PREFIX = 1_300_000
_SHORT = {"0572": 6}
"""Areas whose fixed lines have seven digits (six behind the first), not eight."""
_LEVELS = tuple(level.code for level in DEFAULT_LEVELS)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Network:
    """A local network whose people are made."""

    local_network_id: LocalNetworkId
    name_zh: str
    area_code: str  # as people dial it: "0519"


@dataclass(frozen=True, slots=True)
class Holding:
    """A product that somebody has."""

    product: int  # index in words.PRODUCTS
    resource: str
    status: ProductStatus
    expires_on: date


@dataclass(frozen=True, slots=True)
class Person:
    """A synthetic customer."""

    index: int
    network: Network
    kind: PartyKind
    name: str
    pinyin: str
    initials: str
    level: str
    tags: tuple[str, ...]
    id_card: str  # of no real region (99....): nobody's, but with a right check character
    phones: tuple[str, ...]  # E.164, the preferred one first
    address: str
    district_path: str
    account_no: str
    since_on: date
    holdings: tuple[Holding, ...]
    entropy: bytes


def person(seed: int, index: int, networks: tuple[Network, ...]) -> Person:
    """Compute who somebody is."""
    entropy = hashlib.blake2b(b"%d:%d" % (seed, index), digest_size=48).digest()
    draw = _Draw(int.from_bytes(entropy[:32], "big"))
    network = networks[index % len(networks)]
    serial = index // len(networks)
    kind = PartyKind.ORGANIZATION if draw.below(25) == 0 else PartyKind.INDIVIDUAL
    name, pinyin, initials = _firm(draw, network) if kind is PartyKind.ORGANIZATION else _name(draw)
    district, address = _address(draw, network)
    landline = _landline(network, serial, draw)
    since_on = TODAY - timedelta(days=draw.below(5000))
    return Person(
        index=index,
        network=network,
        kind=kind,
        name=name,
        pinyin=pinyin,
        initials=initials,
        level=_LEVELS[(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3)[draw.below(12)]],
        tags=tuple(tag.code for tag in words.TAGS if draw.below(9) == 0),
        id_card=_id_card(draw, index) if kind is PartyKind.INDIVIDUAL else "",
        phones=(_mobile(network, serial), landline) if landline else (_mobile(network, serial),),
        address=address,
        district_path=f"{network.name_zh}/{district}",
        account_no=f"{network.area_code:0>4}{serial:08d}",
        since_on=since_on,
        holdings=_holdings(draw, network, serial, landline),
        entropy=entropy[32:],
    )


def balance_of(account_no: str) -> tuple[int, int]:
    """Compute what an account has and owes, in fen; the billing simulator says the same. A third is in arrears."""
    draw = _Draw(zlib.crc32(account_no.encode()))
    due = draw.below(30_000) if draw.below(3) == 0 else 0
    return (-due if due else draw.below(20_000)), due


class _Draw:
    """Deals out one big number in small ones."""

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def below(self, limit: int) -> int:
        self._bits, drawn = divmod(self._bits, limit)
        return drawn


@cache
def _syllable(character: str) -> str:
    return str(lazy_pinyin(character)[0])


@cache
def _surname(character: str) -> str:
    return in_pinyin(character, is_person=True)[0]


def _name(draw: _Draw) -> tuple[str, str, str]:
    surname = words.SURNAMES[draw.below(len(words.SURNAMES))]
    given = [words.GIVEN[draw.below(len(words.GIVEN))] for _ in range(1 + (draw.below(4) > 0))]
    syllables = [_surname(surname), *map(_syllable, given)]
    return surname + "".join(given), "".join(syllables), "".join(syllable[0] for syllable in syllables)


@cache
def _firm_name(city: str, firm: int, trade: int) -> tuple[str, str, str]:
    name = f"{city}{words.FIRMS[firm]}{words.TRADES[trade]}有限公司"
    return name, *in_pinyin(name, is_person=False)


def _firm(draw: _Draw, network: Network) -> tuple[str, str, str]:
    return _firm_name(network.name_zh, draw.below(len(words.FIRMS)), draw.below(len(words.TRADES)))


def _address(draw: _Draw, network: Network) -> tuple[str, str]:
    districts = words.DISTRICTS.get(network.area_code, words.OTHER_DISTRICTS)
    district = districts[draw.below(len(districts))]
    street = words.STREETS[draw.below(len(words.STREETS))]
    compound = words.COMPOUNDS[draw.below(len(words.COMPOUNDS))]
    number, block, unit = 1 + draw.below(400), 1 + draw.below(40), 1 + draw.below(4)
    room = (1 + draw.below(18)) * 100 + 1 + draw.below(4)
    return district, f"{network.name_zh}市{district}{street}{number}号{compound}{block}幢{unit}单元{room}室"


@cache
def _mobile_prefixes(area_code: str) -> tuple[int, ...]:
    table = files("kefu.platform").joinpath("mobile_areas.bin").read_bytes()
    areas = array("H", zlib.decompress(table))
    if sys.byteorder == "big":
        areas.byteswap()
    wanted = int(area_code)
    return tuple(_FIRST_MOBILE_PREFIX + at for at, area in enumerate(areas) if area == wanted) or (1_380_000,)


def _mobile(network: Network, serial: int) -> str:
    """Give everybody in a city a number of his own, under a prefix of that city."""
    prefixes = _mobile_prefixes(network.area_code)
    turn, at = divmod(serial, len(prefixes))
    return f"+86{prefixes[at]}{(turn * 7919 + at * 31) % 10_000:04d}"


def _landline(network: Network, serial: int, draw: _Draw) -> str | None:
    """Give every third household a fixed line; now and then two customers share one."""
    if draw.below(3):
        return None
    household = serial - 1 if serial and draw.below(20) == 0 else serial
    digits = _SHORT.get(network.area_code, 7)
    return f"+86{network.area_code[1:]}8{household * 7919 % 10**digits:0{digits}d}"


def _id_card(draw: _Draw, index: int) -> str:
    born_on = date(1945, 1, 1) + timedelta(days=draw.below(21_900))
    body = f"99{index // 1000 % 10_000:04d}{born_on:%Y%m%d}{index % 1000:03d}"
    total = sum(map(mul, map(int, body), _ID_WEIGHTS))
    return body + _ID_CHECKS[total % 11]


def _holdings(draw: _Draw, network: Network, serial: int, landline: str | None) -> tuple[Holding, ...]:
    resources = (
        f"8512{network.area_code[1:]:0>3}{serial:09d}",
        f"KD{network.area_code[1:]}{serial:08d}",
        f"HD{network.area_code[1:]}{serial:08d}",
        f"0{landline[3:]}" if landline else "",
    )
    wanted = (True, draw.below(3) > 0, draw.below(3) == 0, landline is not None)
    return tuple(
        Holding(product, resources[product], _status(draw), TODAY + timedelta(days=draw.below(900) - 20))
        for product in range(len(words.PRODUCTS))
        if wanted[product]
    )


def _status(draw: _Draw) -> ProductStatus:
    match draw.below(50):
        case 0:
            return ProductStatus.FAULT
        case 1 | 2:
            return ProductStatus.SUSPENDED
        case 3:
            return ProductStatus.PENDING_ACTIVE
    return ProductStatus.ACTIVE
