"""The whole story: a caller, his keys, a browser agent, hold, an attended transfer, wrap-up, timeline, playback."""

import array
import wave
from io import BytesIO

from playwright.async_api import Browser, expect
from support.browser import desk_of
from support.stage import HOTLINE, PHONES_IP, Stage, until

from kefu_lab.phone import Phone
from kefu_lab.phone.audio import RATE_HZ, Tone, tone_amplitude

CUSTOMER_HZ, AGENT_HZ, COLLEAGUE_HZ = 400, 700, 1000


def sides(sound: bytes) -> tuple["array.array[int]", "array.array[int]"]:
    """Split a stereo recording into customer and agent."""
    with wave.open(BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, RATE_HZ)
        both = array.array("h", file.readframes(file.getnframes()))
    return both[0::2], both[1::2]


async def test_one_call_from_ring_to_playback(stage: Stage, browser: Browser, shots) -> None:
    async with desk_of(browser, stage.url, "agent") as desk, stage.client("a2001") as colleague:
        await desk.ready()
        view = (await colleague.post("/api/desk/log_on")).json()["phone"]
        phone = await Phone.open(PHONES_IP, user=view["address"], password=view["password"], registrar=stage.sip)
        await until(lambda: any(s.number == "2001" and s.is_registered for s in stage.parts.centre.state.seats.values()))

        caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[7])
        await caller.wait_answered(10)
        caller.play(Tone(CUSTOMER_HZ))
        await caller.heard.wait_for_sound()
        await caller.press("1")

        await desk.phase_is("ringing")
        await expect(desk.part("customer-name")).not_to_be_empty()
        await desk.page.screenshot(path=shots / "ringing.png")
        await desk.page.keyboard.press("F2")
        await desk.phase_is("connected")
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)
        await desk.page.screenshot(path=shots / "talking.png")
        call = stage.live_calls[0]

        await desk.part("hold").click()
        await desk.phase_is("held")
        await desk.part("hold").click()
        await desk.phase_is("connected")
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)

        assert (await colleague.post("/api/desk/state", json={"state": "ready"})).status_code == 202
        await desk.page.keyboard.press("F9")
        await desk.part("target-2001").click()
        await desk.page.screenshot(path=shots / "transfer.png")
        await desk.part("transfer-consult").click()
        ringing = await phone.next_call(10)
        ringing.answer()
        ringing.play(Tone(COLLEAGUE_HZ))
        await desk.phase_is("consulting")
        await ringing.heard.wait_for_tone(AGENT_HZ, amplitude=300)
        await desk.part("consultation-complete").click()
        await desk.phase_is("wrap_up")
        await caller.heard.wait_for_tone(COLLEAGUE_HZ)
        await ringing.heard.wait_for_tone(CUSTOMER_HZ)
        await desk.page.screenshot(path=shots / "wrap-up.png")

        await desk.part("wrap-up-note").fill("重启光猫后恢复")
        await desk.part("wrap-up-submit").click()
        await desk.state_is("ready")
        caller.hang_up()
        await ringing.wait_ended(5)
        await stage.parts.ledger.flushed()
        await phone.close()

        await until(lambda: not stage.live_calls)
        await desk.page.goto(f"{stage.url}/?customer={call.customer_id}")
        await desk.part("play-recording").first.click(timeout=15_000)
        await desk.part("player-toggle").click()
        await expect(desk.part("player")).to_have_attribute("data-playing", "true")
        await desk.page.screenshot(path=shots / "playback.png")

        async with stage.client("agent") as client:
            timeline = (await client.get(f"/api/customers/{call.customer_id}/timeline")).json()["items"]
            recording_id = timeline[0]["recordings"][0]["recording_id"]
            sound = (await client.get(f"/api/recordings/{recording_id}/audio")).content
        customer, agent = sides(sound)
        assert timeline[0]["detail"] == "重启光猫后恢复"
        assert tone_amplitude(customer, CUSTOMER_HZ) > 1000
        assert tone_amplitude(customer, AGENT_HZ) < 100
        assert tone_amplitude(agent, AGENT_HZ) > 300
        assert tone_amplitude(agent, COLLEAGUE_HZ) > 300
        assert tone_amplitude(agent, CUSTOMER_HZ) < 100
