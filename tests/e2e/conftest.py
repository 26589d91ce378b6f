"""One stage and one browser for all stories; each story brings its own calls."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from support import postgres
from support.browser import browsers
from support.stage import Stage, serve_stage


@pytest_asyncio.fixture(scope="session")
async def stage(database_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Serve the whole product."""
    async with (
        database_server.fresh_database() as urls,
        serve_stage(tmp_path_factory.mktemp("stage"), urls) as running,
    ):
        yield running


@pytest_asyncio.fixture(scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Start the browser whose microphone hums at 700 Hz."""
    async with browsers(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Give a folder for pictures, kept when KEFU_SHOTS names one."""
    folder = Path(os.environ.get("KEFU_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
