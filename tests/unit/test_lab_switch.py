"""The simulated switch with a hand-cranked clock: the same story gives the same events, to the millisecond."""

import asyncio
from pathlib import Path

import pytest

from kefu.calls.events import SwitchEvent
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.kernel.ids import CallId, ConnectionId, RecordingId
from kefu.platform.ids import new_id
from kefu_lab.clock import HandClock
from kefu_lab.switch import ANSWERS, MUSIC, Behaviour, PartyState, SimulatedSwitch

CALL, AGENT = CallId(new_id()), ConnectionId("agent")
SEAT = Device(DeviceKind.WEB_PHONE, "1001")


class Stage:
    """A switch whose events are gathered without an event loop."""

    def __init__(self, folder: Path, latency_ms: int = 0) -> None:
        self.clock, self.told = HandClock(), list[SwitchEvent]()
        self.switch = SimulatedSwitch(
            clock=self.clock, latency_ms=latency_ms, recordings=folder, on_event=self.told.append
        )

    def names(self) -> list[str]:
        """Name the events so far."""
        return [type(event).__name__ for event in self.told]


def story(folder: Path, latency_ms: int) -> list[SwitchEvent]:
    """Let a customer wait, talk to 1001 and hang up."""
    stage = Stage(folder, latency_ms)
    switch, clock = stage.switch, stage.clock

    async def play() -> None:
        await switch.add_device(SEAT, "secret")
        phone = switch.phone("1001", Behaviour(answers_after_ms=1200))
        phone.register()
        caller = switch.call_in("13812345678", "96296")
        await switch.answer_call(caller.connection_id)
        await switch.play(caller.connection_id, "p", ["welcome", "menu"])
        clock.advance(1500)
        caller.press("1")
        await switch.start_music(caller.connection_id)
        clock.advance(1000)
        assert caller.hears == {MUSIC}
        await switch.make_call(call_id=CALL, connection_id=AGENT, device=SEAT, caller="138", timeout_s=20)
        clock.advance(2000)
        assert phone.call.state is PartyState.CONNECTED
        await switch.join(CALL, caller.connection_id, AGENT)
        clock.advance(100)
        assert (caller.hears, phone.call.hears) == ({"1001"}, {"13812345678"})
        caller.hang_up()
        await switch.clear_connection(AGENT)
        clock.run()
        assert await switch.snapshot() == []

    coroutine = play()
    with pytest.raises(StopIteration):
        coroutine.send(None)  # it never waits: no event loop is needed
    return stage.told


@pytest.mark.parametrize("latency_ms", [0, 7])
def test_the_same_story_gives_the_same_events(tmp_path: Path, latency_ms: int) -> None:
    once, again = story(tmp_path, latency_ms), story(tmp_path, latency_ms)
    assert once == again
    assert [(type(event).__name__, event.at_ms - once[0].at_ms) for event in once][-4:] == [
        ("Delivered", 2500 + latency_ms),
        ("Established", 3700 + latency_ms),
        ("ConnectionCleared", 4600),
        ("ConnectionCleared", 4600 + latency_ms),
    ]


async def test_a_phone_that_is_told_to_answers_at_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.switch.add_device(SEAT, "secret")
    phone = stage.switch.phone("1001")
    assert not phone.register("wrong")
    assert phone.register()
    await stage.switch.make_call(
        call_id=CALL, connection_id=AGENT, device=SEAT, caller="138", timeout_s=20, is_auto_answer=True
    )
    stage.clock.advance(0)
    assert stage.names()[-2:] == ["Delivered", "Established"]


async def test_a_party_that_refuses_tells_why(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.switch.number("139", Behaviour(refuses=Cause.BUSY))
    await stage.switch.make_call(
        call_id=CALL, connection_id=AGENT, device=Device(DeviceKind.TRUNK, "139"), caller="", timeout_s=20
    )
    assert stage.names()[-1] == "Failed"
    assert stage.switch.outside_calls == []


async def test_deeds_that_come_too_late_do_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    caller = stage.switch.call_in("138", "96296")
    caller.hang_up()
    before = stage.names()
    caller.hang_up()
    caller.answer()
    caller.reject()
    caller.press("1")
    assert (caller.hears, caller.state, stage.names()) == (frozenset(), PartyState.ENDED, before)


async def test_a_phone_that_is_not_registered_cannot_dial(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.switch.add_device(SEAT, "secret")
    phone = stage.switch.phone("1001", ANSWERS)
    with pytest.raises(ValueError, match="not registered"):
        phone.dial("96296")
    phone.register()
    assert phone.dial("96296").state is PartyState.DIALLING


async def test_a_second_phone_at_a_seat_takes_the_place_of_the_first(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    await stage.switch.add_device(SEAT, "secret")
    first, second = stage.switch.phone("1001"), stage.switch.phone("1001")
    assert first.register()
    assert second.register()
    assert (first.is_registered, second.is_registered) == (False, True)
    first.unregister()
    assert stage.names().count("DeviceRegistered") == 1


async def test_a_recording_is_finished_even_while_the_switch_is_out_of_sight(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    caller = stage.switch.call_in("138", "96296")
    await stage.switch.start_recording(caller.connection_id, RecordingId(new_id()))
    stage.switch.lose_connection()
    caller.hang_up()
    assert stage.names()[-2:] == ["SwitchAvailability", "RecordingEnded"]
    stage.switch.restore()
    assert stage.names()[-2:] == ["ConnectionCleared", "SwitchAvailability"]


async def test_without_a_clock_the_event_loops_time_is_used(tmp_path: Path) -> None:
    switch = SimulatedSwitch(recordings=tmp_path, prompts={"short": 1})
    caller = switch.call_in("138", "96296")
    await switch.play(caller.connection_id, "p", ["short"])
    async with asyncio.timeout(5):
        async for event in switch.events():
            if type(event).__name__ == "PlayEnded":
                break


def test_the_clock_keeps_order_and_stops_what_is_cancelled() -> None:
    clock, done = HandClock(start_ms=0), list[tuple[str, int]]()
    clock.call_later(20, lambda: done.append(("late", clock.now_ms())))
    clock.call_later(10, lambda: done.append(("first", clock.now_ms())))
    clock.call_later(10, lambda: clock.call_later(0, lambda: done.append(("nested", clock.now_ms()))))
    clock.call_later(10, lambda: done.append(("never", clock.now_ms()))).cancel()
    clock.advance(15)
    assert (done, clock.now_ms()) == ([("first", 10), ("nested", 10)], 15)
    clock.run()
    assert done[-1] == ("late", 20)
    with pytest.raises(ValueError, match="backwards"):
        clock.call_later(-1, clock.run)


def test_something_that_never_ends_is_noticed() -> None:
    clock = HandClock()

    def again() -> None:
        clock.call_later(1, again)

    again()
    with pytest.raises(RuntimeError, match="still busy"):
        clock.run(limit=10)
