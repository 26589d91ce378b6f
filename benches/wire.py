"""SIP as it passes on the loopback: captured by tcpdump with the kernel's times, read here."""

import asyncio
import re
import shutil
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.02
_BEGIN_TIMEOUT_S = 10.0
_GLOBAL, _RECORD = 24, struct.Struct("<IIII")
_ETHERNET, _UDP = 14, 8
BEGINNINGS_AND_ENDS = "(udp[8:4] = 0x494e5649 or udp[8:4] = 0x42594520)"
"""INVITE and BYE requests."""
EVERYTHING = f"({BEGINNINGS_AND_ENDS} or udp[8:4] = 0x5349502f)"
"""What is answered to them too."""


class CaptureError(Exception):
    """Nothing can be captured; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One SIP request on the wire; `at_ms` is the kernel's time."""

    at_ms: float
    source: str
    target: str
    method: str
    uri_user: str
    from_user: str
    call_id: str
    is_within_dialog: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP message on the wire: a request, or with a status the answer to one of that method."""

    at_ms: float
    source: str
    method: str
    status: int | None
    call_id: str


@asynccontextmanager
async def capture(path: Path, sip_port: int, what: str = BEGINNINGS_AND_ENDS) -> AsyncIterator[None]:
    """Capture messages from and to a port while the body runs.

    Raises: CaptureError.
    """
    if shutil.which("tcpdump") is None:
        raise CaptureError("tcpdump is missing: apt-get install tcpdump")
    wanted = f"udp port {sip_port} and {what}"
    process = await asyncio.create_subprocess_exec(
        *("tcpdump", "-i", "lo", "-n", "-s", "0", "-B", "65536", "-Z", "root", "-U", "-w", str(path), wanted),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await _listening(process)
        yield
        await asyncio.sleep(0.2)  # the kernel hands over what it has within this time
    finally:
        if process.returncode is None:
            process.terminate()
        _, said = await process.communicate()
        lost = re.search(rb"(\d+) packets? dropped by kernel", said)
        if lost and int(lost[1]):
            print(f"  the capture has lost {int(lost[1])} messages", flush=True)


async def _listening(process: asyncio.subprocess.Process) -> None:
    """Wait for tcpdump's word that it listens."""
    said = b""
    assert process.stderr is not None
    async with asyncio.timeout(_BEGIN_TIMEOUT_S):
        while b"listening on" not in said:
            line = await process.stderr.readline()
            if not line:
                raise CaptureError(f"tcpdump cannot capture (it needs CAP_NET_RAW): {said.decode()[-300:]}")
            said += line


def read(path: Path) -> list[Request]:
    """Read a capture in the order of time, without retransmissions.

    Source: draft-ietf-opsawg-pcap (little-endian, microseconds), RFC 3261.
    """
    seen: set[tuple[str, str, str, str]] = set()
    requests = []
    for at_ms, frame in _frames(path.read_bytes()):
        request = _request(at_ms, frame)
        key = request.source, request.method, request.call_id, request.uri_user
        if key not in seen and not (request.method == "INVITE" and request.is_within_dialog):
            seen.add(key)
            requests.append(request)
    return requests


def messages(path: Path) -> Iterator[Message]:
    """Yield a capture's messages in the order of time, retransmissions too; those without a Call-ID are left out."""
    for at_ms, frame in _frames(path.read_bytes()):
        head = frame[_payload_at(frame) :].partition(b"\r\n\r\n")[0]
        first = head.partition(b"\r\n")[0].decode(errors="replace")
        call_id, command = _header(head, b"call-id"), _header(head, b"cseq").rpartition(" ")[2]
        status = int(first.split(" ")[1]) if first.startswith("SIP/") else None
        if call_id:
            source = ".".join(map(str, frame[_ETHERNET + 12 : _ETHERNET + 16]))
            yield Message(at_ms, source, command, status, call_id)


def _header(head: bytes, name: bytes) -> str:
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip().decode(errors="replace")
    return ""


def _payload_at(frame: bytes) -> int:
    return _ETHERNET + 4 * (frame[_ETHERNET] & 0x0F) + _UDP


def _frames(data: bytes) -> Iterator[tuple[float, bytes]]:
    at = _GLOBAL
    while at + _RECORD.size <= len(data):
        seconds, micros, length, _ = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        yield seconds * 1000 + micros / 1000, data[at : at + length]
        at += length


def _request(at_ms: float, frame: bytes) -> Request:
    address = _ETHERNET + 12
    payload = frame[_payload_at(frame) :]
    lines = payload.partition(b"\r\n\r\n")[0].decode(errors="replace").split("\r\n")
    method, uri, _ = lines[0].split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return Request(
        at_ms=at_ms,
        source=".".join(map(str, frame[address : address + 4])),
        target=".".join(map(str, frame[address + 4 : address + 8])),
        method=method,
        uri_user=_user(uri),
        from_user=_user(headers["from"]),
        call_id=headers["call-id"],
        is_within_dialog=";tag=" in headers["to"],
    )


def _user(text: str) -> str:
    """Return the user of the SIP address in a header or a request line."""
    return text.partition("sip:")[2].partition("@")[0]
