"""`kefu recount`: make figures anew from the facts, and tell what was different. `kefu clock`: when days begin."""

import argparse
import sys
from datetime import date, datetime, timedelta

from kefu.identity.service import find_tenant, list_tenant_ids
from kefu.insight.figures import service
from kefu.kernel.errors import InvalidError
from kefu.kernel.scope import Scope
from kefu.platform.db import Database


class DaysBackwardError(InvalidError):
    """The last day is before the first."""

    code = "days-backward"
    title = "The last day is before the first"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what can be said on the command line."""
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, help="first day, UTC")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, help="last day, UTC")


async def run(database: Database, chosen: argparse.Namespace) -> None:
    """Make every tenant's figures of some days anew, one transaction for a day; print what was different.

    Raises: DaysBackwardError.
    """
    if chosen.last < chosen.first:
        raise DaysBackwardError(f"from {chosen.first} to {chosen.last}")
    async with database.transaction(None) as session:
        tenant_ids = await list_tenant_ids(session)
    different = 0
    for tenant_id in tenant_ids:
        day = chosen.first
        while day <= chosen.last:
            async with database.transaction(Scope(tenant_id)) as session:
                is_different = await service.recount(session, tenant_id=tenant_id, day=day)
            different += is_different
            sys.stdout.write(f"{tenant_id} {day} {'was different' if is_different else 'the same'}\n")
            day += timedelta(days=1)
    await database.dispose()
    sys.stdout.write(f"{different} days were different\n")


def add_clock_options(parser: argparse.ArgumentParser) -> None:
    """Say what can be said on the command line."""
    parser.add_argument("time_zone", help="time zone by whose clock the tenant's days begin: Asia/Urumqi")
    parser.add_argument("--tenant", help="code of the tenant; may be left out where there is only one")


async def set_clock(database: Database, chosen: argparse.Namespace, now: datetime) -> None:
    """Let a tenant's days begin by another clock, and sum them up anew.

    Raises: TenantNotFoundError, TimeZoneUnknownError.
    """
    async with database.transaction(None) as session:
        tenant_id = await find_tenant(session, code=chosen.tenant)
    async with database.transaction(Scope(tenant_id)) as session:
        await service.set_clock(session, tenant_id=tenant_id, time_zone=chosen.time_zone, now=now)
    await database.dispose()
    sys.stdout.write(f"{tenant_id}: days begin by the clock of {chosen.time_zone}\n")
