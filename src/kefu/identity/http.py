"""HTTP of identity: log in and out, who am I, tickets; and the dependencies that guard every other route."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, SecretStr
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from kefu.identity import secrets, service, store
from kefu.identity.model import (
    SESSION_ABSOLUTE,
    CsrfTokenWrongError,
    DeviceKind,
    Grant,
    NotAuthenticatedError,
    Principal,
    SessionKind,
    united_scope,
)
from kefu.kernel.errors import ForbiddenError
from kefu.platform.db import enter_scope
from kefu.platform.web import ClockDep, DatabaseDep, clock_of, database_of

COOKIE = "kefu_session"
CSRF_HEADER = "x-csrf-token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

router = APIRouter(prefix="/api", tags=["identity"])


@dataclass(frozen=True, slots=True)
class Visit:
    """One authenticated request: its only transaction, and who makes it."""

    session: AsyncSession
    principal: Principal
    token: str


async def visit(request: Request, database: DatabaseDep, clock: ClockDep) -> AsyncIterator[Visit]:
    """Authenticate a request and open its transaction; committed when the route has returned, before it is answered.

    Raises: NotAuthenticatedError, SessionExpiredError, CsrfTokenWrongError.
    """
    token = session_token(request)
    async with database.transaction(None) as session:
        principal = await service.authenticate(session, token=token, now=clock())
        if request.method not in _SAFE_METHODS and not secrets.is_csrf_token(
            request.headers.get(CSRF_HEADER, ""), token
        ):
            raise CsrfTokenWrongError
        yield Visit(session, principal, token)


VisitDep = Annotated[Visit, Depends(visit, scope="function")]


async def current(visit: VisitDep) -> Principal:
    """Give a route the person who calls it."""
    return visit.principal


async def transaction(visit: VisitDep) -> AsyncSession:
    """Give a route its transaction, in the principal's scope."""
    return visit.session


async def zone(visit: VisitDep) -> ZoneInfo:
    """Give a route the time zone by whose clock the tenant's days begin."""
    return await service.zone_of(visit.session)


Current = Annotated[Principal, Depends(current)]
Tx = Annotated[AsyncSession, Depends(transaction)]
ZoneDep = Annotated[ZoneInfo, Depends(zone)]


def require(permission: str) -> Callable[[Visit], Awaitable[Principal]]:
    """Make a dependency that refuses who lacks a permission, and hides networks where he lacks it."""

    async def permitted(visit: VisitDep) -> Principal:
        visit.principal.require(permission)
        scope = visit.principal.scope_for(permission)
        if scope != visit.principal.scope:
            await enter_scope(visit.session, scope)
        return visit.principal

    return permitted


def require_any(*permissions: str) -> Callable[[Visit], Awaitable[Principal]]:
    """Make a dependency that refuses who has none of some permissions, and hides networks where he has none."""

    async def permitted(visit: VisitDep) -> Principal:
        held: list[Grant] = [grant for grant in visit.principal.grants if grant.permissions.intersection(permissions)]
        if not held:
            raise ForbiddenError(f"one of {', '.join(permissions)} is missing", permission=permissions[0])
        await enter_scope(visit.session, united_scope(visit.principal.tenant_id, held))
        return visit.principal

    return permitted


def session_token(connection: HTTPConnection) -> str:
    """Read the session token of a request or a WebSocket.

    Raises: NotAuthenticatedError.
    """
    token = connection.cookies.get(COOKIE)
    if token is None:
        raise NotAuthenticatedError
    return token


async def principal_of(connection: HTTPConnection) -> Principal:
    """Recognise the caller of a WebSocket route by his cookie, in a transaction of its own: sockets live long.

    Raises: NotAuthenticatedError, SessionExpiredError, CsrfTokenWrongError when another site's page opens it.
    """
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        raise CsrfTokenWrongError
    database, clock = await database_of(connection), await clock_of(connection)
    async with database.transaction(None) as session:
        return await service.authenticate(session, token=session_token(connection), now=clock())


