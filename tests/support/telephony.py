"""One real Asterisk per test process, with prompts and music that are tones, so that one can tell who hears what."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kefu.adapters.asterisk.node import PREFIX, AsteriskNode, NodeSettings, install_asterisk
from kefu_lab.phone import Carrier
from kefu_lab.phone.audio import RATE_HZ, encode_alaw

CARRIER_IP = "127.0.0.2"  # what comes from here comes from the trunk
PHONES_IP = "127.0.0.3"
STRANGER_IP = "127.0.0.9"

VOICES_HZ = {"customer": 400, "1001": 700, "1002": 1000, "1003": 1300, "outside": 1600}
PROMPTS_HZ = {"zh-CN/alpha": 550, "zh-CN/beta": 850, "zh-CN/long": 1150, "zh-CN/system-busy": 1750}
PROMPTS_MS = {"zh-CN/alpha": 1000, "zh-CN/beta": 1000, "zh-CN/long": 20_000, "zh-CN/system-busy": 500}
MUSIC_HZ = 1450


@dataclass(frozen=True, slots=True)
class RunningSwitch:
    """A node and the address that the carrier has to take."""

    node: AsteriskNode
    carrier_port: int

    @property
    def sip(self) -> tuple[str, int]:
        """Return where the switch speaks SIP."""
        return "127.0.0.1", self.node.sip_port

    async def carrier(self, **how: object) -> Carrier:
        """Open the other side of the trunk."""
        return await Carrier.open(CARRIER_IP, self.carrier_port, switch=self.sip, **how)


def write_tone(path: Path, hz: int, ms: int) -> None:
    """Write a tone as A-law."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step = 2 * math.pi * hz / RATE_HZ
    path.write_bytes(encode_alaw([round(8000 * math.sin(step * at)) for at in range(ms * RATE_HZ // 1000)]))


@asynccontextmanager
async def serve_switch(folder: Path, *, name: str = "node1", **settings: object) -> AsyncIterator[RunningSwitch]:
    """Run a node on free ports; the switch is installed when it is missing."""
    await install_asterisk(PREFIX)
    for prompt, hz in PROMPTS_HZ.items():
        write_tone(folder / "prompts" / f"{prompt}.alaw", hz, PROMPTS_MS[prompt])
    write_tone(folder / "music" / "tone.alaw", MUSIC_HZ, 10_000)
    probe = await Carrier.open(CARRIER_IP, switch=("127.0.0.1", 5060))  # takes a free port
    carrier_port = probe.address[1]
    await probe.close()
    wanted = NodeSettings(
        run=folder / "run",
        prompts=folder / "prompts",
        music=folder / "music",
        name=name,
        carrier=f"{CARRIER_IP}:{carrier_port}",
        **settings,
    )
    async with AsteriskNode(wanted) as node:
        yield RunningSwitch(node, carrier_port)
