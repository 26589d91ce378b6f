"""One browser page and its socket: numbered frames through a bounded queue."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from prometheus_client import Histogram

from kefu.identity.model import Principal
from kefu.journeys.agent_desktop.board import EVERYTHING

QUEUE_LENGTH = 256
POP_PAINTED = Histogram(
    "kefu_screen_pop_seconds", "From event to painted customer panel", buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
)


def encode(data: Any) -> str:
    """Make JSON of what a frame says."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)


class Page:
    """A page that listens. When it cannot keep up its frames are dropped and it gets a fresh snapshot."""

    def __init__(self, principal: Principal, page_id: str, clock_ms: Callable[[], int]) -> None:
        self.principal = principal
        self.page_id = page_id
        self.topics: set[str] = set()
        self.wanted = EVERYTHING
        self.is_behind = False
        self.is_expired = False
        self.watched: dict[str, Any] | None = None
        """Who looks at this page's screen, as it says on it."""
        self.shown: dict[str, Any] = {}
        """What was last sent of each topic, so that only changes are sent."""
        self._clock_ms = clock_ms
        self._seq = 0
        self._queue: asyncio.Queue[str] = asyncio.Queue(QUEUE_LENGTH)

    def push(self, kind: str, data: Any) -> None:
        """Send a frame after those before it."""
        self.push_encoded(kind, encode(data))

    def push_encoded(self, kind: str, data: str) -> None:
        """Send a frame whose data have been encoded already: for what many pages get alike."""
        self._seq += 1
        try:
            self._queue.put_nowait(f'{{"t":"{kind}","seq":{self._seq},"ts":{self._clock_ms()},"d":{data}}}')
        except asyncio.QueueFull:
            while not self._queue.empty():
                self._queue.get_nowait()
            self.is_behind = True

    def push_changed(self, kind: str, data: str) -> None:
        """Send an encoded frame only when it says something new."""
        if self.shown.get(kind) != data:
            self.shown[kind] = data
            self.push_encoded(kind, data)

    @property
    def backlog(self) -> int:
        """Count the frames that wait to be sent."""
        return self._queue.qsize()

    async def next_frame(self) -> str:
        """Wait for the next frame to send."""
        return await self._queue.get()
