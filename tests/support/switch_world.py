"""A switch and the world around it behind the same words, whether real or simulated, for the contract suite."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeVar

from kefu.calls.events import DeviceRegistered, SwitchEvent
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.calls.ports import Switch
from kefu.kernel.ids import ConnectionId

E = TypeVar("E", bound=SwitchEvent)
PATIENCE_S = 8.0
SECRET = "one-session-secret"


class EventLog:
    """All that a switch says, in order."""

    def __init__(self, switch: Switch) -> None:
        self.all: list[SwitchEvent] = []
        self._taken: set[int] = set()
        self._fresh = asyncio.Event()
        self._task = asyncio.create_task(self._listen(switch))

    async def _listen(self, switch: Switch) -> None:
        async for event in switch.events():
            self.all.append(event)
            self._fresh.set()

    async def close(self) -> None:
        """Stop listening."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def next(self, kind: type[E], **fields: object) -> E:
        """Wait for the first event of a kind, with these fields, that nobody has waited for yet.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._fresh.clear()
                for index, event in enumerate(self.all):
                    if index not in self._taken and isinstance(event, kind) and _matches(event, fields):
                        self._taken.add(index)
                        return event
                await self._fresh.wait()

    def about(self, connection_id: ConnectionId) -> list[str]:
        """Name the events of one connection."""
        return [type(event).__name__ for event in self.all if getattr(event, "connection_id", "") == connection_id]


def _matches(event: SwitchEvent, fields: dict[str, object]) -> bool:
    return all(getattr(event, name) == value for name, value in fields.items())


class Party(Protocol):
    """Someone at the far end of a connection."""

    is_auto_answer: bool

    @property
    def caller(self) -> str: ...
    @property
    def digits(self) -> str: ...
    @property
    def is_ringing(self) -> bool:
        """Tell whether his phone rings, or he hears that it rings."""

    @property
    def is_connected(self) -> bool: ...
    async def hears(self, *what: str) -> None:
        """Wait until he hears exactly this."""

    async def press(self, digits: str) -> None: ...
    def answer(self) -> None: ...
    def reject(self) -> None: ...
    def hang_up(self) -> None: ...
    async def has_ended(self) -> None: ...


class Phone(Protocol):
    """A seat's phone."""

    async def register(self, password: str = SECRET) -> bool: ...
    async def leave(self) -> None: ...
    async def rings(self) -> Party: ...
    def dial(self, number: str) -> Party: ...


class World(Protocol):
    """A switch, its events, and the people around it."""

    switch: Switch
    heard: EventLog

    def call_in(self, caller: str | None = "13812345678", called: str = "96296") -> Party: ...
    def phone(self, address: str, *, answers: bool = False) -> Phone: ...
    def number(self, number: str, *, answers: bool = False, refuses: Cause | None = None) -> None: ...
    async def outside_rings(self) -> Party: ...
    async def lose_sight(self) -> None:
        """Let the switch fall silent without dying."""

    async def regain_sight(self) -> None: ...
    async def crash(self) -> None:
        """Kill the switch; it starts anew by itself."""

    async def leftovers(self) -> list[str]:
        """Name what the switch still keeps."""

    def pitch_hz(self, voice: str) -> int: ...


async def until(is_met: Callable[[], bool], what: str) -> None:
    """Wait for something that is not an event."""
    for _ in range(round(PATIENCE_S / 0.005)):
        if is_met():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"waited in vain: {what}")


async def add_seat(world: World, address: str, *, answers: bool = False, password: str = SECRET) -> Phone:
    """Make a seat's phone known and register it."""
    await world.switch.add_device(Device(DeviceKind.SIP_PHONE, address), password)
    phone = world.phone(address, answers=answers)
    assert await phone.register(password)
    await world.heard.next(DeviceRegistered, address=address, is_registered=True)
    return phone
