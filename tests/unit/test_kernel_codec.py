"""Dataclasses become JSON and come back the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any, Literal, NewType, Optional
from uuid import UUID

import pytest

from kefu.kernel.codec import Codec, CodecError

Name = NewType("Name", str)
Key = NewType("Key", UUID)


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    BIG = 3


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True)
class Circle:
    centre: Point
    radius: float


@dataclass
class Tree:
    name: str
    children: list["Tree"] = field(default_factory=list)
    size: int = field(init=False, default=7)


class Register(tuple[int, ...]):
    __slots__ = ()

    def to_json(self) -> int:
        return sum(self)

    @classmethod
    def from_json(cls, data: int) -> "Register":
        return cls([data])


@dataclass
class Everything:
    plain: tuple[None, bool, int, float, str]
    key: Key
    name: Name
    colour: Colour
    size: Size
    at: datetime
    on: date
    maybe: Point | None
    old_style: Optional[Colour]  # noqa: UP045 - both spellings are in use
    shape: Point | Circle
    answer: Circle | str | None
    number: int | str
    points: tuple[Point, ...]
    queue: list[Colour]
    keys: frozenset[Key]
    numbers: set[int]
    by_key: dict[Key, Point]
    by_colour: Mapping[Colour, int]
    by_pair: dict[tuple[Key, str], int]
    by_number: dict[int, str]
    free: dict[str, Any]
    language: Literal["zh-CN", "en"]
    register: Register


K1, K2 = Key(UUID(int=1)), Key(UUID(int=2))
EVERYTHING = Everything(
    plain=(None, True, 1, 0.1, "报障"),
    key=K1,
    name=Name("n"),
    colour=Colour.RED,
    size=Size.BIG,
    at=datetime(2026, 3, 2, 1, 2, 3, 4000, tzinfo=UTC),
    on=date(2026, 3, 2),
    maybe=None,
    old_style=Colour.RED,
    shape=Circle(Point(1, 2), 0.5),
    answer="as it is",
    number=5,
    points=(Point(1), Point(2, 3)),
    queue=[Colour.RED],
    keys=frozenset({K2, K1}),
    numbers={3, 1, 2},
    by_key={K2: Point(0), K1: Point(1)},
    by_colour={Colour.RED: 1},
    by_pair={(K1, "x"): 1},
    by_number={7: "seven"},
    free={"list": [1, None]},
    language="en",
    register=Register([4]),
)
CODEC = Codec([Point, Circle, Everything, Tree])


def test_everything_there_and_back() -> None:
    text = json.dumps(CODEC.encode(EVERYTHING))
    assert CODEC.decode(json.loads(text)) == EVERYTHING


def test_what_it_looks_like() -> None:
    data = CODEC.encode(EVERYTHING)
    assert data["@"] == "Everything"
    assert data["key"] == "00000000-0000-0000-0000-000000000001"
    assert data["shape"] == {"@": "Circle", "centre": {"x": 1, "y": 2}, "radius": 0.5}
    assert data["keys"] == [str(K1), str(K2)]
    assert data["numbers"] == [1, 2, 3]
    assert data["by_key"] == {str(K2): {"x": 0, "y": 0}, str(K1): {"x": 1, "y": 0}}
    assert data["by_pair"] == [[[str(K1), "x"], 1]]
    assert data["by_number"] == [[7, "seven"]]
    assert data["register"] == 4
    assert (type(data["colour"]), type(data["size"])) == (str, int)


def test_classes_may_refer_to_themselves_and_derived_fields_stay_out() -> None:
    tree = Tree("a", [Tree("b"), Tree("c", [Tree("d")])])
    assert CODEC.dump(Tree("b")) == {"name": "b", "children": []}
    assert CODEC.load(Tree, CODEC.dump(tree)) == tree


def test_a_missing_field_takes_its_default() -> None:
    assert CODEC.decode({"@": "Point", "x": 4}) == Point(4, 0)


@pytest.mark.parametrize(
    "data",
    [
        {"@": "Point"},
        {"@": "Point", "x": 1, "z": 2},
        {"@": "Square", "x": 1},
        {"x": 1},
        {"@": ["Point"], "x": 1},
        {"@": "Circle", "centre": [1, 2], "radius": 1},
    ],
)
def test_what_does_not_fit_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(CodecError):
        CODEC.decode(data)


def test_only_registered_classes_are_named() -> None:
    @dataclass
    class Other:
        pass

    with pytest.raises(CodecError):
        CODEC.encode(Other())
    with pytest.raises(CodecError):
        CODEC.encode("text")


def test_two_classes_cannot_share_a_name() -> None:
    twin = dataclass(type("Point", (), {}))
    with pytest.raises(CodecError, match="Point"):
        Codec([Point, twin])
    Codec([Point, Point])


@dataclass
class Odd:
    value: complex


@dataclass
class Ambiguous:
    value: Tree | datetime


@pytest.mark.parametrize("cls", [Odd, Ambiguous])
def test_what_has_no_json_form_is_refused_at_once(cls: type) -> None:
    with pytest.raises(CodecError):
        Codec([Tree, cls])
    codec = Codec([])
    for _ in range(2):
        with pytest.raises(CodecError):
            codec.load(cls, {})
