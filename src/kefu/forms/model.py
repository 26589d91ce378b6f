"""Forms as data: a definition of sections and items, the answers to one, what is wrong with either.

The dataclasses are the JSON format too (`kefu.forms.parsing`). Words, sizes and meanings: docs/reference/forms.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from kefu.kernel.errors import InvalidError

MAX_ITEMS = 200
MAX_TEXT = 2_000
"""Characters of an answer; a text's own `max` may be less."""
MAX_PHOTOS = 10
END = "end"
"""Where a jump leads that ends the form."""

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Words = Annotated[
    dict[Annotated[str, Field(pattern=r"^(zh-CN|en)$")], Annotated[str, Field(max_length=500)]], Field(max_length=2)
]
Number = Annotated[int | float, Field(ge=-1e12, le=1e12)]
Answer = Any
"""A text, a number, or a list of texts; whatever else arrives is told to be wrong."""
Answers = Mapping[str, Answer]
"""By the item's code."""

_STRICT = ConfigDict(extra="forbid", strict=True)


class Purpose(StrEnum):
    """What a form is filled in for."""

    TICKET = "ticket"
    WORK_ORDER = "work_order"
    SURVEY = "survey"
    QUALITY = "quality"


class Kind(StrEnum):
    """What an item asks for."""

    INFO = "info"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    SINGLE = "single"
    MULTI = "multi"
    SCALE = "scale"
    NPS = "nps"
    PHONE = "phone"
    ADDRESS = "address"
    PHOTO = "photo"
    SIGNATURE = "signature"


class Op(StrEnum):
    """How a condition looks at an answer; to all but `unanswered` a missing answer is false."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


CHOICES = frozenset({Kind.SINGLE, Kind.MULTI})
RATINGS = frozenset({Kind.SCALE, Kind.NPS})
WRITTEN = frozenset({Kind.TEXT, Kind.ADDRESS})
NPS_POINTS = (0, 10)


class NpsClass(StrEnum):
    """Whom a recommendation from 0 to 10 makes the customer."""

    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A look at the answer to an earlier item, or to the one that jumps; `is` and `is_not` take several values."""

    __pydantic_config__ = _STRICT

    item: Code
    op: Op
    values: Annotated[tuple[Annotated[str, Field(max_length=40)] | Number, ...], Field(max_length=20)] = ()


Conditions = Annotated[tuple[Condition, ...], Field(max_length=10)]
"""All of them must hold; none at all always hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """Where to go after an item instead of to the next one; the first jump that holds is taken."""

    __pydantic_config__ = _STRICT

    when: Conditions = ()
    to: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to choose; of a scale, the words of one point, whose number is the code."""

    __pydantic_config__ = _STRICT

    code: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]{0,39}|[0-9]{1,2})$")]
    label: Words
    score: Annotated[int, Field(ge=0, le=1000)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, or one piece of information."""

    __pydantic_config__ = _STRICT

    code: Code
    kind: Kind
    label: Words
    hint: Words = field(default_factory=dict)
    is_required: bool = False
    options: Annotated[tuple[Option, ...], Field(max_length=50)] = ()
    min: Number | None = None
    """The least number, point, characters, choices or photos."""
    max: Number | None = None
    is_whole: bool = False
    """Of a number: without a fraction."""
    pattern: Annotated[str, Field(max_length=100)] = ""
    """Of a text: see `rules/pattern.py`."""
    show_if: Conditions = ()
    jumps: Annotated[tuple[Jump, ...], Field(max_length=10)] = ()
    prefill: Annotated[str, Field(max_length=60, pattern=r"^([a-z_]+(\.[a-z_]+)*)?$")] = ""
    """Name of a value that is known already, such as `customer.address`."""
    satisfied_from: Annotated[int, Field(ge=0, le=1000)] | None = None
    """From which score of the chosen option on the customer counts as satisfied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items that are shown together."""

    __pydantic_config__ = _STRICT

    code: Code
    title: Words
    items: Annotated[tuple[Item, ...], Field(max_length=MAX_ITEMS)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A whole form."""

    __pydantic_config__ = _STRICT

    format: Literal[1] = 1
    sections: Annotated[tuple[Section, ...], Field(max_length=30)] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """List the items of all sections in their order."""
        return tuple(item for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a definition may not be published: a stable code, where (`items.solved`), the facts of the sentence."""

    code: str
    place: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the answer to an item."""

    item: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walk:
    """The codes of the items that are asked, in their order; done when none of them has a fault."""

    asked: tuple[str, ...]
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the answers come to; items without an answer count in neither sum."""

    points: int = 0
    max_points: int = 0
    nps: int | None = None
    nps_class: NpsClass | None = None
    is_satisfied: bool | None = None


class AnswersRefusedError(InvalidError):
    """The answers do not fit the form; `errors` names the items as `answers.<code>`."""

    code = "form-answers-refused"
    title = "The form is not filled in correctly"
