"""A short message centre: SMPP 3.4 as a server, with every mood that real ones have."""

import asyncio
import itertools
from collections.abc import Collection, Coroutine
from contextlib import suppress
from enum import StrEnum
from random import Random
from typing import Any

from kefu_lab.sms import pdu
from kefu_lab.sms.alphabet import write_gsm
from kefu_lab.sms.pdu import Frame, ShortMessage
from kefu_lab.sms.phones import Phones

LAB_SECRET = "secret"  # noqa: S105 - of a simulated centre


class Mode(StrEnum):
    """How the centre feels."""

    NORMAL = "normal"
    DOWN = "down"  # nobody listens, every connection is cut
    THROTTLING = "throttling"  # every second submit_sm is too fast
    LOSING = "losing"  # takes a message, and hangs up instead of answering
    HASTY = "hasty"  # the receipt comes before the answer
    REPEATING = "repeating"  # every receipt comes twice


class SmsCentre:
    """One centre on 127.0.0.1.

    Numbers in `switched_off` get nothing, `barred` ones are refused; receipts come after `receipt_after_s`.
    """

    def __init__(
        self,
        phones: Phones | None = None,
        *,
        system_id: str = "kefu",
        password: str = LAB_SECRET,
        receipt_after_s: float = 0.01,
        random: Random | None = None,
    ) -> None:
        self.phones = phones or Phones()
        self.mode = Mode.NORMAL
        self.switched_off: set[str] = set()
        self.barred: set[str] = set()
        self.submitted: list[ShortMessage] = []
        """Everything that was taken, part by part."""
        self.refused = 0
        self._login = (system_id, password)
        self._receipt_after_s = receipt_after_s
        self._random = random or Random(7)
        self._names, self._sequence, self._reference = itertools.count(1), itertools.count(1), itertools.count(1)
        self._server: asyncio.Server | None = None
        self._port = 0
        self._clients: set[asyncio.StreamWriter] = set()
        self._answers: dict[int, asyncio.Future[int]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def port(self) -> int:
        """Return where it listens, or did."""
        return self._port

    @property
    def address(self) -> str:
        """Return what KEFU_SMS must be."""
        return f"smpp://{self._login[0]}:{self._login[1]}@127.0.0.1:{self._port}?from=96296"

    async def start(self) -> None:
        """Listen; after a pause, where it listened before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut everything, and forget what was still to be said."""
        await self._hang_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for client in self._clients:
            client.transport.abort()
        if server is not None:
            await server.wait_closed()

    async def __aenter__(self) -> "SmsCentre":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def feel(self, mode: Mode) -> None:
        """Change the mood."""
        was_down, self.mode = self.mode is Mode.DOWN, mode
        if mode is Mode.DOWN:
            await self._hang_up()
        elif was_down:
            await self.start()

    async def write(
        self, sender: str, text: str, *, to: str = "96296", is_shuffled: bool = False, lost: Collection[int] = ()
    ) -> None:
        """Let somebody write to the centre's customers; wait until all but lost parts are taken in."""
        septets = write_gsm(text)
        coding, content = (0, septets) if septets is not None else (8, text.encode("utf-16-be"))
        alone, of_several = (160, 153) if coding == 0 else (140, 134)
        if len(content) <= alone:
            pieces, head = [content], None
        else:  # a crude phone: it cuts octets, also through a surrogate pair or an escape
            pieces = [content[at : at + of_several] for at in range(0, len(content), of_several)]
            head = bytes((5, 0, 3, next(self._reference) % 256, len(pieces)))
        parts = [
            ShortMessage(
                source=sender.removeprefix("+"),
                source_ton=1,
                destination=to,
                destination_ton=0,
                content=piece if head is None else head + bytes((position,)) + piece,
                data_coding=coding,
                esm_class=0 if head is None else 0x40,
            )
            for position, piece in enumerate(pieces, 1)
            if position not in lost
        ]
        if is_shuffled:
            self._random.shuffle(parts)
        for part in parts:
            await self._deliver(part)

    async def _deliver(self, message: ShortMessage) -> None:
        """Bring a message to a customer, again and again until it is taken."""
        while True:
            for client in list(self._clients):
                with suppress(ConnectionError, TimeoutError):
                    if await self._ask(client, message) == pdu.OK:
                        return
            await asyncio.sleep(0.05)

    async def _ask(self, client: asyncio.StreamWriter, message: ShortMessage) -> int:
        sequence = next(self._sequence)
        answer = self._answers[sequence] = asyncio.get_running_loop().create_future()
        try:
            client.write(Frame(pdu.DELIVER_SM, 0, sequence, message.octets()).octets())
            async with asyncio.timeout(5):
                status: int = await answer
                return status
        finally:
            del self._answers[sequence]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                frame = await pdu.read_frame(reader)
                if not self._handle(frame, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._clients.discard(writer)
            writer.close()

    def _handle(self, frame: Frame, writer: asyncio.StreamWriter) -> bool:
        """Handle one PDU; tell whether the connection goes on."""
        if frame.command == pdu.DELIVER_SM | pdu.ANSWER:
            if (answer := self._answers.get(frame.sequence)) and not answer.done():
                answer.set_result(frame.status)
        elif frame.command in (pdu.BIND_TRANSCEIVER, pdu.BIND_TRANSMITTER, pdu.BIND_RECEIVER):
            is_known = tuple(pdu.read_strings(frame.body, 2)) == self._login
            writer.write(frame.answer(pdu.OK if is_known else pdu.WRONG_PASSWORD, pdu.c_string("lab")).octets())
            if is_known:
                self._clients.add(writer)
            return is_known
        elif frame.command == pdu.SUBMIT_SM:
            return self._take(frame, writer)
        elif frame.command in (pdu.ENQUIRE_LINK, pdu.UNBIND):
            writer.write(frame.answer().octets())
            return frame.command != pdu.UNBIND
        elif not frame.command & pdu.ANSWER:
            writer.write(Frame(pdu.GENERIC_NACK, pdu.WRONG_COMMAND, frame.sequence).octets())
        return True

    def _take(self, frame: Frame, writer: asyncio.StreamWriter) -> bool:
        if self.mode is Mode.THROTTLING and frame.sequence % 2:
            self.refused += 1
            writer.write(frame.answer(pdu.THROTTLED).octets())
            return True
        message = pdu.read_short_message(frame.body)
        number = f"+{message.destination}"
        if number in self.barred:
            writer.write(frame.answer(pdu.WRONG_NUMBER).octets())
            return True
        self.submitted.append(message)
        is_on = number not in self.switched_off
        if is_on:
            self.phones.take_over_the_air(message)
        name = f"{next(self._names):08d}"
        if self.mode is Mode.LOSING:
            self._do(self._receipt(name, message, is_on, after_s=max(0.2, self._receipt_after_s)))
            writer.transport.abort()
            return False
        if self.mode is Mode.HASTY:
            self._do(self._hurry(frame, writer, name, message, is_on))
            return True
        writer.write(frame.answer(body=pdu.c_string(name)).octets())
        for _ in range(2 if self.mode is Mode.REPEATING else 1):
            self._do(self._receipt(name, message, is_on, after_s=self._receipt_after_s))
        return True

    async def _hurry(
        self, frame: Frame, writer: asyncio.StreamWriter, name: str, message: ShortMessage, is_on: bool
    ) -> None:
        receipt = asyncio.create_task(self._receipt(name, message, is_on, after_s=0))
        await asyncio.sleep(0.1)
        writer.write(frame.answer(body=pdu.c_string(name)).octets())
        await receipt

    async def _receipt(self, name: str, message: ShortMessage, is_on: bool, *, after_s: float) -> None:
        if not message.wants_receipt:
            return
        await asyncio.sleep(after_s)
        word, code = ("DELIVRD", 2) if is_on else ("UNDELIV", 5)
        words = (
            f"id:{name} sub:001 dlvrd:{int(is_on):03d} submit date:2611220800 done date:2611220801"
            f" stat:{word} err:{0 if is_on else 27:03d} text:"
        )
        tlvs = {pdu.RECEIPTED_MESSAGE_ID: pdu.c_string(name), pdu.MESSAGE_STATE: bytes((code,))}
        if pdu.USER_REFERENCE in message.tlvs:
            tlvs[pdu.USER_REFERENCE] = message.tlvs[pdu.USER_REFERENCE]
        await self._deliver(
            ShortMessage(
                source=message.destination,
                source_ton=1,
                destination=message.source,
                destination_ton=0,
                esm_class=0x04,
                content=words.encode(),
                tlvs=tlvs,
            )
        )

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
