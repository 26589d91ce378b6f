import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from kefu.platform import log


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.configure(**config)


def test_an_event_becomes_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="json")
    with structlog.contextvars.bound_contextvars(trace_id="12345678901234567890123456789012"):
        structlog.get_logger("kefu.test").info("call answered", call_id="0195-1", waited_ms=1200)
    event = json.loads(capsys.readouterr().err)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "call answered",
        "level": "info",
        "logger": "kefu.test",
        "call_id": "0195-1",
        "waited_ms": 1200,
        "trace_id": "12345678901234567890123456789012",
    }


def test_lines_of_libraries_look_alike_and_lose_long_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="json")
    logging.getLogger("asyncpg").warning("no route to %s", "+8613812345678")
    event = json.loads(capsys.readouterr().err)
    assert (event["logger"], event["level"], event["event"]) == ("asyncpg", "warning", "no route to ***78")


def test_an_exception_is_kept_without_the_numbers_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="json")
    try:
        raise RuntimeError("customer 13812345678 is gone")
    except RuntimeError:
        structlog.get_logger("kefu.test").exception("failed")
    event = json.loads(capsys.readouterr().err)
    assert "RuntimeError: customer ***78 is gone" in event["exception"]


def test_people_get_a_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="console")
    structlog.get_logger("kefu.test").info("call answered", name="王小明")
    line = capsys.readouterr().err
    assert "call answered" in line
    assert "王小明" not in line


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(level="WARNING", form="auto")
    structlog.get_logger("kefu.quiet").info("nothing")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13812345678 called", "***78 called"),
        ("(+8651988123456)", "(***56)"),
        ("320402199001011234", "***34"),
        ("took 123456 us", "took 123456 us"),
        ("01950000-0000-7000-8000-123456789012", "01950000-0000-7000-8000-123456789012"),
        ("f00d123456789", "f00d123456789"),
        ("1.23456789012", "1.23456789012"),
    ],
)
def test_long_numbers_are_shortened_and_ids_are_not(text: str, masked: str) -> None:
    assert log.mask_personal_data(None, "info", {"event": text}) == {"event": masked}


def test_personal_fields_are_masked_whatever_they_hold() -> None:
    assert log.mask_personal_data(None, "info", {"name": "王小明", "phone": None, "agent_id": 7}) == {
        "name": "***",
        "phone": "***",
        "agent_id": 7,
    }


def test_a_traceback_for_people_shows_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(form="console")
    customer = "王小明"
    try:
        raise RuntimeError(len(customer))
    except RuntimeError:
        structlog.get_logger("kefu.test").exception("failed")
    line = capsys.readouterr().err
    assert "RuntimeError: 3" in line
    assert "王小明" not in line.replace('customer = "王小明"', "")