class LogInBody(BaseModel):
    """What somebody gives to be let in; `tenant` may be left out where there is only one.

    `device` "field" is for a repairman's own telephone: he stays logged in for a week, and may do no more than repair.
    """

    tenant: str | None = Field(default=None, max_length=100)
    login: str = Field(min_length=1, max_length=200)
    password: SecretStr = Field(max_length=1000)
    device: SessionKind = SessionKind.DESK


class PersonView(BaseModel):
    """A person."""

    id: UUID
    name: str
    login: str


class TenantView(BaseModel):
    """A tenant; its days begin by the clock of its time zone, "Asia/Shanghai"."""

    id: UUID
    code: str
    name: str
    time_zone: str


class AgentView(BaseModel):
    """What an agent answers with, and under which number."""

    id: UUID
    number: str
    device_kind: DeviceKind


class LocalNetworkView(BaseModel):
    """A local network in both languages."""

    id: UUID
    name_zh: str
    name_en: str


class MeView(BaseModel):
    """Who I am and what I may do."""

    person: PersonView
    tenant: TenantView
    agent: AgentView | None
    permissions: list[str]
    local_networks: list[LocalNetworkView] | Literal["all"]
    csrf_token: str
    languages: list[str]


class TicketView(BaseModel):
    """A one-time pass for the WebSocket."""

    ticket: str


@router.post("/session")
async def log_in(
    body: LogInBody, request: Request, response: Response, database: DatabaseDep, clock: ClockDep
) -> MeView:
    """Log in: sets the session cookie, answers as GET /api/me."""
    asked = service.LogIn(
        tenant_code=body.tenant or None,
        login=body.login,
        password=body.password.get_secret_value(),
        address=request.client.host if request.client else "",
        kind=body.device,
    )
    token = await service.log_in(database=database, asked=asked, now=clock())
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_ABSOLUTE[body.device].total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https" or request.app.state.is_secure_cookie,
    )
    async with database.transaction(None) as session:
        principal = await service.authenticate(session, token=token, now=clock())
        return await _me(session, principal, token)


@router.get("/me")
async def me(visit: VisitDep) -> MeView:
    """Tell who I am."""
    return await _me(visit.session, visit.principal, visit.token)


@router.get("/local_networks")
async def list_local_networks(visit: VisitDep) -> list[LocalNetworkView]:
    """List the names of the tenant's local networks, whichever of them one works for."""
    return await _networks(visit.session)


@router.delete("/session", status_code=204)
async def log_out(visit: VisitDep, response: Response, clock: ClockDep) -> None:
    """Log out: ends the session."""
    await service.log_out(visit.session, principal=visit.principal, now=clock())
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.post("/realtime/ticket")
async def make_ticket(visit: VisitDep, clock: ClockDep) -> TicketView:
    """Get a ticket for the WebSocket."""
    return TicketView(ticket=await service.make_ticket(visit.session, principal=visit.principal, now=clock()))


async def _me(session: AsyncSession, principal: Principal, token: str) -> MeView:
    tenant = await store.tenant(session)
    agent = None if principal.agent_id is None else await store.agent(session, principal.agent_id)
    networks = principal.scope.local_network_ids
    return MeView(
        person=PersonView(id=principal.person_id, name=principal.name, login=principal.login),
        tenant=TenantView(id=tenant.id, code=tenant.code, name=tenant.name, time_zone=tenant.time_zone),
        agent=agent and AgentView(id=agent.id, number=agent.number, device_kind=DeviceKind(agent.device_kind)),
        permissions=sorted(principal.permissions),
        local_networks="all"
        if networks is None
        else [each for each in await _networks(session) if each.id in networks],
        csrf_token=secrets.csrf_token(token),
        languages=tenant.languages,
    )


async def _networks(session: AsyncSession) -> list[LocalNetworkView]:
    return [
        LocalNetworkView(id=row.id, name_zh=row.name_zh, name_en=row.name_en)
        for row in await store.local_networks(session)
    ]
