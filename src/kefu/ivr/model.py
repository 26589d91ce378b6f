"""Words of the IVR: a flow is a graph of nodes, written as data and run by `kefu.ivr.interpreter`.

The dataclasses are the format: `kefu.ivr.parsing` reads JSON into them and refuses whatever does not fit.
Every way out of a node is an *exit* with a name; its value is the id of the next node.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from kefu.calendars.model import Calendar
from kefu.calls.model import Cause

KEYS = "0123456789*#"
LANGUAGES = ("zh-CN", "en")

Language = Literal["zh-CN", "en"]
Value = str | int | bool
_Limited = Annotated[str, Field(max_length=200)] | Annotated[int, Field(ge=-(10**15), le=10**15)] | bool
NodeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
PromptName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
VariableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
Template = Annotated[str, Field(max_length=200)]
"""Text in which {name} stands for a variable; an unset variable is empty."""

BUILT_IN_VARIABLES = ("caller", "called", "network", "language")
"""Variables of every call: the caller's number ("" when withheld), the called one, his local network."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A name in both languages."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    zh_cn: Annotated[str, Field(alias="zh-CN", min_length=1, max_length=60)]
    en: Annotated[str, Field(min_length=1, max_length=60)]

    def as_json(self) -> dict[str, str]:
        """Return the form that frames and facts carry."""
        return {"zh-CN": self.zh_cn, "en": self.en}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A prompt in one language, whatever the caller chose ("for English, press 9")."""

    __pydantic_config__ = _STRICT

    prompt: PromptName
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A variable read out from pieces; nothing is said when its value cannot be read that way.

    amount: minor units; number, digits; date: "2026-11-22"; time: "14:30"; duration: seconds.
    """

    __pydantic_config__ = _STRICT

    read: Literal["amount", "number", "digits", "date", "time", "duration"]
    variable: VariableName


