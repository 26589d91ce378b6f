"""Time and chance are arguments."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch

from tools.lint.source import Finding, Module

_PURE = (
    "src/kefu/kernel/*",
    "src/kefu/acd/core/*",
    "src/kefu/ivr/interpreter*",
    "src/kefu/journeys/inbound_call/*",
    "*/rules.py",
    "*/rules/*",
    "*/model.py",
    "*/events.py",
)
_ACTING = ("src/kefu/journeys/inbound_call/centre*",)
_CLOCKS = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.",
    "asyncio.sleep",
    "kefu.platform.clock.",
    "kefu.platform.ids.new_id",
    "random.",
    "secrets.",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.urandom",
)


def time_is_an_argument(modules: Sequence[Module]) -> Iterator[Finding]:
    """Ask no clock and throw no dice in kernel, models, rules, the engine, the interpreter and the call machine."""
    for module in modules:
        if not _matches(module.path, _PURE) or _matches(module.path, _ACTING):
            continue
        for node in module.nodes:
            # a mention is enough: a clock kept in a default argument is a clock
            name = module.imported_name(node)
            if name.startswith(_CLOCKS):
                yield module.finding(node, f"{name} makes the outcome depend on when it runs; pass the value in")


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
