"""Errors can be told apart by their code for ever."""

import ast
import re
from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def error_codes(modules: Sequence[Module]) -> Iterator[Finding]:
    """Give each KefuError its own literal kebab-case code, used by no other."""
    classes = [(m, n) for m in modules if m.is_product for n in m.nodes if isinstance(n, ast.ClassDef)]
    family = {"KefuError"}
    while grown := {c.name for _, c in classes if _bases(c) & family} - family:
        family |= grown
    owners: dict[str, str] = {}
    for module, node in classes:
        if node.name not in family:
            continue
        code = _code(node)
        if code is None:
            yield module.finding(node, f'{node.name} has no code = "..." of its own')
        elif not _KEBAB.fullmatch(code):
            yield module.finding(node, f"{node.name}: {code!r} is not kebab-case")
        elif owners.setdefault(code, node.name) != node.name:
            yield module.finding(node, f"{node.name}: {code!r} belongs to {owners[code]}")


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def _code(node: ast.ClassDef) -> str | None:
    for item in node.body:
        targets = (
            item.targets if isinstance(item, ast.Assign) else [item.target] if isinstance(item, ast.AnnAssign) else []
        )
        if any(isinstance(t, ast.Name) and t.id == "code" for t in targets):
            value = getattr(item, "value", None)
            return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
    return None
