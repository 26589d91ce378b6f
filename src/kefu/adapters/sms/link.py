"""One connection to a short message centre: requests and answers by number, signs of life."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from kefu.adapters.sms import pdus
from kefu.adapters.sms.pdus import Command, Pdu, Status

ANSWERS_WITHIN_S = 20.0
LARGEST_SEQUENCE = 0x7FFFFFFF
Deliver = Callable[[Pdu], Awaitable[int]]
logger = structlog.get_logger(__name__)


class LinkLostError(Exception):
    """The connection is gone; `is_written`: our request may have arrived before."""

    def __init__(self, *, is_written: bool) -> None:
        super().__init__("the connection is gone")
        self.is_written = is_written


class Link:
    """Speaks on one connection until it is closed by either side.

    `deliver` handles what the centre brings, one after the other, and returns the status of our answer: only then is it
    acknowledged, so that what was not written down comes again.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deliver: Deliver, *, silence_s: float
    ) -> None:
        self._reader, self._writer, self._deliver = reader, writer, deliver
        self._silence_s = silence_s
        self._sequence = 0
        self._asked: dict[int, asyncio.Future[Pdu]] = {}
        self._brought: asyncio.Queue[Pdu] = asyncio.Queue()
        self._is_open = True

    async def run(self) -> None:
        """Serve the connection until it ends."""
        tasks = [asyncio.create_task(work) for work in (self._read(), self._handle(), self._keep_alive())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not isinstance(error := task.exception(), OSError | EOFError | TimeoutError | LinkLostError | None):
                    logger.error("a short message centre cannot be understood", error=type(error).__name__)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.close()

    def close(self) -> None:
        """Hang up; what is unanswered stays so."""
        self._is_open = False
        self._writer.close()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(LinkLostError(is_written=True))

    async def ask(self, make: Callable[[int], bytes], *, within_s: float = ANSWERS_WITHIN_S) -> Pdu:
        """Send a request and wait for its answer.

        Raises: LinkLostError, TimeoutError.
        """
        if not self._is_open or self._writer.is_closing():
            raise LinkLostError(is_written=False)
        self._sequence = self._sequence % LARGEST_SEQUENCE + 1
        sequence = self._sequence
        request = make(sequence)
        answer = self._asked[sequence] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(request)
            async with asyncio.timeout(within_s):
                pdu: Pdu = await answer
                return pdu
        finally:
            del self._asked[sequence]

    async def unbind(self) -> None:
        """Say good-bye."""
        with suppress(LinkLostError, TimeoutError, OSError):
            await self.ask(lambda sequence: pdus.plain(Command.UNBIND, sequence), within_s=1)

    async def _read(self) -> None:
        while True:
            head = await self._reader.readexactly(pdus.HEADER.size)
            length, command, status, sequence = pdus.HEADER.unpack(head)
            if not pdus.HEADER.size <= length <= pdus.LONGEST:
                raise ConnectionError("this is not SMPP")
            pdu = Pdu(command, status, sequence, head + await self._reader.readexactly(length - len(head)))
            if command & pdus.IS_ANSWER:
                waiting = self._asked.get(sequence)
                if waiting is not None and not waiting.done():
                    waiting.set_result(pdu)
            elif command == Command.DELIVER_SM:
                self._brought.put_nowait(pdu)
            elif command == Command.ENQUIRE_LINK:
                self._answer(pdu)
            elif command == Command.UNBIND:
                self._answer(pdu)
                return
            else:
                self._writer.write(pdus.plain(Command.GENERIC_NACK, sequence, status=Status.INVALID_COMMAND))

    async def _handle(self) -> None:
        while True:
            pdu = await self._brought.get()
            self._answer(pdu, status=await self._deliver(pdu), body=b"\0")

    def _answer(self, pdu: Pdu, *, status: int = Status.OK, body: bytes = b"") -> None:
        self._writer.write(pdus.plain(pdu.command | pdus.IS_ANSWER, pdu.sequence, status=status, body=body))

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(self._silence_s)
            await self.ask(lambda sequence: pdus.plain(Command.ENQUIRE_LINK, sequence), within_s=self._silence_s)
