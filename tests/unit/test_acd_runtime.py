"""One writer: journal, machine, effects, in this order and one event after another."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from kefu.acd.core.events import TimerCancelled, TimerFired, TimerStarted
from kefu.acd.journal import Journal
from kefu.acd.runtime import Runtime
from kefu.kernel.codec import Codec
from kefu.platform.clock import now_ms


@dataclass(frozen=True)
class Said:
    """Somebody said something. "start t 50" and "cancel t" set timers, "fail" fails."""

    text: str


@dataclass(frozen=True)
class Strange:
    """An event that no codec knows."""


class Parrot:
    """A machine that repeats what it hears, and remembers it with the time."""

    def __init__(self, heard: list[list[Any]] | None = None) -> None:
        self.heard = heard or []

    def step(self, at_ms: int, event: Said | Strange | TimerFired) -> list[object]:
        text = event.text if isinstance(event, Said) else event.timer_id if isinstance(event, TimerFired) else "?"
        self.heard.append([at_ms, text])
        match text.split():
            case ["start", timer_id, after_ms]:
                return [TimerStarted(timer_id=timer_id, due_ms=at_ms + int(after_ms))]
            case ["cancel", timer_id]:
                return [TimerCancelled(timer_id=timer_id)]
            case ["fail"]:
                raise RuntimeError("no more words")
        return [text]

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.heard]


class Listener:
    """Collects effects; `until` waits for one."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.reactions: dict[object, Callable[[], None]] = {}
        self._waiting: dict[object, asyncio.Future[None]] = {}

    def __call__(self, at_ms: int, effects: list[object]) -> None:
        self.heard += effects
        for effect in effects:
            self.reactions.get(effect, lambda: None)()
            if effect in self._waiting:
                self._waiting.pop(effect).set_result(None)

    async def until(self, effect: object) -> None:
        if effect not in self.heard:
            self._waiting[effect] = asyncio.get_running_loop().create_future()
            await asyncio.wait_for(self._waiting[effect], 10)


CODEC = Codec([Said, TimerFired])


def runtime(parrot: Parrot, listener: Listener, journal: Journal | None = None, **kw: Any) -> Runtime[Any, object]:
    fields: dict[str, Any] = {"clock_ms": now_ms, "codec": CODEC, **kw}
    return Runtime(parrot, on_effects=listener, journal=journal, **fields)


async def test_events_are_taken_in_order_and_what_effects_post_comes_last() -> None:
    parrot, listener = Parrot(), Listener()
    loop = runtime(parrot, listener)
    listener.reactions["a"] = lambda: loop.post(Said("c"))
    loop.post(Said("a"))
    loop.post(Said("b"))
    assert parrot.texts == []
    await listener.until("c")
    assert listener.heard == ["a", "b", "c"]
    await loop.close()


async def test_an_event_is_in_the_journal_before_its_effects_begin(tmp_path: Path) -> None:
    parrot, listener, journal = Parrot(), Listener(), Journal(tmp_path)
    loop = runtime(parrot, listener, journal)
    written: list[int] = []
    listener.reactions["a"] = lambda: written.append(len(list(journal.read())))
    loop.post(Said("a"))
    loop.post(Said("b"))
    await listener.until("b")
    assert written == [2]  # both were posted together and written at once
    await loop.close()


async def test_timers_fire_in_order_once_and_not_when_cancelled_or_moved() -> None:
    parrot, listener = Parrot(), Listener()
    loop = runtime(parrot, listener)
    for text in ("start late 40", "start never 5", "start moved 1", "start early 10", "cancel never", "start moved 20"):
        loop.post(Said(text))
    await listener.until("late")
    assert listener.heard == ["early", "moved", "late"]
    starts = {text.split()[1]: at_ms + int(text.split()[2]) for at_ms, text in parrot.heard if text.startswith("start")}
    assert all(at_ms >= starts[text] for at_ms, text in parrot.heard if text in starts)
    await loop.close()


async def test_a_timer_cancelled_or_moved_when_its_firing_is_on_the_way_does_not_fire() -> None:
    parrot, listener, clock = Parrot(), Listener(), [1000]
    loop = runtime(parrot, listener, clock_ms=lambda: clock[0])
    for text in ("start cancelled 5", "start moved 5"):
        loop.post(Said(text))
    await asyncio.sleep(0)
    clock[0] += 10
    loop.post(Said("cancel cancelled"))
    loop.post(Said("start moved 5"))
    loop.post(TimerFired(timer_id="cancelled"))
    loop.post(TimerFired(timer_id="moved"))
    loop.post(Said("end"))
    await listener.until("end")
    assert listener.heard == ["end"]
    clock[0] += 10
    await listener.until("moved")
    await loop.close()


async def test_time_never_goes_back() -> None:
    parrot, listener, clock = Parrot(), Listener(), [1000]
    loop = runtime(parrot, listener, clock_ms=lambda: clock[0])
    loop.post(Said("a"))
    await listener.until("a")
    clock[0] = 400
    loop.post(Said("b"))
    await listener.until("b")
    assert parrot.heard == [[1000, "a"], [1000, "b"]]
    await loop.close()


async def test_an_event_that_fails_is_logged_and_the_next_one_is_taken() -> None:
    parrot, listener = Parrot(), Listener()
    loop = runtime(parrot, listener)

    def fail() -> None:
        raise ValueError("deaf")

    listener.reactions["a"] = fail
    with capture_logs() as logs:
        for text in ("fail", "a", "b"):
            loop.post(Said(text))
        await listener.until("b")
    assert [(log["event"], log["taken"]) for log in logs] == [
        ("event failed", Said("fail")),
        ("effects failed", Said("a")),
    ]
    await loop.close()


