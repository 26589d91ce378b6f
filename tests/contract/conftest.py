"""The switch that the contract suite runs against: once simulated, once Asterisk."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from support.switch_world import World
from support.switch_world_real import real_world
from support.switch_world_simulated import simulated_world
from support.telephony import RunningSwitch


@pytest.fixture(params=["simulated", "asterisk"])
def switch_kind(request: pytest.FixtureRequest) -> str:
    """Name the switch."""
    return str(request.param)


@pytest.fixture
def running(switch_kind: str, request: pytest.FixtureRequest) -> RunningSwitch | None:
    """Serve Asterisk, where it is the one."""
    return request.getfixturevalue("asterisk") if switch_kind == "asterisk" else None


@pytest_asyncio.fixture
async def world(running: RunningSwitch | None, tmp_path: Path) -> AsyncIterator[World]:
    """Open the world around the switch."""
    async with simulated_world(tmp_path) if running is None else real_world(running) as opened:
        yield opened
