"""A supervisor in one browser beside an agent in another: heard by whom he wants to be, and by nobody else."""

import array
import asyncio
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from kefu_lab.phone.audio import Tone, tone_amplitude
from kefu_lab.phone.call import Call
from support.browser import Desk, browsers, desk_of
from support.stage import HOTLINE, Stage, until

CUSTOMER_HZ, AGENT_HZ, CHIEF_HZ = 400, 700, 1300  # no one is a multiple of another
HUM = 300
HEARD_DB, SILENT_DB = -55, -65


@pytest_asyncio.fixture(scope="module")
async def chief_browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Start the supervisor's browser, whose microphone hums higher."""
    async with browsers(tmp_path_factory.mktemp("chief"), CHIEF_HZ) as running:
        yield running


@asynccontextmanager
async def scene(
    stage: Stage, browser: Browser, chief_browser: Browser, subscriber: int
) -> AsyncIterator[tuple[Desk, Desk, Call]]:
    """Let an agent talk with a customer, and a supervisor look at him on his board."""
    async with (
        desk_of(browser, stage.url, "agent") as agent,
        desk_of(chief_browser, stage.url, "supervisor", size=(1920, 1080)) as chief,
    ):
        await agent.ready()
        await chief.page.goto(f"{stage.url}/board")
        await chief.phone_is("registered")
        caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[subscriber])
        await caller.wait_answered(10)
        caller.play(Tone(CUSTOMER_HZ))
        await caller.heard.wait_for_sound()
        await caller.press("0")
        await agent.phase_is("ringing")
        await agent.part("answer").click()
        await agent.phase_is("connected")
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=HUM)
        await chief.part("agent-1001").click()
        yield agent, chief, caller
        caller.hang_up()
        await until(lambda: not stage.live_calls)


async def take_part(chief: Desk, how: str) -> None:
    """Listen, whisper or barge, as the strip of the board has it."""
    await chief.part(f"monitor-{how}").click()
    await expect(chief.part(f"monitor-{how}")).to_have_attribute("aria-pressed", "true")
    await chief.phase_is("monitoring")


async def hears(desk: Desk, *tones: int) -> None:
    """Wait until a page's phone plays exactly these of the three voices."""
    heard: dict[int, float] = {}
    for _ in range(15):
        heard = {hz: await desk.level_db(hz) for hz in (CUSTOMER_HZ, AGENT_HZ, CHIEF_HZ)}
        if all(level > HEARD_DB if hz in tones else level < SILENT_DB for hz, level in heard.items()):
            return
    raise AssertionError(f"hears {heard}, not {tones}")


async def never_heard(caller: Call, hz: int) -> None:
    """Listen with the customer for two seconds."""
    start = caller.heard.seconds
    await asyncio.sleep(2)
    assert caller.heard.tone(AGENT_HZ, start, caller.heard.seconds) > HUM / 2
    assert caller.heard.tone(hz, start, caller.heard.seconds) < HUM / 10


async def test_listening_whispering_joining_in_and_a_forced_log_out(
    stage: Stage, browser: Browser, chief_browser: Browser, shots: Path
) -> None:
    async with scene(stage, browser, chief_browser, 60) as (agent, chief, caller):
        await take_part(chief, "listen")
        await hears(chief, CUSTOMER_HZ, AGENT_HZ)
        await hears(agent, CUSTOMER_HZ)
        await never_heard(caller, CHIEF_HZ)
        await expect(agent.part("monitored")).to_have_count(0)
        await chief.page.screenshot(path=shots / "supervisor-listens.png")

        await take_part(chief, "whisper")
        await hears(agent, CUSTOMER_HZ, CHIEF_HZ)
        await hears(chief, CUSTOMER_HZ, AGENT_HZ)
        await never_heard(caller, CHIEF_HZ)
        await expect(agent.part("monitored")).to_be_visible()
        await agent.page.screenshot(path=shots / "agent-whispered-to.png")
        await agent.part("recording-toggle").click()  # what was recorded up to now is a segment of its own
        await expect(agent.part("recording-toggle")).to_have_attribute("aria-pressed", "true")
        await agent.part("recording-toggle").click()

        await take_part(chief, "barge")
        await caller.heard.wait_for_tone(CHIEF_HZ, amplitude=HUM / 3)
        await hears(agent, CUSTOMER_HZ, CHIEF_HZ)
        await hears(chief, CUSTOMER_HZ, AGENT_HZ)

        call = stage.live_calls[0]
        await chief.part("force-log-off").click()
        await chief.page.get_by_role("radio").first.click()
        await chief.part("force-confirm").click()
        await expect(chief.part("selected-about")).to_contain_text("通话结束后")
        await agent.phase_is("connected")
        await agent.part("hangup").click()
        await agent.state_is("null")
        await chief.phase_is("idle")
        await expect(chief.part("agent-1001")).to_have_count(0)
        await caller.wait_ended(5)
        await stage.parts.ledger.flushed()
        first, second = await recorded(stage, str(call.call_id), str(call.customer_id))
        assert tone_amplitude(first[0], CUSTOMER_HZ) > 1000
        assert tone_amplitude(first[1], AGENT_HZ) > 50
        assert [tone_amplitude(side, CHIEF_HZ) < 5 for side in first] == [True, True]
        assert tone_amplitude(second[1], CHIEF_HZ) > 20
        await in_the_history(stage, str(call.call_id))


