"""Time and chance are arguments."""

import ast
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
_TOLD = ("*/service.py", "*/service/*", "*/store.py", "*/store/*")  # these may make identifiers
_CLOCKS = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.",
    "asyncio.sleep",
    "kefu.platform.clock.",
)
_CHANCE = (
    "kefu.platform.ids.new_id",
    "random.",
    "secrets.",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.urandom",
)


def time_is_an_argument(modules: Sequence[Module]) -> Iterator[Finding]:
    """Ask no clock and throw no dice where decisions are made; services and stores are told the time."""
    for module in modules:
        forbidden = _forbidden(module)
        for node in module.nodes if forbidden else ():
            # a mention is enough: a clock kept in a default argument is a clock
            name = module.imported_name(node)
            if name.startswith(forbidden):
                yield module.finding(node, f"{name} makes the outcome depend on when it runs; pass the value in")


def _forbidden(module: Module) -> tuple[str, ...]:
    if any(fnmatch(module.path, pattern) for pattern in _TOLD):
        return _CLOCKS
    is_pure = any(fnmatch(module.path, pattern) for pattern in _PURE) and not _acts(module)
    return _CLOCKS + _CHANCE if is_pure else ()


def _acts(module: Module) -> bool:
    """Tell whether a journey's module is its edge: it awaits."""
    is_journey = module.parts[:2] == ("kefu", "journeys")
    return is_journey and any(isinstance(node, ast.AsyncFunctionDef) for node in module.nodes)
