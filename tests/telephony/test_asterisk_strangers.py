"""SIP from an address that nobody knows: no service, and nothing to learn."""

import asyncio
import re
import socket
from collections.abc import Iterator

import pytest

from kefu.adapters.asterisk.switch import AsteriskSwitch
from kefu.calls.events import Offered, Originated, SwitchAvailability
from kefu.calls.model import Device, DeviceKind
from support.switch_world import SECRET, EventLog
from support.telephony import STRANGER_IP, RunningSwitch

# everything in an answer that is new each time
_CHANGING = re.compile(r'(tag=|branch=|nonce="|opaque="|Call-ID: |rport=)[^";\r\n]*')
METHODS = ("INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "MESSAGE", "PUBLISH", "REFER", "NOTIFY", "INFO")
SENDERS = ("1001", "4711", "trunk", "anonymous")
NUMBERS = ("96296", "1001", "4711", "s")


@pytest.fixture
def stranger() -> Iterator[socket.socket]:
    """Open a socket at an address that nobody knows."""
    with socket.socket(type=socket.SOCK_DGRAM) as opened:
        opened.bind((STRANGER_IP, 0))
        opened.setblocking(False)
        yield opened


async def ask(running: RunningSwitch, stranger: socket.socket, method: str, sender: str, number: str) -> str:
    """Send a request and return the answer, without what changes each time."""
    ip, port = running.sip
    here = f"{STRANGER_IP}:{stranger.getsockname()[1]}"
    call = f"{method}-{sender}-{number}"
    event = "Event: presence\r\nExpires: 60\r\n" if method in {"SUBSCRIBE", "PUBLISH", "NOTIFY"} else ""
    request = (
        f"{method} sip:{number}@{ip}:{port} SIP/2.0\r\nVia: SIP/2.0/UDP {here};branch=z9hG4bK{call};rport\r\n"
        f"From: <sip:{sender}@{ip}>;tag={call}\r\nTo: <sip:{number}@{ip}>\r\nCall-ID: {call}\r\nCSeq: 1 {method}\r\n"
        f"Contact: <sip:{sender}@{here}>\r\nMax-Forwards: 70\r\n{event}Content-Length: 0\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    await loop.sock_sendto(stranger, request.encode(), running.sip)
    async with asyncio.timeout(5):
        while True:
            answer = (await loop.sock_recv(stranger, 4096)).decode()
            if f"Call-ID: {call}\r\n" in answer:
                plain = _CHANGING.sub(r"\1*", answer).replace(call, "*")
                return plain.replace(f"sip:{sender}@", "sip:*@").replace(f"sip:{number}@", "sip:*@")


@pytest.mark.parametrize("method", METHODS)
async def test_the_answer_is_the_same_whoever_asks_for_whatever(
    asterisk: RunningSwitch, stranger: socket.socket, method: str
) -> None:
    async with AsteriskSwitch("node1", asterisk.node.address) as switch:
        heard = EventLog(switch)
        await heard.next(SwitchAvailability, is_available=True)
        await switch.add_device(Device(DeviceKind.SIP_PHONE, "1001"), SECRET)
        answers = {await ask(asterisk, stranger, method, sender, number) for sender in SENDERS for number in NUMBERS}
        assert len(answers) == 1
        answer = answers.pop()
        assert answer.startswith("SIP/2.0 401 ")
        assert not re.search(r"asterisk|22\.\d|debian", answer, re.IGNORECASE)
        assert await switch.snapshot() == []
        assert not [event for event in heard.all if isinstance(event, Offered | Originated)]
        await switch.remove_device(Device(DeviceKind.SIP_PHONE, "1001"))
        await heard.close()