Media = tuple[PromptName | Fixed | Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTest:
    """True within a calendar's hours."""

    __pydantic_config__ = _STRICT

    kind: Literal["calendar"]
    calendar: NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTest:
    """True when the caller's number belongs to one of these local networks."""

    __pydantic_config__ = _STRICT

    kind: Literal["local_network"]
    codes: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableTest:
    """Compares a variable with a value; values of different types are unequal and in no order."""

    __pydantic_config__ = _STRICT

    kind: Literal["variable"]
    variable: VariableName
    compare: Literal["eq", "ne", "lt", "le", "gt", "ge"]
    value: _Limited


Test = Annotated[CalendarTest | NetworkTest | VariableTest, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRule:
    """Which queue: `code` may hold variables ("{network}-fault"); when there is no such queue, `fallback`."""

    __pydantic_config__ = _STRICT

    code: Template
    fallback: Annotated[str, Field(min_length=1, max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLevel:
    """The call needs a skill at this level (1-10) or higher."""

    __pydantic_config__ = _STRICT

    skill: Annotated[str, Field(min_length=1, max_length=60)]
    level: Annotated[int, Field(ge=1, le=10)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step of a flow. `label` is what the agent reads in the caller's path; `exits`: name to node id."""

    __pydantic_config__ = _STRICT

    required_exits: ClassVar[frozenset[str]] = frozenset({"next"})
    caller_exits: ClassVar[frozenset[str]] = frozenset()
    """Those of them that only a caller's key can lead to."""
    optional_exits: ClassVar[frozenset[str]] = frozenset()
    """Exits that need not be connected."""
    takes_keys: ClassVar[bool] = False
    """Keys are names of exits too."""
    is_on_path: ClassVar[bool] = False
    """The agent sees it: the caller did or chose something there."""

    label: Text
    exits: Annotated[Mapping[Annotated[str, Field(max_length=20)], NodeId], Field(max_length=20)]

    def all_media(self) -> Media:
        """Return everything that the node may say."""
        parts: list[Media] = [getattr(self, name, ()) for name in ("media", "timeout_media", "invalid_media")]
        return tuple(item for part in parts for item in part)


_Media = Annotated[Media, Field(min_length=1, max_length=30)]
_MaybeMedia = Annotated[Media, Field(max_length=30)]
_Seconds = Annotated[int, Field(ge=1, le=60)]
_Attempts = Annotated[int, Field(ge=1, le=9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play(Node):
    """Says something. A key stops it (and is kept for the next menu) unless `is_interruptible` is false."""

    kind: Literal["play"]
    media: _Media
    is_interruptible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Node):
    """Offers keys, each the name of an exit. After `attempts` silences: exit timeout; wrong keys: invalid.

    `human_keys` are those by which a caller asks for a person.
    """

    required_exits = frozenset({"timeout", "invalid"})
    caller_exits = frozenset({"invalid"})
    takes_keys = True
    is_on_path = True

    kind: Literal["menu"]
    media: _Media
    timeout_media: _MaybeMedia = ()
    invalid_media: _MaybeMedia = ()
    timeout_s: _Seconds = 5
    attempts: _Attempts = 3
    human_keys: Annotated[tuple[Key, ...], Field(max_length=12)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect(Node):
    """Takes digits into a variable; ends at `max_digits`, the terminator or the inter-digit time-out."""

    required_exits = frozenset({"next", "timeout", "invalid"})
    caller_exits = frozenset({"next", "invalid"})
    is_on_path = True

    kind: Literal["collect"]
    media: _Media
    variable: VariableName
    min_digits: Annotated[int, Field(ge=1, le=32)] = 1
    max_digits: Annotated[int, Field(ge=1, le=32)] = 20
    terminator: Literal["*", "#"] | None = "#"
    timeout_media: _MaybeMedia = ()
    invalid_media: _MaybeMedia = ()
    timeout_s: _Seconds = 8
    inter_digit_s: _Seconds = 4
    attempts: _Attempts = 3
    is_secret: bool = False
    """Facts show no digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Node):
    """Goes one of two ways."""

    required_exits = frozenset({"yes", "no"})

    kind: Literal["condition"]
    test: Test


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Node):
    """Asks a named capability; `results` says which variable takes which field of the answer."""

    required_exits = frozenset({"found", "not_found", "failed"})
    is_on_path = True

    kind: Literal["look_up"]
    capability: Annotated[str, Field(min_length=1, max_length=60)]
    arguments: Annotated[Mapping[str, Template], Field(max_length=20)] = field(default_factory=dict)
    results: Annotated[Mapping[str, VariableName], Field(max_length=20)] = field(default_factory=dict)
    media: _MaybeMedia = ()
    """Said while the answer is awaited, and to its end."""
    timeout_s: _Seconds = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariable(Node):
    """Gives a variable a value; text may hold variables."""

    kind: Literal["set"]
    variable: VariableName
    value: _Limited


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLanguage(Node):
    """Changes the language of all that follows."""

    kind: Literal["language"]
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Node):
    """Asks for an agent. A key that is an exit takes the waiting caller out; a refusal: exit refused.

    Outside the queue's hours: exit closed; without it he hears the queue's own prompt, and then exit refused.
    """

    required_exits = frozenset({"refused"})
    optional_exits = frozenset({"closed"})
    takes_keys = True
    is_on_path = True

    kind: Literal["queue"]
    queue: QueueRule
    priority: Annotated[int, Field(ge=0, le=9)] = 0
    needs: Annotated[tuple[SkillLevel, ...], Field(max_length=10)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackOffer(Node):
    """Offers to call `number` back later: the accept key books it; another key, silence: declined.

    An empty number (withheld): exit no_number at once.
    """

    required_exits = frozenset({"accepted", "declined", "no_number"})
    caller_exits = frozenset({"accepted"})
    is_on_path = True

    kind: Literal["callback_offer"]
    media: _Media
    queue: QueueRule
    number: Template = "{caller}"
    accept_key: Key = "1"
    timeout_s: _Seconds = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail(Node):
    """Records the caller until he presses #, hangs up, or `max_s` have passed."""

    is_on_path = True

    kind: Literal["voicemail"]
    media: _Media
    max_s: Annotated[int, Field(ge=5, le=600)] = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp(Node):
    """Ends the call."""

    required_exits = frozenset()

    kind: Literal["hang_up"]
    cause: Cause = Cause.NORMAL


AnyNode = Annotated[
    Play
    | Menu
    | Collect
    | Condition
    | LookUp
    | SetVariable
    | ChooseLanguage
    | Queue
    | CallbackOffer
    | Voicemail
    | HangUp,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A whole flow: where it starts, its nodes by id, the calendars its conditions name."""

    __pydantic_config__ = _STRICT

    format: Literal[1]
    language: Language
    start: NodeId
    nodes: Annotated[Mapping[NodeId, AnyNode], Field(min_length=1, max_length=500)]
    calendars: Annotated[Mapping[NodeId, Calendar], Field(max_length=50)] = field(default_factory=dict)
