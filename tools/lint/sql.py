"""SQL lies where it is looked for, and carries no values in its text."""

import ast
import re
from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_SQL = re.compile(r"\s*(SELECT\b|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|WITH\s+\w+\s+AS\b)")
_STATEMENTS = {f"sqlalchemy.{name}" for name in ("select", "insert", "update", "delete", "text")}
_HOMES = {"store", "sql", "tables"}
_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*")


def sql_in_store(modules: Sequence[Module]) -> Iterator[Finding]:
    """Write SQL only in a room's store, in platform, insight, and a journey's sql module."""
    for module in modules:
        if not module.is_product or module.parts[1:2] in {("platform",), ("insight",)} or _HOMES & set(module.parts):
            continue
        for node in module.nodes:
            match node:
                case ast.Constant(value=str(text)) if _SQL.match(text) and id(node) not in module.prose:
                    yield module.finding(node, "SQL text belongs in the room's store.py")
        for call, name in module.calls():
            if name in _STATEMENTS or name.startswith("sqlalchemy.dialects."):
                yield module.finding(call, f"{name}() belongs in the room's store.py")


def no_values_in_sql(modules: Sequence[Module]) -> Iterator[Finding]:
    """Bind values as parameters; only constants of the module (column lists) may be put into the text."""
    for module in modules:
        for node in module.nodes:
            inserted = _inserted(node)
            if inserted is not None and not all(_is_constant(part) for part in inserted):
                yield module.finding(node, "a value is put into SQL text; bind it as a parameter")


def _inserted(node: ast.AST) -> list[ast.expr] | None:
    """Return what a node puts into SQL text, None when it makes none."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *rest]) if _SQL.match(text):
            return [value.value for value in rest if isinstance(value, ast.FormattedValue)]
        case ast.BinOp(left=ast.Constant(value=str(text)), right=right) if _SQL.match(text):
            return list(right.elts) if isinstance(right, ast.Tuple) else [right]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")) if _SQL.match(text):
            return [*node.args, *(keyword.value for keyword in node.keywords)]
    return None


def _is_constant(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return isinstance(node, ast.Constant) or bool(_CONSTANT.fullmatch(name))
