"""A thin client of Asterisk's manager interface (AMI), for what ARI lacks; actions are pipelined."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping

from kefu.adapters.asterisk.address import SwitchAddress

log = logging.getLogger(__name__)

ACTION_TIMEOUT_S = 5.0
_RECONNECT_S = (0.2, 5.0)
_MAX_BLOCK = 1 << 20


class AmiError(Exception):
    """The switch refused an action or does not answer."""


class Ami:
    """One connection to the manager interface, kept by `run`.

    `on_event` gets every event; `on_open` is started for each new connection.
    """

    def __init__(
        self,
        address: SwitchAddress,
        *,
        on_event: Callable[[Mapping[str, str]], None],
        on_open: Callable[[], Awaitable[None]],
    ) -> None:
        self._address = address
        self._on_event, self._on_open = on_event, on_open
        self._ids = itertools.count(1)
        self._pending: dict[str, asyncio.Future[Mapping[str, str]]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._ready = asyncio.Event()

    async def run(self) -> None:
        """Keep the connection until cancelled; reconnects with a growing pause."""
        pause_s = _RECONNECT_S[0]
        while True:
            try:
                await self._serve()
                pause_s = _RECONNECT_S[0]
            except (OSError, EOFError, AmiError, asyncio.LimitOverrunError) as error:
                log.warning("AMI of %s is away: %r", self._address.url, error)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _RECONNECT_S[1])

    async def act(self, action: str, **fields: str) -> Mapping[str, str]:
        """Perform one action and return the answer's fields; waits a little for a lost connection to come back.

        Raises: AmiError.
        """
        try:
            async with asyncio.timeout(ACTION_TIMEOUT_S):
                await self._ready.wait()
                return await self._act(action, fields)
        except TimeoutError as error:
            raise AmiError(f"{action}: no answer") from error

    async def _serve(self) -> None:
        host, port = self._address.ami_host, self._address.ami_port
        async with asyncio.timeout(ACTION_TIMEOUT_S):
            reader, writer = await asyncio.open_connection(host, port, limit=_MAX_BLOCK)
        self._writer = writer
        log_on: asyncio.Task[None] | None = None
        try:
            await reader.readline()  # the banner
            log_on = asyncio.create_task(self._log_on())
            while True:
                self._answer((await reader.readuntil(b"\r\n\r\n")).decode(errors="replace"))
        finally:
            self._ready.clear()
            self._writer = None
            if log_on is not None:
                log_on.cancel()
            pending, self._pending = self._pending, {}
            for future in pending.values():
                if not future.done():
                    future.set_exception(AmiError("connection lost"))
            writer.close()

    async def _log_on(self) -> None:
        with contextlib.suppress(AmiError):  # the connection ends with it
            secret = self._address.password
            await self._act("Login", {"Username": self._address.user, "Secret": secret})
            self._ready.set()
            await self._on_open()

    async def _act(self, action: str, fields: Mapping[str, str]) -> Mapping[str, str]:
        if any("\r" in value or "\n" in value for value in fields.values()):
            raise AmiError(f"{action}: line break in a field")
        writer = self._writer
        if writer is None:
            raise AmiError(f"{action}: not connected")
        action_id = str(next(self._ids))
        lines = {"Action": action, "ActionID": action_id, **fields}
        future = self._pending[action_id] = asyncio.get_running_loop().create_future()
        try:
            writer.write("".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode() + b"\r\n")
            answer: Mapping[str, str] = await future
        finally:
            self._pending.pop(action_id, None)
        if answer.get("Response") != "Success":
            raise AmiError(f"{action}: {answer.get('Message', 'refused')}")
        return answer

    def _answer(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.split("\r\n") if ": " in line)
        if "Event" in fields:
            self._on_event(fields)
            return
        future = self._pending.get(fields.get("ActionID", ""))
        if future is not None and not future.done():
            future.set_result(fields)
