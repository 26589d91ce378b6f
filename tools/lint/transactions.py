"""One request or job, one transaction, through one door."""

from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_ENDS = {"commit", "rollback", "begin", "begin_nested"}
_BOUNDARIES = {("kefu", "platform", "db"), ("kefu", "platform", "migrate")}
_DOORS = {
    "asyncpg.connect",
    "asyncpg.create_pool",
    "sqlalchemy.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "sqlalchemy.ext.asyncio.async_sessionmaker",
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.sessionmaker",
}


def commit_at_boundary(modules: Sequence[Module]) -> Iterator[Finding]:
    """Begin, commit and roll back only in platform/db.py, where a request or job begins and ends (or a migration)."""
    for module in modules:
        if not module.is_product or module.parts in _BOUNDARIES:
            continue
        for call, name in module.calls():
            if "." in name and name.rsplit(".", 1)[1] in _ENDS:
                yield module.finding(call, f"{name}() belongs to Database.transaction; the boundary commits")


def one_door(modules: Sequence[Module]) -> Iterator[Finding]:
    """Open sessions and connections only in platform; everyone else gets a scoped transaction."""
    for module in modules:
        if not module.is_product or module.parts[1:2] == ("platform",):
            continue
        for call, name in module.calls():
            if name in _DOORS:
                yield module.finding(call, f"{name}() goes past the scope; use Database.transaction")
