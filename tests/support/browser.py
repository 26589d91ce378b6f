"""Headless Chromium as an agent: a fake microphone that hums one tone, and the desk's parts by name."""

import math
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, Playwright, async_playwright, expect

from support.stage import PASSWORD

CHROMIUM = "/usr/bin/chromium"
_KEEP_CONNECTIONS = """
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...how) {
      super(...how);
      window.connections.push(this);
    }
  };
"""
_LEVEL_DB = """async (hz) => {
  const connection = window.connections.filter((each) => each.connectionState === 'connected').at(-1);
  if (!connection) return -200;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  const { track } = connection.getReceivers()[0];
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await new Promise((done) => setTimeout(done, 500));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const at = Math.round((hz * analyser.fftSize) / context.sampleRate);
  await context.close();
  return Math.max(-200, ...bins.slice(at - 3, at + 4));
}"""
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]


def write_hum(path: Path, hz: int) -> Path:
    """Write a tone that a fake microphone can play for ever."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, 0, "NONE", ""))
        second = [round(9000 * math.sin(2 * math.pi * hz * n / 48000)) for n in range(48000)]
        file.writeframes(struct.pack(f"<{len(second)}h", *second) * 4)
    return path


@asynccontextmanager
async def launch(playwright: Playwright, folder: Path, hz: int) -> AsyncIterator[Browser]:
    """Start a browser whose microphone hums at a frequency."""
    hum = write_hum(folder / f"hum-{hz}.wav", hz)
    browser = await playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*_ARGUMENTS, f"--use-file-for-fake-audio-capture={hum}"]
    )
    try:
        yield browser
    finally:
        await browser.close()


@asynccontextmanager
async def browsers(folder: Path, hz: int = 700) -> AsyncIterator[Browser]:
    """Start Playwright and one browser."""
    async with async_playwright() as playwright, launch(playwright, folder, hz) as browser:
        yield browser


@dataclass(slots=True)
class Desk:
    """One person's page."""

    page: Page
    context: BrowserContext

    def part(self, name: str) -> Locator:
        """Return a part of the page by its test id."""
        return self.page.get_by_test_id(name)

    async def state_is(self, state: str) -> None:
        """Wait until the state button shows a state."""
        await expect(self.part("state-button")).to_have_attribute("data-state", state, timeout=15_000)

    async def phase_is(self, phase: str, timeout_s: float = 15) -> None:
        """Wait until the call bar shows a phase."""
        await expect(self.part("call-bar")).to_have_attribute("data-phase", phase, timeout=timeout_s * 1000)

    async def phone_is(self, state: str) -> None:
        """Wait until the registration light shows a state."""
        await expect(self.part("phone-light")).to_have_attribute("data-state", state, timeout=15_000)

    async def level_db(self, hz: int) -> float:
        """Measure how loud a tone is in what the page's phone plays."""
        level: float = await self.page.evaluate(_LEVEL_DB, hz)
        return level

    async def ready(self) -> None:
        """Finish what an earlier story has left, ask for ready by the state button's menu, and wait for it."""
        await self.phone_is("registered")
        state = await self.part("state-button").get_attribute("data-state")
        if state == "working_after_call":
            await self.part("wrap-up-submit").click()
        elif state != "ready":
            await self.part("state-button").click()
            await self.page.get_by_role("menuitem").first.click()
        await self.state_is("ready")

    async def violations(self) -> list[str]:
        """Return what axe finds wrong on the page."""
        found = await Axe().run(self.page)
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]


@asynccontextmanager
async def desk_of(
    browser: Browser, url: str, login: str, *, locale: str = "zh-CN", size: tuple[int, int] = (1440, 900)
) -> AsyncIterator[Desk]:
    """Open the console in a fresh profile and log in."""
    context = await browser.new_context(
        locale=locale, viewport={"width": size[0], "height": size[1]}, permissions=["microphone"]
    )
    await context.add_init_script(_KEEP_CONNECTIONS)
    page = await context.new_page()
    await page.goto(url)
    desk = Desk(page, context)
    await desk.part("login-name").fill(login)
    await desk.part("login-password").fill(PASSWORD)
    await desk.part("login-submit").click()
    await desk.part("login-submit").wait_for(state="hidden")  # or whoever goes on at once is not logged in yet
    try:
        yield desk
    finally:
        await context.close()
