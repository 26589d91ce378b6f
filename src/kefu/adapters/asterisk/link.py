"""The connection to one Asterisk: keeps its events flowing and both sides' knowledge the same."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping

from kefu.adapters.asterisk import devices
from kefu.adapters.asterisk.address import SwitchAddress
from kefu.adapters.asterisk.ami import Ami
from kefu.adapters.asterisk.ari import APP, Ari, AriError, Event, path_of
from kefu.adapters.asterisk.conversations import Conversations
from kefu.adapters.asterisk.intrusions import Intrusions, is_room, is_snoop
from kefu.adapters.asterisk.translate import WANTED_EVENTS, Translator, snapshot_of
from kefu.calls.events import ConnectionCleared, Failed, SwitchAvailability, SwitchEvent, TurnedAway
from kefu.calls.model import Cause, ConnectionSnapshot, Device, DeviceKind
from kefu.kernel.ids import ConnectionId
from kefu.platform.clock import ClockMs

log = logging.getLogger(__name__)


class Link:
    """What we know of the switch (connections, conversations, seats' phones) and how it stays true."""

    def __init__(
        self,
        name: str,
        address: SwitchAddress,
        media_address: str | None,
        clock_ms: ClockMs,
    ) -> None:
        self.name = name
        self.is_available = False
        self.ari = Ari(address, on_event=self._heard, on_open=self._opened, on_lost=self._lost)
        self.ami = Ami(address, on_event=self._managed, on_open=self._look_for_phones)
        self.translator = Translator(name)
        self.legs = self.translator.legs
        self.conversations = Conversations(self.ari, self.legs)
        self.intrusions = Intrusions(self.ari, self.conversations)
        self.events: asyncio.Queue[SwitchEvent] = asyncio.Queue()
        self.now = clock_ms
        self._media_address = media_address
        self._devices: dict[str, tuple[Device, str]] = {}
        self.on_connection_ended: Callable[[ConnectionId], None] = lambda connection_id: None
        self._started_at: str | None = None  # when the switch started: another time means that it forgot everything

    def emit(self, *events: SwitchEvent) -> None:
        """Pass events on to the product."""
        for event in events:
            self.events.put_nowait(event)
            if isinstance(event, ConnectionCleared | Failed):
                self.on_connection_ended(event.connection_id)

    async def add_device(self, device: Device, password: str) -> None:
        """Push a seat's phone, now and whenever the switch has started anew.

        Raises: AriError.
        """
        self._devices[device.address] = (device, password)
        self._require()
        await devices.push(self.ari, device, password, self._media_address)
        if device.kind is DeviceKind.WEB_PHONE:
            self._forget_phone(device)
        else:
            self.emit(*self.translator.phone_of(device.address, self.now()))

    async def remove_device(self, device: Device) -> None:
        """Withdraw a seat's phone.

        Raises: AriError.
        """
        self._devices.pop(device.address, None)
        self._require()
        await devices.withdraw(self.ari, device)
        self._forget_phone(device)

    async def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections that the switch holds.

        Raises: AriError.
        """
        self._require()
        channels, bridges = await self._look()
        talks = [bridge["channels"] for bridge in bridges if not is_room(bridge["id"])]
        joined = {channel for channels_in in talks if len(channels_in) > 1 for channel in channels_in}
        return [
            snapshot_of(channel, is_joined=channel["id"] in joined)
            for channel in channels
            if not is_snoop(channel["id"])
        ]

    def _forget_phone(self, device: Device) -> None:
        """Say that a phone is not registered any more; the switch says nothing when it is told to forget one."""
        self.emit(*self.translator.endpoint_is(device.address, self.now(), is_online=False))

    def _require(self) -> None:
        if not self.is_available:
            raise AriError(503, "the switch is away", self.name)

    def _heard(self, event: Event) -> None:
        try:
            self.emit(*self.translator.translate(event, self.now()))
            self.intrusions.heard(event)
        except (KeyError, TypeError, ValueError):  # one event that is not as documented must not stop the others
            log.exception("switch %s said something that is not understood: %s", self.name, event)

    def _lost(self) -> None:
        if self.is_available:
            self.is_available = False
            self.emit(SwitchAvailability(at_ms=self.now(), switch=self.name, is_available=False))

    async def _opened(self) -> None:
        """Bring both sides to the same knowledge, then say that the switch is there."""
        allowed = [{"type": name} for name in WANTED_EVENTS]
        await self.ari.fetch("PUT", f"applications/{APP}/eventFilter", {"allowed": allowed})
        started_at = (await self.ari.fetch("GET", "asterisk/info", only="status"))["status"]["startup_time"]
        if self._started_at not in (None, started_at):
            for device, password in tuple(self._devices.values()):
                await devices.push(self.ari, device, password, self._media_address)
        self._started_at = started_at
        max_calls = await self._limit()
        await self._reconcile()
        self.is_available = True
        there = SwitchAvailability(at_ms=self.now(), switch=self.name, is_available=True, max_calls=max_calls)
        self.emit(there)

    async def _limit(self) -> int:
        """Return how many calls from outside the switch lets in; 0 when its dialplan does not say."""
        try:
            said = await self.ari.fetch("GET", "asterisk/variable", variable="KEFU_MAX_CALLS")
            return int(said["value"])
        except (AriError, ValueError):
            return 0

    async def _look_for_phones(self) -> None:
        """Ask which seats' phones are there; from then on the manager interface tells."""
        with contextlib.suppress(AriError):  # the switch goes away again
            for endpoint in await self.ari.fetch("GET", "endpoints/PJSIP"):
                is_online = endpoint["state"] == "online"
                self.emit(*self.translator.endpoint_is(endpoint["resource"], self.now(), is_online=is_online))

    def _managed(self, event: Mapping[str, str]) -> None:
        if event["Event"] == "ContactStatus":
            self.emit(*self.translator.contact_changed(event, self.now()))
        elif event.get("UserEvent") == "KefuFull":
            self.emit(TurnedAway(at_ms=self.now(), switch=self.name, called=event.get("Called", "")))

    async def _reconcile(self) -> None:
        """Adopt what the switch holds; what it has lost while we were away is over."""
        before = tuple(self.legs)
        channels, bridges = await self._look()
        held = {ConnectionId(channel["id"]): channel for channel in channels if not is_snoop(channel["id"])}
        for connection_id in before:
            if connection_id not in held:
                self.emit(*self.translator.end(connection_id, Cause.SWITCH_LOST, self.now()))
        for connection_id, channel in held.items():
            self.emit(*self.translator.reconcile(channel, self.now()))
            for play_id in tuple(self.legs[connection_id].plays):
                await self._reconcile_play(connection_id, play_id)
        self.conversations.adopt(bridges)
        self.intrusions.adopt({channel["id"] for channel in channels}, {bridge["id"] for bridge in bridges})

    async def _reconcile_play(self, connection_id: ConnectionId, play_id: str) -> None:
        try:
            await self.ari.fetch("GET", path_of("playbacks", play_id))
        except AriError as error:
            if error.status != 404:
                raise
            self.emit(*self.translator.end_play(connection_id, play_id, self.now(), is_done=False))

    async def _look(self) -> tuple[list[Event], list[Event]]:
        """Fetch the channels of our application and all bridges."""
        ours = set((await self.ari.fetch("GET", f"applications/{APP}"))["channel_ids"])
        channels = await self.ari.fetch("GET", "channels")
        return [channel for channel in channels if channel["id"] in ours], await self.ari.fetch("GET", "bridges")
