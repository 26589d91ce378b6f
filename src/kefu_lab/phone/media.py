"""The voice of a call: RTP out and in, all calls of the process paced by one timer.

Every 20 ms one tick sends each stream's next frame and drains its socket; no task and no wake-up per packet.
"""

import asyncio
import errno
import logging
import random
import socket
import struct
from collections import deque
from collections.abc import Callable
from weakref import WeakKeyDictionary

from kefu_lab.phone import rtp
from kefu_lab.phone.audio import ALAW_TO_ULAW, FRAME_SAMPLES, SILENCE, ULAW_TO_ALAW, Frames, Sound
from kefu_lab.phone.heard import Heard
from kefu_lab.phone.sdp import Codec, Direction, Session

log = logging.getLogger(__name__)

PERIOD_S = 0.02
_RESYNC_S = 0.2
_GAP_TICKS = 4  # silence between two keys
_HEADER = struct.Struct("!BBHII")
_G711 = {codec.payload_type for codec in Codec}


class Pacer:
    """The shared 20 ms timer of an event loop; runs only while there are streams."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._streams: dict[MediaStream, None] = {}
        self._next_at = 0.0
        self._is_running = False

    def add(self, stream: "MediaStream") -> None:
        """Begin to drive a stream."""
        self._streams[stream] = None
        if not self._is_running:
            self._is_running = True
            self._next_at = self._loop.time()
            self._loop.call_soon(self._tick)

    def remove(self, stream: "MediaStream") -> None:
        """Stop driving a stream."""
        self._streams.pop(stream, None)

    def _tick(self) -> None:
        now = self._loop.time()
        for stream in tuple(self._streams):
            stream.tick(now)
        if not self._streams:
            self._is_running = False
            return
        self._next_at += PERIOD_S
        if now - self._next_at > _RESYNC_S:  # the machine stood still: do not send the backlog in a burst
            self._next_at = now
        self._loop.call_at(self._next_at, self._tick)


_pacers: WeakKeyDictionary[asyncio.AbstractEventLoop, Pacer] = WeakKeyDictionary()


def _pacer() -> Pacer:
    loop = asyncio.get_running_loop()
    if loop not in _pacers:
        _pacers[loop] = Pacer(loop)
    return _pacers[loop]


class MediaStream:
    """One RTP stream in both directions; silent until told to play. Listens from the start, speaks once connected."""

    def __init__(self, ip: str, *, keeps_s: float, on_digit: Callable[[str], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket, self._control = _socket_pair(ip)
        self.ip, self.port = self._socket.getsockname()
        self.heard = Heard(keeps_s)
        self._on_digit = on_digit
        self._detector = rtp.DigitDetector()
        self._codec, self._event_type, self._is_sending = Codec.PCMA, 101, True
        self._sequence, self._timestamp = random.getrandbits(15), random.getrandbits(31)
        self._source = random.getrandbits(32)
        self._frames: Frames = (SILENCE,)
        self._at, self._is_endless = 0, True
        self._played: asyncio.Future[None] | None = None
        self._keys: deque[tuple[bytes, bool] | None] = deque()  # (payload, is first of its key); None: silence
        self._key_timestamp = 0
        self._pressed: asyncio.Future[None] | None = None
        self._is_closed = False

    def connect(self, remote: Session) -> None:
        """Speak to what the other side has described; again after a change."""
        self._codec = remote.codecs[0]
        self._event_type = remote.event_type if remote.event_type is not None else 101
        self._is_sending = remote.direction in {Direction.SENDRECV, Direction.RECVONLY}
        self._socket.connect((remote.ip, remote.port))
        _pacer().add(self)

    def play(self, sound: Sound) -> "asyncio.Future[None]":
        """Play instead of what played before; the future is done at its end (an endless one: when replaced)."""
        return self._load(sound.frames(), is_endless=sound.is_endless)

    def stop(self) -> None:
        """Fall silent."""
        self._load((SILENCE,), is_endless=True)

    def _load(self, frames: Frames, *, is_endless: bool) -> "asyncio.Future[None]":
        _finish(self._played)
        self._frames, self._at, self._is_endless = frames or (SILENCE,), 0, is_endless
        self._played = self._loop.create_future()
        if self._is_closed:
            _finish(self._played)
        return self._played

    def press(self, digits: str) -> "asyncio.Future[None]":
        """Press keys, one after the other; the future is done after the last.

        Raises: ValueError for a character that no key has.
        """
        for digit in digits:
            payloads = rtp.digit_payloads(digit)
            self._keys.extend((payload, number == 0) for number, payload in enumerate(payloads))
            self._keys.extend([None] * _GAP_TICKS)
        if self._pressed is None or self._pressed.done():
            self._pressed = self._loop.create_future()
        if self._is_closed or not self._keys:
            _finish(self._pressed)
        return self._pressed

    def close(self) -> None:
        """End the stream; waiting futures are done."""
        if not self._is_closed:
            self._is_closed = True
            _pacer().remove(self)
            self._socket.close()
            self._control.close()
            _finish(self._played)
            _finish(self._pressed)

    def tick(self, now: float) -> None:
        """Send 20 ms, take what has arrived."""
        try:
            if self._keys:
                self._send_key()
            elif self._is_sending:
                self._send(self._codec.payload_type, self._next_frame(), self._timestamp)
        except OSError:  # the far end has closed its port, or the buffer is full: it is only a packet
            pass
        self._timestamp = self._timestamp + FRAME_SAMPLES & 0xFFFFFFFF
        self._drain(now)

    def _next_frame(self) -> bytes:
        frame = self._frames[self._at]
        self._at += 1
        if self._at == len(self._frames):
            self._at = 0
            if not self._is_endless:
                self._frames, self._is_endless = (SILENCE,), True
                _finish(self._played)
        return frame if self._codec is Codec.PCMA else frame.translate(ALAW_TO_ULAW)

    def _send_key(self) -> None:
        key = self._keys.popleft()
        if not self._keys:
            _finish(self._pressed)
        if key is None:
            self._send(self._codec.payload_type, SILENCE, self._timestamp)
            return
        payload, is_first = key
        if is_first:
            self._key_timestamp = self._timestamp
        self._send(self._event_type | (0x80 if is_first else 0), payload, self._key_timestamp)

    def _send(self, second_byte: int, payload: bytes, timestamp: int) -> None:
        self._sequence = self._sequence + 1 & 0xFFFF
        self._socket.send(_HEADER.pack(0x80, second_byte, self._sequence, timestamp, self._source) + payload)

    def _drain(self, now: float) -> None:
        sounds: list[bytes] = []
        receive = self._socket.recv
        while not self._is_closed:
            try:
                data = receive(2048)
            except OSError:  # nothing more
                break
            packet = rtp.unpack(data)
            if packet is None:
                continue
            if packet.payload_type == self._event_type:
                if digit := self._detector.feed(packet):
                    self._on_digit(digit)
            elif packet.payload_type in _G711:
                is_alaw = packet.payload_type == Codec.PCMA.payload_type
                sounds.append(packet.payload if is_alaw else packet.payload.translate(ULAW_TO_ALAW))
        self.heard.take(now, sounds)


def _socket_pair(ip: str) -> tuple[socket.socket, socket.socket]:
    """Bind an even port for RTP and the next one, on which the far end's RTCP may arrive unread (RFC 3550, 11)."""
    while True:
        media, control = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        media.setblocking(False)
        try:
            media.bind((ip, 0))
            port = media.getsockname()[1]
            if port % 2 == 0:
                control.bind((ip, port + 1))
                return media, control
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        media.close()
        control.close()


def _finish(future: "asyncio.Future[None] | None") -> None:
    if future is not None and not future.done():
        future.set_result(None)
