"""A browser's side of the HTTP interface, without a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
from fastapi import APIRouter, FastAPI

from kefu.identity import http as identity_http
from kefu.platform import web
from kefu.platform.db import Database

from .organisation import NOW, PASSWORD


class Wristwatch:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, duration: timedelta) -> None:
        """Let time pass."""
        self.now += duration


def make_app(database: Database, *routers: APIRouter, clock: web.Clock | None = None) -> FastAPI:
    """Build an application of identity and some rooms' routers."""
    app = FastAPI()
    web.install(app, database=database, clock=clock or Wristwatch())
    for router in (identity_http.router, *routers):
        app.include_router(router)
    return app


@asynccontextmanager
async def browse(
    app: FastAPI, login: str | None = None, *, tenant: str | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client, logged in when a log-in is given; it carries the CSRF token by itself."""
    transport = httpx.ASGITransport(app, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        if login is not None:
            answer = await client.post("/api/session", json={"tenant": tenant, "login": login, "password": PASSWORD})
            answer.raise_for_status()
            client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield client
