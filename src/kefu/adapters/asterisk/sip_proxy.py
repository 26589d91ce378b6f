"""Carries a page's SIP between its WebSocket and the switch's: one origin for the browser, no open door for others."""

import asyncio
import contextlib

import aiohttp
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from kefu.adapters.asterisk.address import SwitchAddress

SUBPROTOCOL = "sip"
TRY_AGAIN = 1013


async def carry(socket: WebSocket, http: aiohttp.ClientSession, address: SwitchAddress) -> None:
    """Join a page's socket with the switch until either side closes."""
    try:
        switch = await http.ws_connect(address.sip_socket_url, protocols=[SUBPROTOCOL], max_msg_size=0)
    except (aiohttp.ClientError, OSError):
        await socket.close(TRY_AGAIN)
        return
    async with switch:
        await socket.accept(SUBPROTOCOL)
        inward = asyncio.ensure_future(_to_switch(socket, switch))
        outward = asyncio.ensure_future(_to_page(socket, switch))
        done, running = await asyncio.wait((inward, outward), return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        await asyncio.gather(*done, *running, return_exceptions=True)
    if socket.application_state is WebSocketState.CONNECTED:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close()


async def _to_switch(socket: WebSocket, switch: aiohttp.ClientWebSocketResponse) -> None:
    with contextlib.suppress(WebSocketDisconnect, aiohttp.ClientError, ConnectionError):
        while True:
            await switch.send_str(await socket.receive_text())


async def _to_page(socket: WebSocket, switch: aiohttp.ClientWebSocketResponse) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        async for message in switch:
            if message.type is aiohttp.WSMsgType.TEXT:
                await socket.send_text(message.data)
