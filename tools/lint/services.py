"""Services look the same everywhere."""

import ast
from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_WRITES = ("add", "append", "create", "delete", "insert", "merge", "remove", "replace", "save", "update", "upsert")
_DOORS = {"session", "database"}


def services_take_keywords(modules: Sequence[Module]) -> Iterator[Finding]:
    """Give a use case `session` (or `database`) first, and the rest by keyword; no write without it."""
    for module in modules:
        if module.parts[-1] != "service" and module.parts[-2:-1] != ("service",):
            continue
        for function in module.tree.body:
            if isinstance(function, ast.AsyncFunctionDef) and not function.name.startswith("_"):
                yield from _judge(module, function)


def _judge(module: Module, function: ast.AsyncFunctionDef) -> Iterator[Finding]:
    positional = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    named = {*positional, *(a.arg for a in function.args.kwonlyargs)}
    if len(positional) > 1 or not _DOORS.issuperset(positional):
        yield module.finding(function, f"{function.name} takes all but `session` by keyword")
    writing = _first_write(module, function)
    if writing and not named & _DOORS:
        yield module.finding(function, f"{function.name} writes ({writing}) and so takes `session`")


def _first_write(module: Module, function: ast.AST) -> str | None:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            owner, _, verb = module.full_name(node.func).rpartition(".")
            if verb.startswith(_WRITES) and (owner == "session" or owner.endswith("store")):
                return f"{owner.rpartition('.')[2]}.{verb}"
    return None
