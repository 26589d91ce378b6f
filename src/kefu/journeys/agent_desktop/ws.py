"""The desk's WebSocket: frames out as the hub has them, a few small frames in."""

import asyncio
import contextlib
import json
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, WebSocket
from starlette.websockets import WebSocketDisconnect

from kefu.identity import service as identity
from kefu.identity.model import NotAuthenticatedError, SessionExpiredError
from kefu.journeys.agent_desktop.board import Wanted
from kefu.journeys.agent_desktop.boards import Moment
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.agent_desktop.screens import Screens
from kefu.kernel.ids import LocalNetworkId, QueueId
from kefu.platform.db import DatabaseUnavailableError

router = APIRouter()
TOPICS = frozenset({"board", "directory"})
UNAUTHENTICATED, TRY_AGAIN = 4401, 1013
_FAREWELLS = frozenset({1000, 1001})
logger = structlog.get_logger(__name__)


@router.websocket("/ws")
async def desk(
    socket: WebSocket,
    ticket: str,
    page: Annotated[str, Query(min_length=1, max_length=64)],
) -> None:
    """Serve one page until it goes; a one-time ticket opens it."""
    app = socket.app
    hub: Hub = app.state.hub
    screens: Screens = app.state.screens
    await socket.accept()
    try:
        async with app.state.database.transaction(None) as session:
            principal = await identity.redeem_ticket(session, ticket=ticket, now=app.state.clock())
        opened = await hub.open(principal, page)
    except (NotAuthenticatedError, SessionExpiredError):
        await socket.close(UNAUTHENTICATED)
        return
    except DatabaseUnavailableError:
        await socket.close(TRY_AGAIN)
        return
    code = await _serve(socket, hub, screens, opened)
    screens.left(opened)
    hub.close(opened, is_farewell=code in _FAREWELLS)


async def _serve(socket: WebSocket, hub: Hub, screens: Screens, page: Page) -> int:
    """Pass frames both ways; returns the code with which the page has closed."""
    sender = asyncio.ensure_future(_send(socket, page))
    try:
        while True:
            _take(hub, screens, page, await socket.receive_text())
    except WebSocketDisconnect as gone:
        return gone.code
    except RuntimeError:  # the sender has found the socket closed
        return 1006
    finally:
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError):
            await sender


async def _send(socket: WebSocket, page: Page) -> None:
    while True:
        await socket.send_text(await page.next_frame())


def _take(hub: Hub, screens: Screens, page: Page, text: str) -> None:
    """Act on one frame; a malformed one is ignored and logged."""
    try:
        frame: dict[str, Any] = json.loads(text)
        kind, data = frame["t"], frame.get("d") or {}
        match kind:
            case "ping":
                page.push("pong", {})
            case "hello":
                hub.hello(page, has_session=bool(data["has_session"]))
            case "registered":
                hub.registered(page)
            case "subscribe":
                hub.subscribe(page, TOPICS & set(data["topics"]))
            case "unsubscribe":
                hub.unsubscribe(page, set(data["topics"]))
            case "board_scope":
                page.wanted = _wanted(data)
                hub.boards.push(page, Moment())
            case "pop_painted":
                hub.on_pop_painted(float(data["ms"]))
            case "screen":
                screens.take(page, data)
            case "screen_stop":
                screens.stop(page, data["viewing_id"])
            case _:
                logger.info("unknown frame", kind=kind)
    except (ValueError, KeyError, TypeError, AttributeError):
        logger.info("malformed frame", length=len(text))


def _wanted(data: dict[str, Any]) -> Wanted:
    """Read what a board is narrowed to; what is not said is not narrowed."""
    network, queue, site, group = (data.get(name) or None for name in ("network", "queue", "site", "group"))
    return Wanted(
        network_id=LocalNetworkId(UUID(network)) if network else None,
        site=str(site) if site else None,
        group=str(group) if group else None,
        queue_id=QueueId(UUID(queue)) if queue else None,
        is_wall=data.get("is_wall") is True,
    )
