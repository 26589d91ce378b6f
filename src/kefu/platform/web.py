"""The edge of every HTTP request: one renderer of errors, trace id, body limit, security headers, the database."""

import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from kefu.kernel.errors import InvalidError, KefuError
from kefu.platform.clock import Clock, utc_now
from kefu.platform.db import Database
from kefu.platform.metrics import HTTP_SECONDS

MIB = 1 << 20
DEFAULT_BODY_LIMIT = MIB

# Ant Design writes style attributes; nothing else is allowed inline. wss: to our own origin is covered by 'self'.
_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_SECURITY_HEADERS = {
    "content-security-policy": _CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
}
_CODES = {
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "This method is not allowed here"),
    413: ("body-too-large", "The request body is too large"),
}
_log = structlog.get_logger(__name__)
_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])


def install(app: FastAPI, *, database: Database, clock: Clock = utc_now, is_secure_cookie: bool = False) -> None:
    """Give an application the house's edge; the first thing to do with it."""
    app.state.database = database
    app.state.clock = clock
    app.state.is_secure_cookie = is_secure_cookie
    app.add_middleware(_Edge)
    app.exception_handler(KefuError)(_render_kefu_error)
    app.exception_handler(RequestValidationError)(_render_validation_error)
    app.exception_handler(HTTPException)(_render_http_error)


async def database_of(connection: HTTPConnection) -> Database:
    """Give a route the database."""
    database: Database = connection.app.state.database
    return database


async def clock_of(connection: HTTPConnection) -> Clock:
    """Give a route the clock."""
    clock: Clock = connection.app.state.clock
    return clock


DatabaseDep = Annotated[Database, Depends(database_of)]
ClockDep = Annotated[Clock, Depends(clock_of)]


def body_limit(limit: int) -> Callable[[_Endpoint], _Endpoint]:
    """Let a route's body be this many bytes long instead of 1 MiB; goes below the route's decorator."""

    def mark(endpoint: _Endpoint) -> _Endpoint:
        endpoint.__dict__["body_limit"] = limit
        return endpoint

    return mark


def trace_id_of(connection: HTTPConnection) -> str:
    """Return the id under which this request is logged."""
    trace_id: str = connection.scope["kefu.trace_id"]
    return trace_id


def problem(
    request: HTTPConnection,
    *,
    status: int,
    code: str,
    title: str,
    detail: str = "",
    facts: Any = None,
    errors: list[dict[str, Any]] | None = None,
) -> Response:
    """Render an error as problem+json. Source: RFC 9457."""
    body = {
        "type": f"/errors/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        "facts": jsonable_encoder(facts or {}),
        "errors": errors or [],
        "trace_id": trace_id_of(request),
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


async def _render_kefu_error(request: HTTPConnection, error: KefuError) -> Response | None:
    if isinstance(request, WebSocket):  # before it is accepted this is a 403, afterwards a close frame
        await request.close(WS_1008_POLICY_VIOLATION, error.code)
        return None
    facts = dict(error.facts)
    errors = facts.pop("errors", None) if isinstance(error, InvalidError) else None
    if error.status >= 500:
        _log.warning("request failed", code=error.code, detail=error.detail)
    response = problem(
        request,
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        facts=facts,
        errors=errors,
    )
    if "retry_after_s" in facts:
        response.headers["retry-after"] = str(facts["retry_after_s"])
    return response


async def _render_validation_error(request: Request, error: RequestValidationError) -> Response:
    # What was sent is not echoed: it may be a password.
    errors = [
        {"field": ".".join(map(str, each["loc"][1:])), "code": each["type"].replace("_", "-"), "detail": each["msg"]}
        for each in error.errors()
    ]
    return problem(request, status=422, code=InvalidError.code, title=InvalidError.title, errors=errors)


async def _render_http_error(request: Request, error: HTTPException) -> Response:
    code, title = _CODES.get(error.status_code, ("bad-request", error.detail))
    response = problem(request, status=error.status_code, code=code, title=title)
    response.headers.update(error.headers or {})
    return response


class _Edge:
    """ASGI middleware: names the request, limits its body, adds security headers, catches what nobody else did."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["kefu.trace_id"] = trace_id = secrets.token_hex(16)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_started = False
        status = 500
        began = time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            nonlocal is_started, status
            if message["type"] == "http.response.start":
                is_started, status = True, message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-trace-id"] = trace_id
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        with structlog.contextvars.bound_contextvars(trace_id=trace_id):
            try:
                await self._app(scope, _limited(scope, receive), send_with_headers)
            except Exception:
                _log.exception("request crashed", path=scope["path"], method=scope["method"])
                if is_started:
                    raise
                response = problem(Request(scope), status=500, code=KefuError.code, title=KefuError.title)
                await response(scope, receive, send_with_headers)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                HTTP_SECONDS.labels(scope["method"], route, status).observe(time.perf_counter() - began)


def _limited(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Count the body as it arrives. The limit is looked up late: by then the router has chosen the endpoint."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        limit: int = getattr(scope.get("endpoint"), "body_limit", DEFAULT_BODY_LIMIT)
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            raise HTTPException(413)
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise HTTPException(413)
        return message

    return receive_limited
