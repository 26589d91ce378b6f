"""Every tenant's rows are behind the wall."""

import ast
import re
from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_ENABLED = re.compile(r"ALTER TABLE\s+(?:ONLY\s+)?(\w+)\s+ENABLE ROW LEVEL SECURITY", re.IGNORECASE)


def rls_on_tenant_tables(modules: Sequence[Module]) -> Iterator[Finding]:
    """Enable row-level security, in a migration, on every ORM table with a tenant_id."""
    walled = {table for module in modules if module.path.startswith("migrations/") for table in _walled(module)}
    classes = {n.name: n for m in modules if m.is_product for n in m.nodes if isinstance(n, ast.ClassDef)}
    for module in modules:
        for node in module.nodes:
            if not isinstance(node, ast.ClassDef) or not _has_tenant(node, classes):
                continue
            table = _own(node, "__tablename__")
            if table is not None and table not in walled:
                yield module.finding(node, f"no migration enables row-level security on {table!r}")


def _walled(module: Module) -> Iterator[str]:
    yield from _ENABLED.findall(module.text)
    for call, name in module.calls():
        if name.endswith("rls.enable") and call.args:
            yield from _values(module, call.args[0])


def _values(module: Module, node: ast.expr) -> Iterator[str]:
    """Yield the text a node stands for: itself, or what a `for` over literals gives the name."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.Name):
        for loop in module.nodes:
            if isinstance(loop, ast.For | ast.comprehension) and node.id in {
                n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)
            }:
                yield from (str(c.value) for c in ast.walk(loop.iter) if isinstance(c, ast.Constant))


def _has_tenant(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> bool:
    bases = (classes.get(ast.unparse(base).rpartition(".")[2]) for base in node.bases)
    return _has(node, "tenant_id") or any(base is not None and _has_tenant(base, classes) for base in bases)


def _has(node: ast.ClassDef, name: str) -> bool:
    return any(
        isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and item.target.id == name
        for item in node.body
    )


def _own(node: ast.ClassDef, name: str) -> str | None:
    for item in node.body:
        if isinstance(item, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in item.targets):
            return str(item.value.value) if isinstance(item.value, ast.Constant) else None
    return None
