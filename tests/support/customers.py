"""Synthetic customers in a test's database, and an application that shows them."""

from pathlib import Path
from uuid import UUID

import asyncpg
from fastapi import FastAPI

from kefu.customers import http as customers_http
from kefu.customers import service
from kefu.customers.model import DEFAULT_LEVELS
from kefu.customers.ports import BillingSystem
from kefu.journeys.customer_360 import http as customer_360_http
from kefu.journeys.customer_360.service import Customer360
from kefu.platform.blobs import BlobStore
from kefu.platform.crypto import Vault
from kefu.platform.db import Database
from kefu.recordings import http as recordings_http
from kefu_lab.people import TAGS, Person, Town, networks_of, person, populate

from . import web
from .organisation import Organisation
from .postgres import DatabaseUrls

KEY = bytes(range(32))
VAULT = Vault(KEY)


async def settle(
    database: Database, urls: DatabaseUrls, organisation: Organisation, count: int = 60
) -> tuple[Person, ...]:
    """Let people settle in an organisation's networks, by turns; the same in every organisation."""
    async with database.transaction(organisation.scope) as session:
        await service.define_levels(session, tenant_id=organisation.tenant_id, levels=DEFAULT_LEVELS, tags=TAGS)
    networks = await networks_of(urls.owner_url, organisation.tenant_id)
    town = Town(owner_url=urls.owner_url, tenant_id=organisation.tenant_id, networks=networks, key=KEY)
    await populate(town, count)
    return tuple(person(1, index, networks) for index in range(count))


async def ids_of(superuser: asyncpg.Connection, organisation: Organisation) -> dict[str, UUID]:
    """Map account numbers to customers."""
    query = "SELECT account_no, customer_id FROM billing_account WHERE tenant_id = $1"
    return {row[0]: row[1] for row in await superuser.fetch(query, organisation.tenant_id)}


def make_app(
    database: Database,
    *,
    billing: BillingSystem | None = None,
    blobs: Path | None = None,
    clock: web.Wristwatch | None = None,
) -> FastAPI:
    """Build an application of customers and recordings."""
    routers = (customers_http.router, customer_360_http.router, recordings_http.router)
    app = web.make_app(database, *routers, clock=clock)
    app.state.vault = VAULT
    app.state.on_customer_changed = lambda customer_id: None
    app.state.customer_360 = Customer360(vault=VAULT, billing=billing)
    if blobs is not None:
        app.state.blobs = BlobStore(blobs)
    return app
