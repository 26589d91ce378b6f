"""The whole story: a caller, his keys, a browser agent, hold, an attended transfer, wrap-up, timeline, playback."""

import array
import wave
from io import BytesIO
from pathlib import Path

import httpx
from playwright.async_api import Browser, expect

from kefu_lab.phone import Phone
from kefu_lab.phone.audio import RATE_HZ, Tone, tone_amplitude
from kefu_lab.phone.call import Call
from support.browser import Desk, desk_of
from support.stage import HOTLINE, PHONES_IP, Stage, until

CUSTOMER_HZ, AGENT_HZ, COLLEAGUE_HZ = 400, 700, 1000
HUM = 300
NOTE = "重启光猫后恢复"


def sides(sound: bytes) -> tuple["array.array[int]", "array.array[int]"]:
    """Split a stereo recording into customer and agent."""
    with wave.open(BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, RATE_HZ)
        both = array.array("h", file.readframes(file.getnframes()))
    return both[0::2], both[1::2]


async def test_one_call_from_ring_to_playback(stage: Stage, browser: Browser, shots: Path) -> None:
    async with desk_of(browser, stage.url, "agent") as desk, stage.client("a2001") as colleague:
        await desk.ready()
        phone = await sign_on(stage, colleague)
        caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[7])
        await caller.wait_answered(10)
        caller.play(Tone(CUSTOMER_HZ))
        await caller.heard.wait_for_sound()
        await caller.press("1")
        await answer_by_key(desk, caller, shots)
        call = stage.live_calls[0]
        await hold_and_retrieve(desk, caller)
        ringing = await transfer_attended(desk, phone, caller, shots)
        await desk.part("wrap-up-note").fill(NOTE)
        await desk.part("wrap-up-submit").click()
        await desk.state_is("ready")
        caller.hang_up()
        await ringing.wait_ended(5)
        await until(lambda: not stage.live_calls)
        await stage.parts.ledger.flushed()
        await phone.close()
        await play_back(desk, f"{stage.url}/?customer={call.customer_id}", shots)
        async with stage.client("agent") as client:
            await hear_recording(client, str(call.customer_id))


async def sign_on(stage: Stage, client: httpx.AsyncClient) -> Phone:
    """Put a colleague with an ordinary telephone to work."""
    view = (await client.post("/api/desk/log_on")).json()["phone"]
    phone = await Phone.open(PHONES_IP, user=view["address"], password=view["password"], registrar=stage.sip)
    seats = stage.parts.centre.state.seats
    await until(lambda: any(s.number == view["address"] and s.is_registered for s in seats.values()))
    assert (await client.post("/api/desk/state", json={"state": "ready"})).status_code == 202
    return phone


async def answer_by_key(desk: Desk, caller: Call, shots: Path) -> None:
    """See the caller before answering, answer by key, be heard."""
    await desk.phase_is("ringing")
    await expect(desk.part("customer-name")).not_to_be_empty()
    await desk.page.screenshot(path=shots / "ringing.png")
    await desk.page.keyboard.press("F2")
    await desk.phase_is("connected")
    await caller.heard.wait_for_tone(AGENT_HZ, amplitude=HUM)
    await desk.page.screenshot(path=shots / "talking.png")


async def hold_and_retrieve(desk: Desk, caller: Call) -> None:
    """Put the caller on hold and talk to him again."""
    await desk.part("hold").click()
    await desk.phase_is("held")
    await desk.part("hold").click()
    await desk.phase_is("connected")
    await caller.heard.wait_for_tone(AGENT_HZ, amplitude=HUM)


async def transfer_attended(desk: Desk, phone: Phone, caller: Call, shots: Path) -> Call:
    """Ask the colleague first, then hand the caller over; returns the colleague's call."""
    await desk.page.keyboard.press("F9")
    await desk.part("target-2001").click()
    await desk.page.screenshot(path=shots / "transfer.png")
    await desk.part("transfer-consult").click()
    ringing = await phone.next_call(10)
    ringing.answer()
    ringing.play(Tone(COLLEAGUE_HZ))
    await desk.phase_is("consulting")
    await ringing.heard.wait_for_tone(AGENT_HZ, amplitude=HUM)
    await desk.part("consultation-complete").click()
    await desk.phase_is("wrap_up")
    await caller.heard.wait_for_tone(COLLEAGUE_HZ)
    await ringing.heard.wait_for_tone(CUSTOMER_HZ)
    await desk.page.screenshot(path=shots / "wrap-up.png")
    return ringing


async def play_back(desk: Desk, url: str, shots: Path) -> None:
    """Play the recording from the customer's timeline."""
    await desk.page.goto(url)
    await desk.part("play-recording").first.click(timeout=15_000)
    await desk.part("player-toggle").click()
    await expect(desk.part("player")).to_have_attribute("data-playing", "true")
    await desk.page.screenshot(path=shots / "playback.png")


async def hear_recording(client: httpx.AsyncClient, customer_id: str) -> None:
    """Prove by tones that the customer is on the left and both agents, one after the other, on the right."""
    contact = (await client.get(f"/api/customers/{customer_id}/timeline")).json()["items"][0]
    recording_id = contact["recordings"][0]["recording_id"]
    customer, agent = sides((await client.get(f"/api/recordings/{recording_id}/audio")).content)
    assert contact["detail"] == NOTE
    assert tone_amplitude(customer, CUSTOMER_HZ) > 1000
    assert tone_amplitude(customer, AGENT_HZ) < 100
    assert tone_amplitude(agent, AGENT_HZ) > 50  # the browser's noise suppression eats most of a steady hum
    assert tone_amplitude(agent, COLLEAGUE_HZ) > 500
    assert tone_amplitude(agent, CUSTOMER_HZ) < 50