async def test_an_event_that_cannot_be_written_is_logged_and_taken(tmp_path: Path) -> None:
    parrot, listener, journal = Parrot(), Listener(), Journal(tmp_path)
    loop = runtime(parrot, listener, journal)
    with capture_logs() as logs:
        for event in (Strange(), Said("a")):
            loop.post(event)
        await listener.until("a")
    assert [(log["event"], log["taken"]) for log in logs] == [("event not journalled", Strange())]
    assert listener.heard == ["?", "a"]
    assert [record.data["text"] for record in journal.read()] == ["a"]
    await loop.close()


async def test_calls_go_on_when_the_journal_cannot_be_written(tmp_path: Path) -> None:
    parrot, listener, journal = Parrot(), Listener(), Journal(tmp_path)
    loop = runtime(parrot, listener, journal, sync_interval_s=None)
    journal.close()
    with capture_logs() as logs:
        loop.post(Said("a"))
        await listener.until("a")
    assert [log["event"] for log in logs] == ["journal not written"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        await loop.close()


# -- restart ---------------------------------------------------------------------------------------------------------


async def test_after_a_crash_the_machine_is_where_the_journal_ends(tmp_path: Path) -> None:
    parrot, listener, clock = Parrot(), Listener(), [1000]
    loop = runtime(parrot, listener, Journal(tmp_path), clock_ms=lambda: clock[0])
    for text in ("a", "start soon 1", "fail", "start later 30", "start gone 900", "cancel gone"):
        loop.post(Said(text))
    await listener.until("a")
    clock[0] += 20
    await listener.until("soon")
    await loop.close()

    again, quiet = Parrot(), Listener()
    loop = runtime(again, quiet, Journal(tmp_path), clock_ms=lambda: clock[0])
    with capture_logs():
        assert loop.recover() == 7
    assert again.heard == parrot.heard
    assert quiet.heard == []
    clock[0] += 20
    await quiet.until("later")
    assert quiet.heard == ["later"]
    await loop.close()


async def test_a_snapshot_and_the_journal_after_it(tmp_path: Path) -> None:
    parrot, listener, clock = Parrot(), Listener(), [1000]
    loop = runtime(parrot, listener, Journal(tmp_path), clock_ms=lambda: clock[0])
    for text in ("a", "start kept 30"):
        loop.post(Said(text))
    await listener.until("a")
    await loop.checkpoint({"heard": list(parrot.heard)})
    loop.post(Said("b"))
    await listener.until("b")
    await loop.close()

    journal = Journal(tmp_path)
    snapshot = journal.latest_snapshot()
    assert snapshot is not None
    again, quiet = Parrot(snapshot.data["machine"]["heard"]), Listener()
    loop = runtime(again, quiet, journal, clock_ms=lambda: clock[0])
    assert loop.recover(snapshot) == 1
    assert again.heard == parrot.heard
    clock[0] += 50
    await quiet.until("kept")
    await loop.close()


async def test_without_a_journal_there_is_nothing_to_recover() -> None:
    loop = runtime(Parrot(), Listener())
    assert loop.recover() == 0
    await loop.checkpoint({})
    await loop.close()


async def test_what_was_posted_is_taken_before_closing_and_nothing_after(tmp_path: Path) -> None:
    parrot, listener = Parrot(), Listener()
    loop = runtime(parrot, listener, Journal(tmp_path))
    listener.reactions["a"] = lambda: loop.post(Said("b"))
    loop.post(Said("start t 1"))
    loop.post(Said("a"))
    await loop.close()
    loop.post(Said("c"))
    await asyncio.sleep(0)
    assert parrot.texts == ["start t 1", "a"]
    journal = Journal(tmp_path)
    assert [record.data["text"] for record in journal.read()] == ["start t 1", "a"]
    journal.close()


class Watched(Journal):
    """A journal that tells when it is being synced; `is_broken`: in vain."""

    def __init__(self, folder: Path, *, is_broken: bool = False) -> None:
        super().__init__(folder)
        self.is_broken = is_broken
        self.synced: asyncio.Queue[int] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def syncing(self) -> Callable[[], None]:
        number, sync = self.number, super().syncing()

        def call() -> None:
            sync()
            self._loop.call_soon_threadsafe(self.synced.put_nowait, number)
            if self.is_broken:
                raise OSError("no disk")

        return call


async def test_the_journal_reaches_the_disk_beside_the_calls(tmp_path: Path) -> None:
    journal = Watched(tmp_path)
    loop = runtime(Parrot(), listener := Listener(), journal, sync_interval_s=0)
    for number, text in enumerate(("a", "b", "c"), start=1):
        loop.post(Said(text))
        await listener.until(text)
        assert await asyncio.wait_for(journal.synced.get(), 10) == number
    await loop.close()


async def test_a_journal_that_cannot_be_synced_is_logged(tmp_path: Path) -> None:
    journal = Watched(tmp_path, is_broken=True)
    loop = runtime(Parrot(), Listener(), journal, sync_interval_s=0)
    with capture_logs() as logs:
        loop.post(Said("a"))
        await asyncio.wait_for(journal.synced.get(), 10)
        await loop.close()
    assert [(log["event"], str(log["exc_info"])) for log in logs] == [("journal not synced", "no disk")]


async def test_time_goes_on_when_the_clock_was_set_back_between_two_lives(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append(now_ms() + 3_600_000, CODEC.encode(Said("start t 50")))
    journal.flush()
    parrot, listener = Parrot(), Listener()
    runtime = Runtime(parrot, clock_ms=now_ms, on_effects=listener, journal=journal, codec=CODEC)
    runtime.recover()
    await listener.until("t")
    assert parrot.texts == ["start t 50", "t"]
    await runtime.close()
