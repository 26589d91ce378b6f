"""A database in memory that understands the few statements the ledger and its rooms use, with faults.

Everything of the product down to its SQL runs; tables, keys and conflicts are those of the declared tables. Writing a
row again must write the same: what differs is noted in `contradictions`.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.dialects.postgresql.dml import Insert, OnConflictDoUpdate
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Update
from sqlalchemy.sql.selectable import Select

from kefu.kernel.scope import Scope
from kefu.platform.db import DatabaseUnavailableError
from support.sim_dice import Dice

Row = dict[str, Any]
Rows = list[Row]
_MADE_ANEW = frozenset({"id", "linked_at", "status"})
"""Columns in which a row that is written again may differ."""


class RefusedError(Exception):
    """The database refuses a statement."""


class SimDatabase:
    """Tables as lists of rows. `mode` is what happens to transactions now."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.tables: dict[str, Rows] = {}
        self.mode = "well"
        self.contradictions: list[str] = []
        self._committing: list[_Session] = []
        self.lives = 0

    def rows(self, name: str) -> Rows:
        """Return a table's rows."""
        return self.tables.setdefault(name, [])

    @asynccontextmanager
    async def transaction(self, scope: Scope | None) -> AsyncIterator["_Session"]:
        """Open a transaction.

        Raises: DatabaseUnavailableError, also when it has been committed and only the answer was lost.
        """
        await self._travel()
        if self.mode == "down":
            raise DatabaseUnavailableError("down")
        life, session = self.lives, _Session(self, scope)
        yield session
        if self.mode == "down" or (self.mode == "flaky" and self._dice.chance(0.3)):
            raise DatabaseUnavailableError("lost before the commit")
        self._committing.append(session)
        await self._travel()
        if life != self.lives:
            return
        self._committing.remove(session)
        session.commit()
        if self.mode == "flaky" and self._dice.chance(0.5):
            raise DatabaseUnavailableError("lost after the commit")

    async def _travel(self) -> None:
        mean_ms, longest_ms = (300, 4000) if self.mode == "slow" else (1, 30)
        await asyncio.sleep(self._dice.delay_ms(mean_ms, longest_ms) / 1000)

    def client_died(self) -> None:
        """Roll back what was open; what was being committed is done, or not."""
        self.lives += 1
        for session in self._committing:
            if self._dice.chance(0.5):
                session.commit()
        self._committing.clear()


class _Session:
    """One transaction: its writes are seen by itself, and by others after the commit."""

    def __init__(self, database: SimDatabase, scope: Scope | None) -> None:
        self._database, self._scope = database, scope
        self._own: dict[str, Rows] = {}
        self._done: list[tuple[Any, Sequence[Row]]] = []

    async def execute(self, statement: Any, rows: Sequence[Row] = ()) -> None:
        """Execute a statement."""
        self._done.append((statement, rows))
        _apply(statement, rows, self._view, [])

    async def scalars(self, statement: Select[Any]) -> "_Found":
        """Execute a select of one thing."""
        (column, *_) = statement.selected_columns
        is_entity = len(list(statement.selected_columns)) > 1
        found = [row for row in self._view(column.table) if _holds(statement.whereclause, row)]
        for clause in reversed(statement._order_by_clauses):
            found.sort(key=lambda row, name=clause.key: row[name])
        return _Found([SimpleNamespace(**row) if is_entity else row[column.key] for row in found])

    async def scalar(self, statement: Select[Any]) -> Any:
        """Execute a select of one value."""
        return next(iter(await self.scalars(statement)), None)

    async def get(self, entity: Any, key: object) -> SimpleNamespace | None:
        """Find a row by its key."""
        (name,) = [column.name for column in entity.__table__.primary_key.columns]
        found = (row for row in self._view(entity.__table__) if row[name] == key)
        return next((SimpleNamespace(**row) for row in found), None)

    def commit(self) -> None:
        """Make the writes everybody's."""
        for statement, rows in self._done:
            _apply(statement, rows, lambda table: self._database.rows(table.name), self._database.contradictions)

    def _view(self, table: Table) -> Rows:
        if table.name not in self._own:
            self._own[table.name] = [dict(row) for row in self._database.rows(table.name)]
        return self._own[table.name]


class _Found(list[Any]):
    def all(self) -> list[Any]:
        return self


def _apply(statement: Any, rows: Sequence[Row], view: Any, contradictions: list[str]) -> None:
    if isinstance(statement, Update):
        for row in view(statement.table):
            if _holds(statement.whereclause, row):
                row |= {column.key: bound.value for column, bound in statement._values.items()}
    elif isinstance(statement, Insert) or getattr(statement, "is_insert", False):
        for row in rows:
            _insert(statement, row, view(statement.table), contradictions)
    elif not (isinstance(statement, Select) and not statement.get_final_froms()):  # partitions are made by a function
        raise NotImplementedError(str(statement))


def _insert(statement: Any, row: Row, there: Rows, contradictions: list[str]) -> None:
    table, on_conflict = statement.table, getattr(statement, "_post_values_clause", None)
    keys = [[column.name for column in table.primary_key.columns]]
    keys += [[c.name for c in each.columns] for each in table.constraints if isinstance(each, UniqueConstraint)]
    old = next((each for each in reversed(there) if any(all(each[n] == row[n] for n in key) for key in keys)), None)
    if old is None:
        there.append(dict(row))
    elif on_conflict is None:
        raise RefusedError(f"{table.name} holds it already")
    elif isinstance(on_conflict, OnConflictDoUpdate):
        old |= row
    else:
        differing = {n: (old[n], row[n]) for n in row if n not in _MADE_ANEW and old[n] != row[n]}
        if differing:
            contradictions.append(f"{table.name} {[row[n] for n in keys[0]]}: {differing}")


def _holds(clause: Any, row: Row) -> bool:
    if clause is None:
        return True
    value = clause.right.value
    if clause.operator is operators.in_op:
        return row[clause.left.key] in value
    if clause.operator is operators.eq:
        return bool(row[clause.left.key] == value)
    raise NotImplementedError(str(clause))
