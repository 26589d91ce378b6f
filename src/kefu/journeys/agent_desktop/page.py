"""One browser page and its socket: numbered frames through a bounded queue."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from kefu.identity.model import Principal

QUEUE_LENGTH = 256


class Page:
    """A page that listens. When it cannot keep up its frames are dropped and it gets a fresh snapshot."""

    def __init__(self, principal: Principal, page_id: str, clock_ms: Callable[[], int]) -> None:
        self.principal = principal
        self.page_id = page_id
        self.topics: set[str] = set()
        self.is_behind = False
        self.is_expired = False
        self.shown: dict[str, Any] = {}
        """What was last sent of each topic, so that only changes are sent."""
        self._clock_ms = clock_ms
        self._seq = 0
        self._queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_LENGTH)

    def push(self, kind: str, data: Any) -> None:
        """Send a frame after those before it."""
        self._seq += 1
        frame = {"t": kind, "seq": self._seq, "ts": self._clock_ms(), "d": data}
        try:
            self._queue.put_nowait(json.dumps(frame, ensure_ascii=False, separators=(",", ":"), default=str))
        except asyncio.QueueFull:
            while not self._queue.empty():
                self._queue.get_nowait()
            self.is_behind = True

    def push_changed(self, kind: str, data: Any) -> None:
        """Send a frame only when it says something new."""
        if self.shown.get(kind) != data:
            self.shown[kind] = data
            self.push(kind, data)

    async def next_frame(self) -> str:
        """Wait for the next frame to send."""
        return await self._queue.get()
