"""/field and what follows is the repairmen's page; everything else is the console's."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kefu.app.asgi import _serve_console
from kefu.platform import web
from kefu.platform.db import Database


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/field", "field"),
        ("/field?order=261122-0420713", "field"),
        ("/field/orders", "field"),
        ("/field.html", "field"),
        ("/fields", "console"),
        ("/board", "console"),
        ("/field-sw.js", "worker"),
    ],
)
async def test_field_has_its_own_page(tmp_path: Path, path: str, page: str) -> None:
    (tmp_path / "assets").mkdir()
    for name, words in (("index.html", "console"), ("field.html", "field"), ("field-sw.js", "worker")):
        (tmp_path / name).write_text(words, encoding="utf-8")
    app = FastAPI()
    web.install(app, database=Database("postgresql://nobody@/nothing?host=/nowhere"))
    _serve_console(app, tmp_path)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://kefu") as client:
        answer = await client.get(path)
    assert answer.text == page
    policy = answer.headers["permissions-policy"]
    assert ("geolocation=(self)" in policy, "microphone=(self)" in policy) == (page == "field", page != "field")