Sides = tuple["array.array[int]", "array.array[int]"]


def sides(sound: bytes) -> Sides:
    """Split a stereo recording into customer and agent."""
    with wave.open(BytesIO(sound)) as file:
        both = array.array("h", file.readframes(file.getnframes()))
    return both[0::2], both[1::2]


async def recorded(stage: Stage, call_id: str, customer_id: str) -> list[Sides]:
    """Fetch both segments, each as customer and agent."""
    async with stage.client("agent") as client:
        found: list[str] = []
        for _ in range(100):
            contact = (await client.get(f"/api/customers/{customer_id}/timeline")).json()["items"][0]
            found = [each["recording_id"] for each in contact["recordings"]]
            if contact["call_id"] == call_id and len(found) == 2:
                break
            await asyncio.sleep(0.1)
        return [sides((await client.get(f"/api/recordings/{each}/audio")).content) for each in found]


async def in_the_history(stage: Stage, call_id: str) -> None:
    """Find every intervention among the call's facts."""
    async with stage.client("supervisor") as client:
        facts = (await client.get(f"/api/calls/{call_id}/events")).json()
    told = [fact["data"]["participation"] for fact in facts if fact["kind"] == "monitored"]
    assert told == ["listen", "whisper", "barge"]


async def test_help_is_taken_up_and_the_call_taken_over(
    stage: Stage, browser: Browser, chief_browser: Browser, shots: Path
) -> None:
    async with scene(stage, browser, chief_browser, 61) as (agent, chief, caller):
        await agent.part("help").click()
        await chief.part("take-help-1001").click(timeout=10_000)
        await chief.phase_is("monitoring")
        await expect(chief.part("help-1001")).to_have_count(0)
        await expect(agent.part("help")).to_have_attribute("aria-pressed", "false")
        await hears(chief, CUSTOMER_HZ, AGENT_HZ)
        await chief.part("take-call-over").click()
        await chief.page.get_by_role("button", name="确认执行").click()
        await chief.phase_is("connected")
        await agent.phase_is("wrap_up")
        await caller.heard.wait_for_tone(CHIEF_HZ, amplitude=HUM / 3)
        await hears(chief, CUSTOMER_HZ)
        await chief.page.screenshot(path=shots / "supervisor-took-over.png")
        await chief.part("hold").click()
        await chief.phase_is("held")


async def test_a_message_stays_until_it_is_acknowledged(
    stage: Stage, browser: Browser, chief_browser: Browser, shots: Path
) -> None:
    async with (
        desk_of(browser, stage.url, "agent") as agent,
        desk_of(chief_browser, stage.url, "supervisor") as chief,
    ):
        await agent.phone_is("registered")
        await chief.page.goto(f"{stage.url}/board")
        await chief.part("agent-1001").click()
        await chief.part("message").click()
        await chief.part("message-text").fill("早会改到九点")
        await chief.page.screenshot(path=shots / "message.png")
        await chief.part("message-send").click()
        await expect(agent.part("desk-message")).to_contain_text("早会改到九点")
        await agent.page.reload()
        await expect(agent.part("desk-message")).to_contain_text("陈立华")
        await expect(chief.part("selected-about")).to_contain_text("1 条消息未确认")
        assert await agent.violations() == []
        assert await chief.violations() == []
        await agent.part("acknowledge-message").click()
        await expect(agent.part("desk-message")).to_have_count(0)
        await expect(chief.part("selected-about")).not_to_contain_text("未确认")
