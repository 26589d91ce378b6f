from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, WebSocket
from pydantic import BaseModel, SecretStr
from starlette.responses import StreamingResponse

from kefu.kernel.errors import ConflictError, InvalidError, KefuError
from kefu.platform import metrics, web
from kefu.platform.db import Database, DatabaseUnavailableError

router = APIRouter(prefix="/api/things")


class ThingTakenError(ConflictError):
    code = "thing-taken"
    title = "Somebody else has this thing"


class SlowDownError(KefuError):
    code = "slow-down"
    status = 429
    title = "Slow down"


class Thing(BaseModel):
    size: int
    password: SecretStr = SecretStr("")


@router.post("")
async def post_thing(thing: Thing) -> int:
    return thing.size


@router.post("/raw")
async def post_raw(request: Request) -> int:
    return len(await request.body())


@router.post("/prompt")
@web.body_limit(3 * web.MIB)
async def post_prompt(request: Request) -> int:
    return len(await request.body())


@router.get("/{name}")
async def get_thing(name: str) -> StreamingResponse:
    errors: dict[str, Exception] = {
        "taken": ThingTakenError("held by 1002", holder="1002"),
        "wrong": InvalidError("two faults", errors=[{"field": "size", "code": "too-big", "detail": "at most 9"}]),
        "hurried": SlowDownError(retry_after_s=17),
        "gone": DatabaseUnavailableError("ConnectionRefusedError"),
        "broken": RuntimeError("the password is hunter2"),
    }
    if name in errors:
        raise errors[name]

    async def break_off() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError(name)

    return StreamingResponse(break_off())


@router.websocket("/socket")
async def socket(socket: WebSocket, name: str) -> None:
    if name == "accepted":
        await socket.accept()
    raise ThingTakenError


def _app() -> FastAPI:
    app = FastAPI()
    web.install(app, database=Database("postgresql://nobody@/nothing?host=/nowhere"))
    app.include_router(router)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        yield client


def _problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body.pop("trace_id") == answer.headers["x-trace-id"]
    assert body.pop("type") == f"/errors/{body['code']}"
    assert body.pop("status") == answer.status_code
    return body


async def test_an_error_of_the_house_is_rendered_with_its_code_and_facts(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/things/taken")
    assert answer.status_code == 409
    assert _problem(answer) == {
        "code": "thing-taken",
        "title": "Somebody else has this thing",
        "detail": "held by 1002",
        "facts": {"holder": "1002"},
        "errors": [],
    }


async def test_faults_of_fields_are_listed(client: httpx.AsyncClient) -> None:
    problem = _problem(await client.get("/api/things/wrong"))
    assert problem["errors"] == [{"field": "size", "code": "too-big", "detail": "at most 9"}]
    assert problem["facts"] == {}


async def test_a_wait_is_also_a_header(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/things/hurried")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "17")


async def test_a_database_that_is_gone_is_a_503(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/things/gone")
    assert (answer.status_code, _problem(answer)["code"]) == (503, "database-unavailable")


async def test_input_of_the_wrong_form_is_explained_and_not_echoed(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/things", json={"size": "hunter2", "password": 5})
    assert answer.status_code == 422
    problem = _problem(answer)
    assert (problem["code"], [error["field"] for error in problem["errors"]]) == (
        "invalid-input",
        ["size", "password"],
    )
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[1]", b"null", b""])
async def test_broken_json_is_invalid_input(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/things", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    assert _problem(answer)["code"] in {"bad-request", "invalid-input"}


async def test_an_unknown_path_and_a_wrong_method_have_codes(client: httpx.AsyncClient) -> None:
    missing, wrong = await client.get("/api/nothing"), await client.delete("/api/things")
    assert (missing.status_code, _problem(missing)["code"]) == (404, "not-found")
    assert (wrong.status_code, _problem(wrong)["code"]) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "POST"


async def test_a_crash_is_a_500_that_tells_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/things/broken")
    assert answer.status_code == 500
    assert _problem(answer) == {
        "code": "internal-error",
        "title": "Something went wrong",
        "detail": "Something went wrong",
        "facts": {},
        "errors": [],
    }
    assert "hunter2" not in answer.text


async def test_a_crash_in_the_middle_of_an_answer_breaks_it_off(client: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError, match="stream"):
        await client.get("/api/things/stream")


@pytest.mark.parametrize("path", ["/api/things/raw", "/api/things"])
@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_body_of_more_than_1_mib_is_refused(client: httpx.AsyncClient, path: str, is_declared: bool) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield bytes(web.MIB // 16)

    content = bytes(web.MIB + 1) if is_declared else drip()
    answer = await client.post(path, content=content)
    assert (answer.status_code, _problem(answer)["code"]) == (413, "body-too-large")


async def test_a_body_of_1_mib_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/things/raw", content=bytes(web.MIB))).json() == web.MIB


async def test_a_route_may_take_more(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/things/prompt", content=bytes(3 * web.MIB))).json() == 3 * web.MIB
    assert (await client.post("/api/things/prompt", content=bytes(3 * web.MIB + 1))).status_code == 413


async def test_a_content_length_that_is_no_number_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/things/raw", content=b"x", headers={"content-length": "-1"})
    assert answer.status_code == 413


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/things/broken", "/api/nothing", "/"):
        headers = (await client.get(path)).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert "script-src" not in policy
        assert policy["frame-ancestors"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers.get("cache-control") == ("no-store" if path.startswith("/api/") else None)


async def test_requests_are_counted_by_route_not_by_path(client: httpx.AsyncClient) -> None:
    await client.get("/api/things/taken")
    page = metrics.render().body.decode()
    assert 'kefu_http_request_seconds_count{method="GET",route="/api/things/{name}",status="409"}' in page
    assert "/api/things/taken" not in page


@pytest.mark.parametrize(("name", "before"), [("refused", []), ("accepted", ["websocket.accept"])])
async def test_a_socket_is_closed_with_the_code_of_the_error(name: str, before: list[str]) -> None:
    sent: list[Any] = []

    async def connect() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/api/things/socket", "headers": [], "query_string": f"name={name}".encode()}
    await _app()(scope, connect, keep)
    assert [message["type"] for message in sent] == [*before, "websocket.close"]
    assert (sent[-1]["code"], sent[-1]["reason"]) == (1008, "thing-taken")
