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
    """Yield the texts that an expression stands for: a literal, a constant, what a `for` gives the name."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant):
            yield str(part.value)
        elif isinstance(part, ast.Name):
            for source in _sources(module, part.id):
                yield from _values(module, source)


def _sources(module: Module, name: str) -> Iterator[ast.expr]:
    """Yield what is assigned to a name, or gone through under it."""
    for node in module.nodes:
        match node:
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                names = {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
            case ast.Assign(targets=[ast.Name(id=assigned)], value=source):
                names = {assigned}
            case _:
                continue
        if name in names:
            yield source


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
