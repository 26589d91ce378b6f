"""People's phones: each keeps what it gets, and puts long messages together."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from kefu_lab.sms.alphabet import read_gsm
from kefu_lab.sms.pdu import MESSAGE_PAYLOAD, MOST_OCTETS, ShortMessage

_UCS2 = 0x08


@dataclass(frozen=True, slots=True)
class Sms:
    """A message as somebody reads it; `parts`: so many went over the air."""

    to: str
    sender: str
    text: str
    parts: int = 1


class Phones:
    """All phones of the country, by number ("+8613800000000")."""

    def __init__(self) -> None:
        self.all: list[Sms] = []
        """Everything that arrived, in its order."""
        self._parts: dict[tuple[str, str, int, int], dict[int, bytes]] = defaultdict(dict)
        self._changed = asyncio.Event()

    def inbox(self, number: str) -> list[Sms]:
        """List what has arrived on one phone."""
        return [sms for sms in self.all if sms.to == number]

    async def until(self, is_so: Callable[[list[Sms]], bool], *, within_s: float = 10) -> list[Sms]:
        """Wait until what has arrived satisfies somebody.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(within_s):
            while not is_so(self.all):
                self._changed.clear()
                await self._changed.wait()
        return self.all

    def take(self, sms: Sms) -> None:
        """Ring."""
        self.all.append(sms)
        self._changed.set()

    def take_over_the_air(self, message: ShortMessage) -> None:
        """Take in one message, or one part.

        Raises: ValueError when no phone could read it.
        """
        to, content = f"+{message.destination}", message.content
        reference, total, position = 0, 1, 1
        if message.tlvs.get(MESSAGE_PAYLOAD):
            content = message.tlvs[MESSAGE_PAYLOAD]
        else:
            self._weigh(message)
        if message.esm_class & 0x40:
            if content[:3] != b"\x05\x00\x03":
                raise ValueError("a header that no phone knows")
            reference, total, position = content[3:6]
            content = content[6:]
        if total == 1:
            self.take(Sms(to, message.source, _read(content, message.data_coding)))
            return
        parts = self._parts[to, message.source, reference, total]
        parts[position] = content
        if len(parts) == total:
            # each part is read by itself: a character must not hang over
            text = "".join(_read(parts[at], message.data_coding) for at in range(1, total + 1))
            del self._parts[to, message.source, reference, total]
            self.take(Sms(to, message.source, text, total))

    @staticmethod
    def _weigh(message: ShortMessage) -> None:
        octets: float = len(message.content)
        head = message.content[0] + 1 if message.esm_class & 0x40 else 0
        if message.data_coding != _UCS2:  # septets are packed on the air; the header is filled up to whole ones
            octets = -(-head * 8 // 7) * 7 / 8 + (octets - head) * 7 / 8
        if octets > MOST_OCTETS:
            raise ValueError(f"{octets} octets do not fit on the air")


def _read(content: bytes, data_coding: int) -> str:
    return content.decode("utf-16-be") if data_coding == _UCS2 else read_gsm(content)
